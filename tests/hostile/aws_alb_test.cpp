// Tokens in the form of AWS ALB that another load balancer signed, that say one thing in the header and another in the
// payload, or whose parts are padded in a second way.
#include "src/text/base64url.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenBuilder;
using testing::TokenIssuer;

constexpr std::string_view ours = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/shop/1";
constexpr long long later = 99'999'999'999;

const TokenIssuer& balancer() {
  static const TokenIssuer issuer(Algorithm::ES256);
  return issuer;
}

JwtAuthenticationConfig configuration() {
  JwtAuthenticationConfig config = balancer().config();
  config.tokenForm = TokenForm::awsAlb;
  config.requiredHeader = {{.name = "signer", .values = {std::string(ours)}}};
  return config;
}

TokenBuilder honest() {
  return balancer()
      .token()
      .header("iss", balancer().issuer())
      .header("client", balancer().audience())
      .header("signer", ours)
      .headerJson("exp", std::to_string(later))
      .claim("exp", later)
      .without("aud")
      .without("iat");
}

/// What both a fresh mechanism and one that remembers tokens say.
std::string answerTo(const std::string& token) {
  static const JwtAuthenticationMechanism fresh(configuration());
  static const JwtAuthenticationMechanism remembering = [] {
    JwtAuthenticationConfig config = configuration();
    config.verdictCacheEntries = 16;
    return JwtAuthenticationMechanism(config);
  }();
  REQUIRE(codeOf(remembering.verifyToken(honest().padded())) == "none");
  const std::string answer = codeOf(fresh.verifyToken(token));
  for (int i = 0; i < 2; ++i) CHECK(codeOf(remembering.verifyToken(token)) == answer);
  return answer;
}

std::string answerTo(const TokenBuilder& token) {
  return answerTo(token.padded());
}

TEST_CASE("issuer, expiry and client are those of the header") {
  CHECK(answerTo(honest()) == "none");
  CHECK(answerTo(honest().without("iss").without("exp")) == "none");
  CHECK(answerTo(honest().withoutHeader("iss")) == "issuerMismatch");
  CHECK(answerTo(honest().withoutHeader("iss").without("iss")) == "issuerMismatch");
  CHECK(answerTo(honest().header("iss", "https://other.test/").without("iss")) == "issuerMismatch");
  CHECK(answerTo(honest().withoutHeader("exp").without("exp")) == "expiryMissing");
  CHECK(answerTo(honest().headerJson("exp", "1").without("exp")) == "expired");
  CHECK(answerTo(honest().headerJson("exp", R"("99999999999")").without("exp")) == "claimMalformed");
  CHECK(answerTo(honest().withoutHeader("client").claim("aud", balancer().audience())) == "audienceMismatch");
  CHECK(answerTo(honest().header("client", "another").claim("aud", balancer().audience())) == "audienceMismatch");
  CHECK(answerTo(honest().headerJson("client", "null")) == "audienceMismatch");
}

TEST_CASE("a payload that says otherwise than the header is refused") {
  CHECK(answerTo(honest().claim("iss", "https://other.test/")) == "issuerMismatch");
  CHECK(answerTo(honest().claimJson("iss", "null")) == "issuerMismatch");
  CHECK(answerTo(honest().claim("exp", later - 1)) == "claimMalformed");
  CHECK(answerTo(honest().claimJson("exp", "null")) == "claimMalformed");
  CHECK(answerTo(honest().withoutHeader("exp")) == "claimMalformed");
  CHECK(answerTo(honest().claim("nbf", later)) == "notYetValid");
}

TEST_CASE("another load balancer of the region is kept out by its name") {
  CHECK(answerTo(honest().header("signer", "arn:aws:elasticloadbalancing:eu-west-1:2:loadbalancer/app/evil/2")) ==
        "claimMismatch");
  CHECK(answerTo(honest().withoutHeader("signer").claim("signer", ours)) == "claimMismatch");
  CHECK(answerTo(honest().headerText(R"({"alg":"ES256","signer":")" + std::string(ours) + R"(","signer":"x"})")) ==
        "tokenMalformed");
}

TEST_CASE("a header is read again although a token with it was accepted before") {
  CHECK(answerTo(honest()) == "none");
  CHECK(answerTo(honest().claim("n", 2).claim("iss", "https://other.test/")) == "issuerMismatch");
}

TEST_CASE("each part has one form, with padding") {
  const std::string token = honest().padded();
  REQUIRE(token.ends_with("=="));
  CHECK(answerTo(honest().sign()) == "tokenMalformed");
  CHECK(answerTo(token.substr(0, token.size() - 1)) == "tokenMalformed");
  CHECK(answerTo(token.substr(0, token.size() - 2)) == "tokenMalformed");
  CHECK(answerTo(token + "==") == "tokenMalformed");
  CHECK(answerTo(token + "====") == "tokenMalformed");
  std::string otherBits = token;
  char& last = otherBits[otherBits.size() - 3];
  last = last == 'A' ? 'B' : static_cast<char>(last + 1);  // unused bits of the last character
  CHECK(answerTo(otherBits) == "tokenMalformed");
  for (const std::size_t dot : {token.find('.'), token.rfind('.')}) {
    std::string more = token;
    CHECK(answerTo(more.insert(dot, "====")) == "tokenMalformed");
  }
  // The padding is signed with the rest.
  std::string unpadded = honest().claim("n", 1).padded();
  const std::size_t dot = unpadded.find('.');
  CHECK(answerTo(unpadded.insert(dot - 1, "=")) == "tokenMalformed");
}

TEST_CASE("a token of another key is forged, and a padded one is nothing for other mechanisms") {
  CHECK(answerTo(honest().forged()) == "signatureInvalid");
  CHECK(answerTo(honest().signedBy(TokenIssuer(Algorithm::ES256))) == "signatureInvalid");
  const JwtAuthenticationMechanism usual(balancer().config());
  CHECK(codeOf(usual.verifyToken(balancer().token().padded())) == "tokenMalformed");
}

}  // namespace
}  // namespace jwtauth::tests
