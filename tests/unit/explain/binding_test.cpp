// What an operator reads of a token that is bound to its owner's key or certificate.
#include <functional>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

constexpr std::string_view calledUrl = "https://api.test/notes?page=2";

/// A client, its token and its proof, all of them good, before a situation changes something.
struct BoundRequest {
  testing::TokenIssuer issuer{Algorithm::ES256};
  testing::DpopClient client;
  JwtAuthenticationConfig config = issuer.config();
  std::string token = issuer.token().boundTo(client).sign();
  std::string scheme = "DPoP";
  std::string method = "GET", url{calledUrl};
  std::vector<std::string> proofs{client.proof(method, url, token).sign()};

  testing::TokenBuilder proof() const { return client.proof(method, url, token); }

  Explanation explanation() const {
    const std::string authorization = scheme + ' ' + token;
    const std::string_view field = authorization;
    const std::vector<std::string_view> dpop(proofs.begin(), proofs.end());
    const Request request{.authorization = {&field, 1}, .dpop = dpop, .method = method, .url = url};
    return JwtAuthenticationMechanism(config).explain(request);
  }
};

struct BindingSituation {
  std::string_view name;
  std::function<void(BoundRequest&)> change;
  std::string_view code, step, hint;
};

const BindingSituation situationsOfBinding[] = {
    {"Bearer", [](BoundRequest& it) { it.scheme = "Bearer"; }, "confirmationUnbound", "htm \"GET\"",
     "sent it as Bearer"},
    {"no certificate",
     [](BoundRequest& it) {
       it.config.mutualTls = Possession::allowed;
       it.scheme = "Bearer";
       it.token =
           it.issuer.token().claimJson("cnf", R"({"x5t#S256":"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"})").sign();
     },
     "confirmationUnbound", "showed no certificate", "clientCertificateHeader"},
    {"not bound",
     [](BoundRequest& it) {
       it.token = it.issuer.token().sign();
       it.proofs = {it.proof().sign()};
     },
     "confirmationMissing", "the scheme DPoP", "did not bind the token"},
    {"another key",
     [](BoundRequest& it) { it.proofs = {testing::DpopClient().proof(it.method, it.url, it.token).sign()}; },
     "confirmationMismatch", "not the one in `cnf.jkt`", "another key than the one with which it asked"},
    {"no proof", [](BoundRequest& it) { it.proofs.clear(); }, "proofMissing", "no DPoP field", "without a proof"},
    {"two proofs", [](BoundRequest& it) { it.proofs.push_back(it.proofs.front()); }, "proofRepeated", "2 DPoP fields",
     "More than one proof"},
    {"another method", [](BoundRequest& it) { it.proofs = {it.proof().claim("htm", "get").sign()}; },
     "proofForOtherRequest", "htm \"get\"", "Letter case counts"},
    {"a proxy that ends TLS", [](BoundRequest& it) { it.url = "http://api.test/notes"; }, "proofForOtherRequest",
     "GET \"http://api.test/notes\"", "set publicOrigin: https://api.test"},
    {"a slash at the end",
     [](BoundRequest& it) { it.proofs = {it.proof().claim("htu", "https://api.test/notes/").sign()}; },
     "proofForOtherRequest", "htu \"https://api.test/notes/\"", "slash at their end"},
    {"a path that a proxy cuts",
     [](BoundRequest& it) { it.proofs = {it.proof().claim("htu", "https://api.test/v1/notes").sign()}; },
     "proofForOtherRequest", "/v1/notes", "cuts off the beginning of the path"},
    {"another URL", [](BoundRequest& it) { it.proofs = {it.proof().claim("htu", "https://api.test/other").sign()}; },
     "proofForOtherRequest", "/other", "is for another URL"},
    {"an htu that is not a URL", [](BoundRequest& it) { it.proofs = {it.proof().claim("htu", "notes").sign()}; },
     "proofForOtherRequest", "not a URL that can be compared", "is for another URL"},
    {"another token's proof",
     [](BoundRequest& it) { it.proofs = {it.client.proof(it.method, it.url, "another").sign()}; }, "proofForOtherToken",
     "htm \"GET\"", "ath is not"},
    {"an old proof", [](BoundRequest& it) { it.proofs = {it.proof().claim("iat", 1'700'000'000).sign()}; },
     "proofExpired", " ago", "made too long ago"},
    {"a clock ahead", [](BoundRequest& it) { it.proofs = {it.proof().claim("iat", 9'000'000'000).sign()}; },
     "proofExpired", "in the future", "clock is ahead"},
    {"no nonce", [](BoundRequest& it) { it.config.dpopNonce = DpopNonce::required; }, "proofNonceMissing",
     "no recent nonce", "This is how it begins"},
    {"a signature of another", [](BoundRequest& it) { it.proofs = {it.proof().forged().sign()}; }, "proofForged",
     "signature", "without the key"},
    {"an algorithm that is not taken",
     [](BoundRequest& it) {
       it.config.dpopAlgorithms = {Algorithm::EdDSA, Algorithm::PS256};
     },
     "proofUnsupported", "alg \"ES256\"", "\"EdDSA\", \"PS256\""},
    {"no ath", [](BoundRequest& it) { it.proofs = {it.proof().without("ath").sign()}; }, "proofMalformed", "`ath`",
     "proofs for the token endpoint have no ath"},
};

const Explanation::Step* bindingStepOf(const Explanation& explanation) {
  for (const auto& step : explanation.steps) {
    if (step.stage == "binding") return &step;
  }
  return nullptr;
}

TEST_CASE("an explanation of a binding shows what came beside what was wanted, and names the likeliest cause") {
  for (const BindingSituation& situation : situationsOfBinding) {
    CAPTURE(situation.name);
    BoundRequest request;
    situation.change(request);
    const Explanation explanation = request.explanation();
    CHECK(nameOf(explanation.error.code) == situation.code);
    const auto* const step = bindingStepOf(explanation);
    REQUIRE(step != nullptr);
    CAPTURE(step->text, explanation.hints.front());
    CHECK(step->outcome == Explanation::Outcome::refused);
    CHECK(step->text.find(situation.step) != std::string::npos);
    CHECK(explanation.hints.front().find(situation.hint) != std::string::npos);
  }
}

TEST_CASE("to explain a request does not use its proof up") {
  const BoundRequest request;
  for (int i = 0; i < 2; ++i) {
    const Explanation explanation = request.explanation();
    CHECK(explanation.accepted);
    REQUIRE(bindingStepOf(explanation) != nullptr);
    CHECK(bindingStepOf(explanation)->text.find("htu \"https://api.test/notes\"") != std::string::npos);
  }
}

TEST_CASE("a token that is not bound has no step of a binding") {
  const testing::TokenIssuer issuer;
  CHECK(bindingStepOf(JwtAuthenticationMechanism(issuer.config()).explain(issuer.token().bearer())) == nullptr);
}

}  // namespace
}  // namespace jwtauth::tests
