// Tokens of the right issuer, for the right audience, that lack what requiredClaims and requiredHeader want: another
// kind of token, another organisation, another branch. RFC 8725 3.12.
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;
using Match = RequiredMember::Match;

Target requiring(const RequiredMember& required, const std::string& honest) {
  const TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  config.requiredClaims = {required};
  return Target(issuer, config, issuer.token().claimJson("kind", honest));
}

void refusesEach(const Target& target, std::initializer_list<const char*> values) {
  target.refuses(target.token().without("kind"), ErrorCode::claimMismatch);
  for (const char* json : values) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("kind", json), ErrorCode::claimMismatch);
  }
}

void acceptsEach(const Target& target, std::initializer_list<const char*> values) {
  for (const char* json : values) {
    CAPTURE(json);
    target.accepts(target.token().claimJson("kind", json));
  }
}

TEST_CASE("a required text is that text and nothing that resembles it") {
  const Target target = requiring({.name = "kind", .values = {"true"}}, R"("true")");
  refusesEach(target, {"true", "null", R"("True")", R"("true ")", R"("true\u0000")", R"("")", "1", R"({"true":1})",
                       R"([["true"]])", "[]", R"([true])"});
  acceptsEach(target, {R"("tr\u0075e")", R"(["other","true"])"});
}

TEST_CASE("a required boolean or number is not its text, and a number is whole") {
  const Target boolean = requiring({.name = "kind", .values = {false}}, "false");
  refusesEach(boolean, {"true", "null", "0", R"("false")", R"("")", "[]", "{}", R"(["false"])"});
  acceptsEach(boolean, {"[true,false]"});
  const Target number = requiring({.name = "kind", .values = {20}}, "20");
  refusesEach(number, {"21", "20.5", "-20", R"("20")", "true", "null", "[[20]]", "18446744073709551636"});
  acceptsEach(number, {"[1,20]"});
}

TEST_CASE("of several required values the token has one") {
  const Target target = requiring({.name = "kind", .values = {"a", 5, true}}, "5");
  refusesEach(target, {R"("b")", R"("5")", R"("true")", "6", "false", "null"});
  acceptsEach(target, {R"("a")", "true", R"(["b","a"])"});
}

TEST_CASE("a required prefix is the beginning of a text") {
  const Target target = requiring({.name = "kind", .values = {"spiffe://a.test/"}, .match = Match::prefix},
                                  R"("spiffe://a.test/importer")");
  refusesEach(target, {R"("spiffe://a.test")", R"("spiffe://a.test.evil/x")", R"("xspiffe://a.test/")", "1", "null",
                       R"({"spiffe://a.test/":1})", R"(["spiffe://b.test/"])"});
  acceptsEach(target, {R"("spiffe:\/\/a.test\/")", R"(["x","spiffe://a.test/y"])"});
}

TEST_CASE("a claim that must be there is not null, and one that must not be there is not even null") {
  refusesEach(requiring({.name = "kind", .match = Match::present}, "0"), {"null"});
  const TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  config.requiredClaims = {{.name = "act", .match = Match::absent}};
  const Target target(issuer, config);
  for (const char* json : {"null", "false", R"("")", R"({"sub":"admin"})"}) {
    target.refuses(target.token().claimJson("act", json), ErrorCode::claimMismatch);
  }
}

TEST_CASE("every required claim counts, by its name or by a pointer") {
  const TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  config.requiredClaims = {{.name = "/org/id", .values = {"1"}}, {.name = "a/b", .values = {"2"}}};
  const auto honest = issuer.token().claimJson("org", R"({"id":"1"})").claim("a/b", "2");
  const Target target(issuer, config, honest);
  target.refuses(target.token().claimJson("org", R"({"id":"2"})"), ErrorCode::claimMismatch);
  target.refuses(target.token().without("org").claim("/org/id", "1"), ErrorCode::claimMismatch);
  target.refuses(target.token().without("a/b").claimJson("a", R"({"b":"2"})"), ErrorCode::claimMismatch);
}

TEST_CASE("a required claim that comes twice makes the token malformed") {
  const Target target = requiring({.name = "kind", .values = {"a"}}, R"("a")");
  target.refuses(target.token().payloadText(R"({"kind":"a","kind":"b"})"), ErrorCode::tokenMalformed);
}

TEST_CASE("a required claim is looked at after the signature and after issuer and audience") {
  const Target target = requiring({.name = "kind", .values = {"a"}}, R"("a")");
  target.refuses(target.token().claim("kind", "b").forged(), ErrorCode::signatureInvalid);
  target.refuses(target.token().claim("kind", "b").claim("iss", "https://other.test/"), ErrorCode::issuerMismatch);
  target.refuses(target.token().claim("kind", "b").claim("aud", "other"), ErrorCode::audienceMismatch);
}

TEST_CASE("a required member of the header is looked at in every token, seen before or not") {
  const TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  config.requiredHeader = {{.name = "signer", .values = {"arn:a"}}};
  const Target target(issuer, config, issuer.token().header("signer", "arn:a"));
  target.refuses(target.token().withoutHeader("signer"), ErrorCode::claimMismatch);
  target.refuses(target.token().withoutHeader("signer").claim("signer", "arn:a"), ErrorCode::claimMismatch);
  for (const char* json : {R"("arn:b")", "null", R"({"arn:a":1})", "[]"}) {
    CAPTURE(json);
    target.refuses(target.token().headerJson("signer", json), ErrorCode::claimMismatch);
    target.refuses(target.token().headerJson("signer", json).claim("n", 2), ErrorCode::claimMismatch);
  }
  target.refuses(target.token().header("signer", "arn:b").forged(), ErrorCode::signatureInvalid);
}

}  // namespace
}  // namespace jwtauth::tests
