// Whoever has stolen a bound token, or is a client that would like to pass it on, writes proofs. RFC 9449 4.3 and 11.
#include <functional>
#include <vector>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "src/keys/jwk_thumbprint.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using testing::DpopClient;
using testing::TokenBuilder;
using testing::TokenIssuer;

constexpr const char* url = "https://api.example/notes";

/// A server, a client and the token that is bound to its key. An honest proof passes before and after each attack.
struct Scene {
  Scene() : Scene(DpopClient()) {}
  explicit Scene(DpopClient holder) : client(std::move(holder)), mechanism(made()) {}

  JwtAuthenticationMechanism made() const {
    JwtAuthenticationConfig config = issuer.config();
    config.publicOrigin = "https://api.example";
    return JwtAuthenticationMechanism(config);
  }

  TokenBuilder proof() const { return client.proof("GET", url, token); }

  Result<Principal> ask(const std::vector<std::string_view>& proofs) const {
    const std::string field = "DPoP " + token;
    const std::string_view authorization = field;
    return mechanism.authenticate({.authorization = {&authorization, 1}, .dpop = proofs, .method = "GET", .url = url});
  }

  void refuses(std::string_view attack, ErrorCode expected) const { refuses(std::vector{attack}, expected); }
  void refuses(const TokenBuilder& attack, ErrorCode expected) const { refuses(attack.sign(), expected); }
  void refuses(const std::vector<std::string_view>& attack, ErrorCode expected) const {
    REQUIRE(codeOf(ask({proof().sign()})) == "none");
    const auto refused = ask(attack);
    CHECK(codeOf(refused) == nameOf(expected));
    CHECK(refused.error().scheme == AuthenticationScheme::dpop);
    CHECK(mechanism.refusal(refused.error()).status == 401);
    REQUIRE(codeOf(ask({proof().sign()})) == "none");
  }

  TokenIssuer issuer{Algorithm::ES256};
  DpopClient client;
  std::string token = issuer.token("alice").boundTo(client).sign();
  JwtAuthenticationMechanism mechanism;
};

TEST_CASE("a proof lacks no member, and each is of its type") {
  const Scene scene;
  for (const char* claim : {"jti", "htm", "htu", "iat", "ath"}) {
    CAPTURE(claim);
    scene.refuses(scene.proof().without(claim), ErrorCode::proofMalformed);
    for (const char* json : {"null", "[]", "{}", "true",
                             R"([")"
                             "GET"
                             R"("])"}) {
      scene.refuses(scene.proof().claimJson(claim, json), ErrorCode::proofMalformed);
    }
  }
  scene.refuses(scene.proof().claim("jti", 7), ErrorCode::proofMalformed);
  scene.refuses(scene.proof().claim("jti", ""), ErrorCode::proofMalformed);
  scene.refuses(scene.proof().claim("jti", std::string(257, 'x')), ErrorCode::proofMalformed);
  scene.refuses(scene.proof().claim("iat", "1700000000"), ErrorCode::proofMalformed);
  scene.refuses(scene.proof().claim("nonce", 7), ErrorCode::proofMalformed);
}

TEST_CASE("a proof is of the type dpop+jwt, so no other token is one") {
  const Scene scene;
  scene.refuses(scene.proof().withoutHeader("typ"), ErrorCode::proofUnsupported);
  for (const char* type : {"", "JWT", "at+jwt", "dpop", "dpop+jwt ", "application/dpop", "text/dpop+jwt"}) {
    CAPTURE(type);
    scene.refuses(scene.proof().header("typ", type), ErrorCode::proofUnsupported);
  }
  for (const char* json : {"null", "[\"dpop+jwt\"]", "7"}) {
    scene.refuses(scene.proof().headerJson("typ", json), ErrorCode::proofUnsupported);
  }
  scene.refuses(scene.token, ErrorCode::proofUnsupported);
  CHECK(codeOf(scene.ask({scene.proof().header("typ", "application/DPoP+JWT").sign()})) == "none");
}

TEST_CASE("no algorithm without a public key, of another family or by another name is one") {
  const Scene scene;
  scene.refuses(scene.proof().withoutHeader("alg"), ErrorCode::proofUnsupported);
  for (const char* name : {"", "none", "None", "es256", "ES256 ", "ES256K", "HS256", "ES384", "unknown"}) {
    CAPTURE(name);
    scene.refuses(scene.proof().header("alg", name), ErrorCode::proofUnsupported);
  }
  scene.refuses(scene.proof().header("alg", "none").signature(""), ErrorCode::proofUnsupported);
  scene.refuses(scene.proof().headerJson("alg", "[\"ES256\"]"), ErrorCode::proofUnsupported);
  // An algorithm that is allowed, for a key of another type.
  for (const char* name : {"RS256", "PS256", "EdDSA", "Ed25519"}) {
    scene.refuses(scene.proof().header("alg", name), ErrorCode::proofUnsupported);
  }
  // The public key as a secret that everyone knows.
  scene.refuses(scene.proof().signedWithSecret(Algorithm::HS256, scene.client.jwk()), ErrorCode::proofUnsupported);
}

TEST_CASE("an extension that must be understood is not") {
  const Scene scene;
  for (const char* critical : {"[]", "[\"b64\"]", "[\"exp\"]", "null"}) {
    scene.refuses(scene.proof().headerJson("crit", critical), ErrorCode::proofUnsupported);
  }
  scene.refuses(scene.proof().headerJson("b64", "false"), ErrorCode::proofUnsupported);
}

TEST_CASE("the key stands in the proof, and is public by every name") {
  const Scene scene;
  scene.refuses(scene.proof().withoutHeader("jwk"), ErrorCode::proofUnsupported);
  scene.refuses(scene.proof().withoutHeader("jwk").header("kid", "k"), ErrorCode::proofUnsupported);
  scene.refuses(scene.proof().withoutHeader("jwk").header("jku", "https://evil.example/"), ErrorCode::proofUnsupported);
  for (const char* json : {"null", "\"x\"", "[]", "7"}) {
    scene.refuses(scene.proof().headerJson("jwk", json), ErrorCode::proofUnsupported);
  }
  for (const char* member : {"d", "p", "q", "dp", "dq", "qi", "oth", "k", "\\u0064"}) {
    for (const char* value : {"\"\"", "null", "\"AQAB\""}) {
      CAPTURE(member, value);
      const std::string jwk = scene.client.jwk();
      scene.refuses(scene.proof().headerJson("jwk", "{\"" + std::string(member) + "\":" + value + "," + jwk.substr(1)),
                    ErrorCode::proofUnsupported);
    }
  }
  // Beside it nothing is followed.
  CHECK(codeOf(scene.ask({scene.proof().header("jku", "https://evil.example/").header("kid", "k").sign()})) == "none");
}

TEST_CASE("a key that the token is not bound to proves nothing") {
  const Scene scene;
  const DpopClient thief;
  scene.refuses(thief.proof("GET", url, scene.token), ErrorCode::confirmationMismatch);
  scene.refuses(scene.proof().signedBy(TokenIssuer(Algorithm::ES256)), ErrorCode::proofForged);
  scene.refuses(thief.proof("GET", url, scene.token).headerJson("jwk", scene.client.jwk()), ErrorCode::proofForged);
}

TEST_CASE("a key is written in one way, or it would have several thumbprints") {
  const Scene scene;
  const std::string jwk = scene.client.jwk();
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string changed = jwk;
    const std::size_t place = changed.find(from);
    REQUIRE(place != std::string::npos);
    return changed.replace(place, from.size(), to);
  };
  const std::string x = jwk.substr(jwk.find("\"x\":\"") + 5, 43);
  for (const std::string& changed :
       {with("\"EC\"", "\"ec\""), with("\"P-256\"", "\"P-384\""), with("\"P-256\"", "\"secp256k1\""), with(x, x + "="),
        with(x, "AA" + x), with(x, x.substr(0, 42)), with("\"x\":", "\"z\":"), std::string("{}")}) {
    scene.refuses(scene.proof().headerJson("jwk", changed), ErrorCode::proofUnsupported);
  }
  scene.refuses(scene.proof().headerJson("jwk", "{\"keys\":[" + jwk + "]}"), ErrorCode::proofUnsupported);
  for (const char* more : {R"("use":"enc",)", R"("key_ops":["sign"],)", R"("alg":"ES384",)", R"("use":7,)"}) {
    scene.refuses(scene.proof().headerJson("jwk", "{" + std::string(more) + jwk.substr(1)),
                  ErrorCode::proofUnsupported);
  }
  CHECK(codeOf(scene.ask(
            {scene.proof().headerJson("jwk", R"({"use":"sig","kid":"k","x5c":["x"],)" + jwk.substr(1)).sign()})) ==
        "none");
}

std::string thumbprintFor(const std::string& jwk) {
  const auto thumbprint = thumbprintOf(JsonValue(jwk));
  REQUIRE(thumbprint);
  return *thumbprint;
}

/// A token whose issuer bound it to a key that a client chose.
std::string boundTo(const Scene& scene, const std::string& thumbprint) {
  return scene.issuer.token().claimJson("cnf", R"({"jkt":")" + thumbprint + "\"}").sign();
}

TEST_CASE("a client cannot make its token one that anyone can use, by a key for which anyone can sign") {
  const Scene scene;
  // The point of order 1, with which R = that point and S = 0 is good for every message.
  const std::string identity = R"({"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})";
  const std::string token = boundTo(scene, thumbprintFor(identity));
  const std::string field = "DPoP " + token;
  const std::string proof = DpopClient(Algorithm::EdDSA)
                                .proof("GET", url, token)
                                .headerJson("jwk", identity)
                                .signature('\1' + std::string(63, '\0'))
                                .sign();
  const std::string_view fields[] = {field, proof};
  CHECK(codeOf(scene.mechanism.authenticate(
            {.authorization = {fields, 1}, .dpop = {fields + 1, 1}, .method = "GET", .url = url})) ==
        "proofUnsupported");
}

TEST_CASE("a proof is for one method, letter by letter") {
  const Scene scene;
  for (const char* method : {"", "get", "Get", "POST", "HEAD", "GET ", " GET", "GET\\n"}) {
    scene.refuses(scene.proof().claim("htm", method), ErrorCode::proofForOtherRequest);
  }
}

TEST_CASE("a proof is for one URL") {
  const Scene scene;
  for (const char* other : {"",
                            "/notes",
                            "api.example/notes",
                            "//api.example/notes",
                            "https://evil.example/notes",
                            "https://api.example/other",
                            "https://api.example/notes/",
                            "https://api.example/notes/1",
                            "https://api.example/NOTES",
                            "http://api.example/notes",
                            "https://api.example:8443/notes",
                            "https://api.example:80/notes",
                            "https://user@api.example/notes",
                            "https://api.example@evil.example/notes",
                            "https://api.example./notes",
                            "https://www.api.example/notes",
                            "https://api.example.evil.example/notes",
                            "https:\\\\api.example\\notes",
                            "https://api.example/no\tes",
                            " https://api.example/notes",
                            "https://api.example/%2fnotes",
                            "https://api.example//notes",
                            "javascript://api.example/notes",
                            "https://api.example/notes%00",
                            "https://api.example/%256eotes",
                            "https://api.example/%6notes",
                            "https://\xc3\xa4pi.example/notes"}) {
    CAPTURE(other);
    scene.refuses(scene.proof().claim("htu", other), ErrorCode::proofForOtherRequest);
  }
  scene.refuses(scene.proof().claimJson("htu", R"("https://api.example/notes\u0000")"),
                ErrorCode::proofForOtherRequest);
  for (const char* same : {"https://api.example/notes?x=1", "https://api.example/notes#f", "HTTPS://API.EXAMPLE/notes",
                           "https://api.example:443/notes", "https://api.example:/notes", "https://api.example/%6eotes",
                           "https://api.example/a/../notes"}) {
    CAPTURE(same);
    CHECK(codeOf(scene.ask({scene.proof().claim("htu", same).sign()})) == "none");
  }
}

TEST_CASE("a proof for another server is not good here, whatever name the request calls this one by") {
  const Scene scene;
  const std::string field = "DPoP " + scene.token;
  const std::string proof = scene.client.proof("GET", "https://evil.example/notes", scene.token).sign();
  const std::string_view fields[] = {field, proof};
  CHECK(codeOf(scene.mechanism.authenticate({.authorization = {fields, 1},
                                             .dpop = {fields + 1, 1},
                                             .method = "GET",
                                             .url = "https://evil.example/notes"})) == "proofForOtherRequest");
}

TEST_CASE("a proof is for one token") {
  const Scene scene;
  const std::string other = scene.issuer.token("bob").boundTo(scene.client).sign();
  scene.refuses(scene.client.proof("GET", url, other), ErrorCode::proofForOtherToken);
  scene.refuses(scene.client.proof("GET", url, "DPoP " + scene.token), ErrorCode::proofForOtherToken);
  scene.refuses(scene.client.proof("GET", url, ""), ErrorCode::proofForOtherToken);
  for (const char* hash : {"", "=", "0000000000000000000000000000000000000000000000000000000000000000"}) {
    scene.refuses(scene.proof().claim("ath", hash), ErrorCode::proofForOtherToken);
  }
}

TEST_CASE("a signature that is altered, cut, zero or in another form does not verify") {
  const Scene scene;
  scene.refuses(scene.proof().forged(), ErrorCode::proofForged);
  for (const std::string& bytes : {std::string(), std::string(64, '\0'), std::string(63, 'x'), std::string(65, 'x'),
                                   "\x30\x44" + std::string(68, '\2')}) {
    scene.refuses(scene.proof().signature(bytes), ErrorCode::proofForged);
  }
  scene.refuses(scene.proof().signedAs(Algorithm::ES256).claim("jti", "x").signature(std::string(64, '\xff')),
                ErrorCode::proofForged);
}

TEST_CASE("a proof is one compact JWS of strict JSON") {
  const Scene scene;
  const std::string good = scene.proof().sign();
  const std::size_t dot = good.find('.');
  for (const std::string& text :
       {std::string(), std::string("junk"), std::string(8000, '.'), good.substr(0, good.rfind('.')), good + ".x",
        "DPoP " + good, good + "=", good.substr(0, dot) + "=" + good.substr(dot),
        good.substr(0, dot) + " " + good.substr(dot), std::string("{\"payload\":\"\"}"),
        good + std::string(8192, 'A')}) {
    scene.refuses(text, ErrorCode::proofMalformed);
  }
  const auto payload = [](const std::string& text) { return [text](TokenBuilder& proof) { proof.payloadText(text); }; };
  const auto header = [](const std::string& text) { return [text](TokenBuilder& proof) { proof.headerText(text); }; };
  const std::string claims = R"("jti":"j","htm":"GET","htu":"https://api.example/notes","iat":1,"ath":"a")";
  for (const std::function<void(TokenBuilder&)>& change :
       {std::function<void(TokenBuilder&)>(payload("")),
        {payload("[]")},
        {payload("{" + claims + "} x")},
        {payload("{" + claims + ",\"htu\":\"https://api.example/notes\"}")},
        {payload("{" + claims + ",\"\\u0068tu\":\"x\"}")},
        {payload("\xef\xbb\xbf{" + claims + "}")},
        {payload("{" + claims + ",\"x\":\"\xff\"}")},
        {payload("{" + claims + "}" + std::string(1, '\0'))},
        {payload("{" + claims + ",\"x\":" + std::string(100, '[') + std::string(100, ']') + "}")},
        {header("{}x")},
        {header(R"({"typ":"dpop+jwt","alg":"ES256","alg":"ES256"})")},
        {header("[]")}}) {
    TokenBuilder proof = scene.proof();
    change(proof);
    scene.refuses(proof, ErrorCode::proofMalformed);
  }
}

TEST_CASE("there is exactly one proof") {
  const Scene scene;
  const std::string one = scene.proof().sign(), other = scene.proof().sign();
  scene.refuses(std::vector<std::string_view>{}, ErrorCode::proofMissing);
  scene.refuses(std::vector<std::string_view>{one, other}, ErrorCode::proofRepeated);
  scene.refuses(std::vector<std::string_view>{one, one}, ErrorCode::proofRepeated);
  scene.refuses(std::vector<std::string_view>{one, ""}, ErrorCode::proofRepeated);
  scene.refuses(one + ", " + other, ErrorCode::proofRepeated);
}

TEST_CASE("an RSA key that would cost much, or proves nothing, is refused before it is used") {
  const DpopClient client(Algorithm::RS256);
  const Scene scene(client);
  const std::string jwk = client.jwk();
  const std::size_t place = jwk.find("\"n\":\"") + 5;
  const std::string n = jwk.substr(place, jwk.find('"', place) - place);
  for (const std::string& changed :
       {R"({"kty":"RSA","e":"AQ","n":")" + n + "\"}", R"({"kty":"RSA","e":"Ag","n":")" + n + "\"}",
        R"({"kty":"RSA","e":"AQAAAAE","n":")" + n + "\"}", R"({"kty":"RSA","e":")" + n + R"(","n":")" + n + "\"}",
        R"({"kty":"RSA","e":"AQAB","n":")" + n.substr(0, 168) + "\"}",
        R"({"kty":"RSA","e":"AQAB","n":")" + std::string(684, 'x') + "\"}"}) {
    const std::string token = boundTo(scene, thumbprintFor(changed));
    const std::string field = "DPoP " + token;
    const std::string proof = client.proof("GET", url, token).headerJson("jwk", changed).sign();
    const std::string_view fields[] = {field, proof};
    CHECK(codeOf(scene.mechanism.authenticate(
              {.authorization = {fields, 1}, .dpop = {fields + 1, 1}, .method = "GET", .url = url})) ==
          "proofUnsupported");
  }
}

}  // namespace
}  // namespace jwtauth::tests
