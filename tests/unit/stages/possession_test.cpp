// Bound tokens at a mechanism: RFC 9449 7, RFC 8705 3, and what the two have in common.
#include <thread>

#include "jwtauth/testing.hpp"
#include "src/possession/nonces.hpp"
#include "src/text/base64url.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using testing::DpopClient;
using testing::TokenBuilder;
using testing::TokenIssuer;

constexpr const char* url = "https://api.example/notes";

/// A server that clients know as https://api.example, and a client with a key.
struct Scene {
  explicit Scene(void (*change)(JwtAuthenticationConfig&) = [](auto&) {}) : mechanism(made(change)) {}

  JwtAuthenticationMechanism made(void (*change)(JwtAuthenticationConfig&)) const {
    JwtAuthenticationConfig config = issuer.config();
    config.publicOrigin = "https://api.example";
    change(config);
    return JwtAuthenticationMechanism(config);
  }

  std::string boundToken() const { return issuer.token("alice").boundTo(client).sign(); }
  std::string unboundToken() const { return issuer.token("alice").sign(); }
  std::string proofFor(const std::string& token) const { return client.proof("GET", url, token).sign(); }

  Result<Principal> ask(const std::string& authorization, const std::vector<std::string>& proofs,
                        std::span<const std::byte> certificate = {}) const {
    const std::string_view field = authorization;
    const std::vector<std::string_view> dpop(proofs.begin(), proofs.end());
    return mechanism.authenticate({.authorization = {&field, 1},
                                   .dpop = dpop,
                                   .method = "GET",
                                   .url = "https://api.example/notes?page=2",
                                   .clientCertificate = certificate});
  }

  std::string codeFor(const std::string& authorization, const std::vector<std::string>& proofs) const {
    return codeOf(ask(authorization, proofs));
  }

  TokenIssuer issuer{Algorithm::ES256};
  DpopClient client;
  JwtAuthenticationMechanism mechanism;
};

std::vector<std::string> challengesOf(const JwtAuthenticationMechanism& mechanism, Error error) {
  std::vector<std::string> challenges;
  for (const ResponseField& field : mechanism.refusal(error).fields) {
    if (field.name == "WWW-Authenticate") challenges.push_back(field.value);
  }
  return challenges;
}

std::string fieldOf(const std::vector<ResponseField>& fields, std::string_view name) {
  for (const ResponseField& field : fields) {
    if (field.name == name) return field.value;
  }
  return "none";
}

TEST_CASE("a bound token with a proof is accepted, by each algorithm that proofs may have") {
  const Scene scene;
  for (const Algorithm algorithm : {Algorithm::ES256, Algorithm::EdDSA, Algorithm::PS256, Algorithm::RS256}) {
    const DpopClient client(algorithm);
    const std::string token = scene.issuer.token("alice").boundTo(client).sign();
    const auto who = scene.ask("DPoP " + token, {client.proof("GET", url, token).sign()});
    REQUIRE(who);
    CHECK(who->name() == "alice");
    // The newer name of EdDSA.
    const auto fully = client.proof("GET", url, token).header("alg", "Ed25519").sign();
    CHECK(scene.codeFor("dpop " + token, {fully}) == (algorithm == Algorithm::EdDSA ? "none" : "proofUnsupported"));
  }
}

TEST_CASE("a proof is good once, and of ten at the same time one is") {
  const Scene scene;
  const std::string token = scene.boundToken(), proof = scene.proofFor(token);
  CHECK(scene.codeFor("DPoP " + token, {proof}) == "none");
  CHECK(scene.codeFor("DPoP " + token, {proof}) == "proofReplayed");
  CHECK(scene.codeFor("DPoP " + token, {scene.proofFor(token)}) == "none");

  const std::string contested = scene.proofFor(token);
  std::atomic<int> accepted{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&] { accepted += scene.codeFor("DPoP " + token, {contested}) == "none" ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(accepted == 1);
}

TEST_CASE("a proof that was refused is not used up, and neither is another client's jti") {
  const Scene scene;
  const std::string token = scene.boundToken();
  const TokenBuilder proof = scene.client.proof("GET", url, token);
  CHECK(scene.codeFor("DPoP " + token, {TokenBuilder(proof).forged().sign()}) == "proofForged");
  CHECK(scene.codeFor("DPoP " + token, {proof.sign()}) == "none");

  const DpopClient other;
  const std::string theirs = scene.issuer.token("bob").boundTo(other).sign();
  const auto one = scene.client.proof("GET", url, token).claim("jti", "the-same").sign();
  const auto two = other.proof("GET", url, theirs).claim("jti", "the-same").sign();
  CHECK(scene.codeFor("DPoP " + token, {one}) == "none");
  CHECK(scene.codeFor("DPoP " + theirs, {two}) == "none");
  // With another time, too: a client has to make each unique.
  const auto again = scene.client.proof("GET", url, token).claim("jti", "the-same").sign();
  CHECK(scene.codeFor("DPoP " + token, {again}) == "proofReplayed");
}

TEST_CASE("possession is asked for a token that is remembered, too") {
  const Scene scene([](auto& config) { config.verdictCacheEntries = 10; });
  const std::string token = scene.boundToken();
  CHECK(scene.codeFor("DPoP " + token, {scene.proofFor(token)}) == "none");
  CHECK(scene.codeFor("Bearer " + token, {}) == "confirmationUnbound");
  CHECK(scene.codeFor("DPoP " + token, {}) == "proofMissing");
  CHECK(scene.codeFor("DPoP " + token, {DpopClient().proof("GET", url, token).sign()}) == "confirmationMismatch");
  CHECK(scene.codeFor("DPoP " + token, {scene.proofFor(token)}) == "none");
  CHECK(scene.mechanism.verdictCacheStatus().hits == 4);
}

TEST_CASE("a token that is not presented as it is bound is refused") {
  const Scene scene;
  const std::string bound = scene.boundToken(), unbound = scene.unboundToken();
  CHECK(scene.codeFor("Bearer " + bound, {}) == "confirmationUnbound");
  CHECK(scene.codeFor("Bearer " + bound, {scene.proofFor(bound)}) == "confirmationUnbound");
  CHECK(scene.codeFor("DPoP " + unbound, {scene.proofFor(unbound)}) == "confirmationMissing");
  CHECK(scene.codeFor("DPoP " + unbound, {}) == "confirmationMissing");
  CHECK(codeOf(scene.mechanism.verifyToken(bound)) == "confirmationUnbound");
  // A proof that no one asked for is not looked at.
  CHECK(scene.codeFor("Bearer " + unbound, {"junk", "junk"}) == "none");
}

TEST_CASE("a thief does not learn whether a bound token would have been enough") {
  const Scene scene([](auto& config) { config.requiredScopes = {"admin"}; });
  const std::string token = scene.boundToken();
  CHECK(scene.codeFor("Bearer " + token, {}) == "confirmationUnbound");
  CHECK(scene.codeFor("DPoP " + token, {}) == "proofMissing");
  CHECK(scene.codeFor("DPoP " + token, {scene.proofFor(token)}) == "scopeInsufficient");
}

TEST_CASE("where it is off the scheme DPoP is unknown and a bound token refused") {
  const Scene scene([](auto& config) { config.dpop = Possession::off; });
  const std::string token = scene.boundToken();
  CHECK(scene.codeFor("DPoP " + token, {scene.proofFor(token)}) == "schemeUnsupported");
  CHECK(scene.codeFor("Bearer " + token, {}) == "confirmationUnbound");
  CHECK(scene.codeFor("Bearer " + scene.unboundToken(), {}) == "none");
}

TEST_CASE("where it is required a token that is not bound is refused") {
  const Scene scene([](auto& config) { config.dpop = Possession::required; });
  const std::string token = scene.boundToken();
  CHECK(scene.codeFor("DPoP " + token, {scene.proofFor(token)}) == "none");
  CHECK(scene.codeFor("Bearer " + scene.unboundToken(), {}) == "confirmationMissing");
  CHECK(scene.codeFor("Bearer " + token, {}) == "confirmationUnbound");
}

TEST_CASE("each challenge is a field of its own, and the scheme of the request names the error") {
  const std::string algorithms = R"(algs="ES256 EdDSA Ed25519 PS256 RS256")";
  const std::string bearer = R"(Bearer realm="api")", dpop = R"(DPoP realm="api", )" + algorithms;
  const auto ofToken = [](const std::string& description) {
    return R"(, error="invalid_token", error_description=")" + description + '"';
  };
  using Challenges = std::vector<std::string>;
  const Scene scene;
  const std::string bound = scene.boundToken();
  const auto answerTo = [&](const std::string& authorization, const std::vector<std::string>& proofs) {
    return challengesOf(scene.mechanism, scene.ask(authorization, proofs).error());
  };
  CHECK(challengesOf(scene.mechanism, {ErrorCode::credentialsMissing, ""}) == Challenges{bearer, dpop});
  CHECK(answerTo("Basic x", {}) == Challenges{bearer, dpop});
  CHECK(answerTo("Bearer a.b.c", {}) == Challenges{bearer + ofToken("The access token is malformed"), dpop});
  CHECK(answerTo("DPoP a.b.c", {}) == Challenges{bearer, dpop + ofToken("The access token is malformed")});
  CHECK(answerTo("Bearer " + bound, {}) ==
        Challenges{bearer + ofToken("The access token is bound to a key that the request does not prove"), dpop});
  CHECK(answerTo("DPoP " + bound, {}) ==
        Challenges{bearer,
                   dpop + R"(, error="invalid_dpop_proof", error_description="The request carries no DPoP proof")"});
  CHECK(answerTo("DPoP " + bound, {DpopClient().proof("GET", url, bound).sign()}) ==
        Challenges{bearer, dpop + ofToken("The access token is bound to another key")});
  const Error repeated{ErrorCode::credentialsRepeated, ""};
  const std::string invalid =
      R"(, error="invalid_request", error_description="The request carries more than one Authorization field")";
  CHECK(challengesOf(scene.mechanism, repeated) == Challenges{bearer + invalid, dpop + invalid});
  CHECK(scene.mechanism.refusal(repeated).status == 400);

  const Scene required([](auto& config) { config.dpop = Possession::required; });
  CHECK(challengesOf(required.mechanism, {ErrorCode::credentialsMissing, ""}) == Challenges{dpop});
  CHECK(challengesOf(required.mechanism, required.ask("Bearer " + required.unboundToken(), {}).error()) ==
        Challenges{dpop + ofToken("The access token is not bound to a key")});
  const Scene off([](auto& config) { config.dpop = Possession::off; });
  CHECK(challengesOf(off.mechanism, {ErrorCode::credentialsMissing, ""}) == Challenges{bearer});
}

TEST_CASE("what a requirement refuses is named in the challenge of the scheme") {
  const Scene scene;
  const std::string token = scene.boundToken();
  const auto who = scene.ask("DPoP " + token, {scene.proofFor(token)});
  REQUIRE(who);
  const Requirement requirement{.scopes = {"write"}};
  const auto challenges = [&](const Principal& principal) {
    std::vector<std::string> values;
    const Refusal refusal = scene.mechanism.refusal(requirement.check(principal).error(), requirement);
    CHECK(refusal.status == 403);
    for (const ResponseField& field : refusal.fields) values.push_back(field.value);
    return values;
  };
  const auto ofDpop = challenges(*who);
  REQUIRE(ofDpop.size() == 2);
  CHECK(ofDpop[0] == R"(Bearer realm="api", scope="write")");
  CHECK(ofDpop[1].ends_with(
      R"(error="insufficient_scope", error_description="The access token lacks a scope", scope="write")"));
  const auto ofBearer = challenges(*scene.ask("Bearer " + scene.unboundToken(), {}));
  CHECK(
      ofBearer[0] ==
      R"(Bearer realm="api", error="insufficient_scope", error_description="The access token lacks a scope", scope="write")");
}

TEST_CASE("a proof without a recent nonce is told one, which then is good in place of iat") {
  const Scene scene([](auto& config) {
    config.dpopNonce = DpopNonce::required;
    config.dpopNonceSecret = std::string(32, 's');
  });
  const std::string token = scene.boundToken(), authorization = "DPoP " + token;
  for (const std::vector<std::string>& proofs :
       {std::vector<std::string>{},
        {scene.proofFor(token)},
        {scene.client.proof("GET", url, token).claim("nonce", "made-up").sign()}}) {
    const Error error = scene.ask(authorization, proofs).error();
    CHECK(nameOf(error.code) == "proofNonceMissing");
    const Refusal refusal = scene.mechanism.refusal(error);
    CHECK(refusal.status == 401);
    CHECK_THAT(challengesOf(scene.mechanism, error)[1], Contains(R"(error="use_dpop_nonce")"));
    CHECK(fieldOf(refusal.fields, "Cache-Control") == "no-store");
    const std::string nonce = fieldOf(refusal.fields, "DPoP-Nonce");
    CHECK(nonce.size() == 32);
    // A client whose clock is wrong by a year.
    const auto proof = scene.client.proof("GET", url, token).claim("nonce", nonce).claim("iat", 1'600'000'000).sign();
    CHECK(scene.codeFor(authorization, {proof}) == "none");
    CHECK(scene.codeFor(authorization, {proof}) == "proofReplayed");
  }
  // Never on other refusals.
  CHECK(fieldOf(scene.mechanism.refusal({ErrorCode::expired, ""}).fields, "DPoP-Nonce") == "none");
}

TEST_CASE("an accepted request with an older nonce is given the next one") {
  const Scene scene([](auto& config) {
    config.dpopNonce = DpopNonce::required;
    config.dpopNonceSecret = std::string(32, 's');
  });
  const Nonces nonces(std::string(32, 's'));
  const std::string token = scene.boundToken();
  const auto fieldsAfter = [&](WallTime of) {
    const std::string proof = scene.client.proof("GET", url, token).claim("nonce", nonces.at(of)).sign();
    const std::string_view field = proof;
    return scene.mechanism.acceptance({.dpop = {&field, 1}});
  };
  CHECK(fieldsAfter(wallNow()).empty());
  const auto renewed = fieldsAfter(wallNow() - std::chrono::seconds(61));
  CHECK(nonces.find(fieldOf(renewed, "DPoP-Nonce"), wallNow()).has_value());
  CHECK(fieldOf(renewed, "Cache-Control") == "no-store");
  CHECK(scene.mechanism.acceptance({}).empty());
}

TEST_CASE("a proof is good for dpopProofAge and the skew of clocks, in both directions") {
  const TokenIssuer issuer(Algorithm::ES256);
  const DpopClient client;
  JwtAuthenticationConfig config = issuer.config();
  config.dpopProofAge = std::chrono::seconds(20);
  config.clockSkew = std::chrono::seconds(5);
  const WallTime now = WallTime(std::chrono::seconds(1'800'000'000));
  const JwtAuthenticationMechanism mechanism(config, {.wall = [now] { return now; }});
  const std::string token = issuer.token().issuedAt(now).boundTo(client).sign();
  const auto codeAt = [&](const std::string& iat) {
    const std::string field = "DPoP " + token;
    const std::string proof = client.proof("GET", url, token).claimJson("iat", iat).sign();
    const std::string_view fields[] = {field, proof};
    return codeOf(
        mechanism.authenticate({.authorization = {fields, 1}, .dpop = {fields + 1, 1}, .method = "GET", .url = url}));
  };
  CHECK(codeAt("1799999975") == "none");
  CHECK(codeAt("1799999974.5") == "proofExpired");
  CHECK(codeAt("1800000005") == "none");
  CHECK(codeAt("1800000005.5") == "proofExpired");
  for (const char* iat : {"0", "-1", "1e300", "1800000000000"}) CHECK(codeAt(iat) == "proofExpired");
}

TEST_CASE("a store of proofs that is full or away refuses with 503") {
  struct Broken final : ReplayStore {
    Outcome add(const ProofId&, WallTime, WallTime) noexcept override { return Outcome::unavailable; }
  };
  const Scene scene([](auto& config) { config.dpopReplayStore = std::make_shared<Broken>(); });
  const std::string token = scene.boundToken();
  const Error error = scene.ask("DPoP " + token, {scene.proofFor(token)}).error();
  CHECK(nameOf(error.code) == "proofsUnavailable");
  const Refusal refusal = scene.mechanism.refusal(error);
  CHECK(refusal.status == 503);
  CHECK(fieldOf(refusal.fields, "Retry-After") == "1");
  CHECK(fieldOf(refusal.fields, "WWW-Authenticate") == "none");
}

TEST_CASE("ath is of the token as it was sent, before base64Encoded is taken off") {
  const Scene scene([](auto& config) { config.base64Encoded = true; });
  const std::string token = scene.issuer.token("alice").boundTo(scene.client).wrapped();
  CHECK(scene.codeFor("DPoP " + token, {scene.proofFor(token)}) == "none");
  const std::string inner = *decodeBase64Url(token);
  CHECK(scene.codeFor("DPoP " + token, {scene.proofFor(inner)}) == "proofForOtherToken");
}

// --- Mutual TLS. The certificate of RFC 8705 A; it expired in 2022, which does not matter.

const std::string certificate = *decodeBase64(
    "MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAxODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEb"
    "XRsczBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsD"
    "Sb0tH6IxLm8wCgYIKoZIzj0EAwIDSQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOVbUlJSGQgjwD5vaUaKlLR50Q"
    "2DmFfQj1L+SY=");
constexpr const char* boundToCertificate = R"({"x5t#S256":"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"})";

std::span<const std::byte> shown(const std::string& der) {
  return std::as_bytes(std::span(der));
}

TEST_CASE("a token that is bound to a certificate needs exactly that one") {
  const Scene scene([](auto& config) { config.mutualTls = Possession::allowed; });
  const std::string field = scene.issuer.token().claimJson("cnf", boundToCertificate).bearer();
  CHECK(codeOf(scene.ask(field, {}, shown(certificate))) == "none");
  CHECK(codeOf(scene.ask(field, {})) == "confirmationUnbound");
  std::string other = certificate;
  other.back() ^= 1;
  CHECK(codeOf(scene.ask(field, {}, shown(other))) == "confirmationMismatch");
  CHECK(codeOf(scene.ask("Bearer " + scene.unboundToken(), {}, shown(certificate))) == "none");

  const Scene off;
  CHECK(codeOf(off.ask(off.issuer.token().claimJson("cnf", boundToCertificate).bearer(), {}, shown(certificate))) ==
        "confirmationUnbound");
  const Scene required([](auto& config) { config.mutualTls = Possession::required; });
  CHECK(codeOf(required.ask("Bearer " + required.unboundToken(), {}, shown(certificate))) == "confirmationMissing");
  CHECK(codeOf(required.ask(required.issuer.token().claimJson("cnf", boundToCertificate).bearer(), {},
                            shown(certificate))) == "none");
}

TEST_CASE("a token that is bound twice needs both") {
  const Scene scene([](auto& config) { config.mutualTls = Possession::allowed; });
  const std::string cnf = R"({"jkt":")" + scene.client.thumbprint() +
                          R"(","x5t#S256":"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0","unknown":{}})";
  const std::string token = scene.issuer.token().claimJson("cnf", cnf).sign();
  CHECK(codeOf(scene.ask("DPoP " + token, {scene.proofFor(token)}, shown(certificate))) == "none");
  CHECK(codeOf(scene.ask("DPoP " + token, {scene.proofFor(token)})) == "confirmationUnbound");
  CHECK(codeOf(scene.ask("DPoP " + token, {}, shown(certificate))) == "proofMissing");
  CHECK(codeOf(scene.ask("Bearer " + token, {}, shown(certificate))) == "confirmationUnbound");
  // A certificate alone does not make a token of the scheme DPoP.
  const std::string half = scene.issuer.token().claimJson("cnf", boundToCertificate).sign();
  CHECK(codeOf(scene.ask("DPoP " + half, {scene.proofFor(half)}, shown(certificate))) == "confirmationMissing");
}

TEST_CASE("a binding that cannot be read is refused however the token is presented") {
  const Scene scene([](auto& config) { config.acceptUnboundConfirmation = true; });
  const std::string cnf = GENERATE(as<std::string>(), "null", "\"x\"", "[]", "false", R"({"jkt":7})", R"({"jkt":null})",
                                   R"({"jkt":""})", R"({"jkt":"I9hvBeSMaqjCqpFy3eg0YdFot11yfbZxO_KRAhO_Ucg="})",
                                   R"({"jkt":"short"})", R"({"x5t#S256":""})", R"({"x5t#S256":["x"]})");
  CAPTURE(cnf);
  const std::string token = scene.issuer.token().claimJson("cnf", cnf).sign();
  CHECK(scene.codeFor("Bearer " + token, {}) == "confirmationMalformed");
  CHECK(scene.codeFor("DPoP " + token, {scene.proofFor(token)}) == "confirmationMalformed");
}

TEST_CASE("acceptUnboundConfirmation takes what is bound as Bearer, and still checks what is shown") {
  const Scene scene([](auto& config) { config.acceptUnboundConfirmation = true; });
  const std::string token = scene.boundToken();
  CHECK(scene.codeFor("Bearer " + token, {}) == "none");
  CHECK(scene.codeFor("DPoP " + token, {}) == "proofMissing");
  CHECK(scene.codeFor("Bearer " + scene.issuer.token().claimJson("cnf", "{}").sign(), {}) == "none");
  CHECK(scene.codeFor("Bearer " + scene.issuer.token().claimJson("cnf", R"({"kid":"k"})").sign(), {}) == "none");
}

TEST_CASE("settings of possession that cannot work are refused") {
  const TokenIssuer issuer(Algorithm::ES256);
  const auto refused = [&](void (*change)(JwtAuthenticationConfig&)) {
    return refusalOf([&] {
      JwtAuthenticationConfig config = issuer.config();
      change(config);
      return JwtAuthenticationMechanism(config);
    });
  };
  CHECK_THAT(refused([](auto& config) { config.dpop = Possession::required; }), Contains("publicOrigin: empty while"));
  for (const char* origin : {"api.example", "https://api.example/x", "https://u@api.example", "ftp://api.example"}) {
    CAPTURE(origin);
    JwtAuthenticationConfig config = issuer.config();
    config.publicOrigin = origin;
    CHECK_THAT(refusalOf([&] { return JwtAuthenticationMechanism(config); }), Contains("publicOrigin: not an origin"));
  }
  CHECK_THAT(refused([](auto& config) { config.dpopAlgorithms = {}; }), Contains("dpopAlgorithms: empty"));
  CHECK_THAT(refused([](auto& config) { config.dpopAlgorithms = {Algorithm::HS256}; }),
             Contains("dpopAlgorithms: HS256; expected algorithms with a public key"));
  CHECK_THAT(refused([](auto& config) {
               config.dpopAlgorithms = {Algorithm::ES256, Algorithm::ES256};
             }),
             Contains("dpopAlgorithms: ES256 twice"));
  CHECK_THAT(refused([](auto& config) { config.dpopProofAge = std::chrono::seconds(0); }),
             Contains("dpopProofAge: 0 s"));
  CHECK_THAT(refused([](auto& config) { config.dpopProofAge = std::chrono::seconds(601); }), Contains("dpopProofAge"));
  CHECK_THAT(refused([](auto& config) { config.dpopReplayEntries = 0; }), Contains("dpopReplayEntries: 0"));
  CHECK_THAT(refused([](auto& config) { config.dpopNonceSecret = std::string(32, 's'); }),
             Contains("dpopNonceSecret: set while no nonces are wanted"));
  CHECK_THAT(refused([](auto& config) {
               config.dpopNonce = DpopNonce::required;
               config.dpopNonceSecret = "short";
             }),
             Contains("dpopNonceSecret: 5 bytes; expected at least 32"));
  CHECK_THAT(refused([](auto& config) {
               config.dpop = Possession::off;
               config.dpopNonce = DpopNonce::required;
             }),
             Contains("dpopNonce: required while `dpop` is off"));
  CHECK_THAT(refused([](auto& config) {
               config.mutualTls = Possession::required;
               config.acceptUnboundConfirmation = true;
             }),
             Contains("acceptUnboundConfirmation: set while tokens have to be bound"));
}

}  // namespace
}  // namespace jwtauth::tests
