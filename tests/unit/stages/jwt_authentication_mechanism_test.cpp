#include <array>
#include <new>
#include <thread>

#include "jwtauth/issuer_router.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

const TokenIssuer& issuer() {
  static const TokenIssuer made(Algorithm::ES256);
  return made;
}

std::string codeOfToken(const testing::TokenBuilder& token, JwtAuthenticationConfig config = issuer().config()) {
  return codeOf(JwtAuthenticationMechanism(std::move(config)).authenticate(token.bearer()));
}

TEST_CASE("a token of every algorithm becomes a principal") {
  const Algorithm algorithm =
      GENERATE(Algorithm::HS256, Algorithm::HS384, Algorithm::HS512, Algorithm::RS256, Algorithm::RS384,
               Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512, Algorithm::ES256,
               Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA);
  const TokenIssuer one(algorithm);
  const JwtAuthenticationMechanism auth(one.config());
  const auto who = auth.authenticate(one.token("ann").bearer());
  REQUIRE(who);
  CHECK(who->name() == "ann");
  CHECK(codeOf(auth.authenticate(one.token("ann").forged().bearer())) == "signatureInvalid");
  CHECK(codeOf(auth.authenticate(TokenIssuer(algorithm).token("ann").bearer())) == "signatureInvalid");
}

TEST_CASE("a token may come without a header around it") {
  const JwtAuthenticationMechanism auth(issuer().config());
  CHECK(auth.verifyToken(issuer().token().sign()));
  CHECK(codeOf(auth.verifyToken(issuer().token().bearer())) == "tokenMalformed");
}

TEST_CASE("all Authorization fields are given, and only one may be there") {
  const JwtAuthenticationMechanism auth(issuer().config());
  const std::string bearer = issuer().token().bearer();
  const std::array<std::string_view, 2> fields = {bearer, bearer};
  CHECK(auth.authenticate(Request{.authorization = std::span(fields).first(1)}));
  CHECK(codeOf(auth.authenticate(Request{.authorization = fields})) == "credentialsRepeated");
  CHECK(codeOf(auth.authenticate(Request{.authorization = std::span(fields).first(0)})) == "credentialsMissing");
}

TEST_CASE("a wrapped token is accepted when base64Encoded is set, and only then") {
  JwtAuthenticationConfig config = issuer().config();
  const JwtAuthenticationMechanism plain(config);
  config.base64Encoded = true;
  const JwtAuthenticationMechanism wrapped(config);
  const auto token = issuer().token();
  CHECK(wrapped.verifyToken(token.wrapped()));
  CHECK(codeOf(wrapped.verifyToken(token.sign())) == "tokenMalformed");
  CHECK(codeOf(plain.verifyToken(token.wrapped())) == "tokenMalformed");
}

TEST_CASE("the time is the clock's at every request") {
  ManualClock clock;
  const JwtAuthenticationMechanism auth(issuer().config(), clock.clock());
  const std::string bearer = issuer().token().issuedAt(clock.now()).expiresIn(std::chrono::seconds(60)).bearer();
  CHECK(auth.authenticate(bearer));
  clock.advance(std::chrono::seconds(91));
  CHECK(codeOf(auth.authenticate(bearer)) == "expired");
  clock.advance(std::chrono::seconds(-191));
  CHECK(codeOf(auth.authenticate(bearer)) == "issuedInFuture");
}

TEST_CASE("what a hook throws is an internal error and leaves the mechanism usable") {
  JwtAuthenticationConfig config = issuer().config();
  int calls = 0;
  config.extraCheck = [&calls](const Principal&) -> std::optional<Error> {
    if (++calls == 1) throw std::runtime_error("from a hook");
    if (calls == 2) throw std::bad_alloc();
    if (calls == 3) throw 7;
    return std::nullopt;
  };
  const JwtAuthenticationMechanism auth(config);
  const std::string bearer = issuer().token().bearer();
  CHECK(codeOf(auth.authenticate(bearer)) == "unexpectedFailure");
  CHECK(codeOf(auth.authenticate(bearer)) == "outOfMemory");
  CHECK(codeOf(auth.authenticate(bearer)) == "unexpectedFailure");
  CHECK(auth.authenticate(bearer));
}

class OneAnswerProvider final : public KeyProvider {
 public:
  explicit OneAnswerProvider(Result<VerificationKey> answer) : answer_(std::move(answer)) {}
  Result<VerificationKey> find(Algorithm, std::string_view) const override { return answer_; }
  std::uint64_t generation() const noexcept override { return 0; }

 private:
  Result<VerificationKey> answer_;
};

TEST_CASE("a provider's refusal is the answer, and its key must be for the configured algorithm") {
  JwtAuthenticationConfig config = issuer().config();
  config.key.clear();
  const auto codeWith = [&](Result<VerificationKey> answer) {
    const JwtAuthenticationMechanism auth(config, std::make_shared<OneAnswerProvider>(std::move(answer)));
    return codeOf(auth.authenticate(issuer().token().bearer()));
  };
  CHECK(codeWith(Error{ErrorCode::keysUnavailable, "no keys yet"}) == "keysUnavailable");
  CHECK(codeWith(Error{ErrorCode::keyUnknown, "unknown"}) == "keyUnknown");
  CHECK(codeWith(Error{}) == "unexpectedFailure");  // a refusal without a code must not read as success
  CHECK(codeWith(VerificationKey::fromText(Algorithm::ES256, issuer().key())) == "none");
  CHECK(codeWith(VerificationKey::fromText(Algorithm::HS256, std::string(32, 'x'))) == "keyUnknown");
}

TEST_CASE("the key id of the token must be that of the key, when both have one") {
  JwtAuthenticationConfig config = issuer().config();
  const std::string key = std::exchange(config.key, "");
  const auto codeWith = [&](const std::string& keyId) {
    const JwtAuthenticationMechanism auth(config, singleKey(VerificationKey::fromText(Algorithm::ES256, key, keyId)));
    return codeOf(auth.authenticate(issuer().token().bearer()));
  };
  CHECK(codeWith("") == "none");
  CHECK(codeWith(issuer().keyId()) == "none");
  CHECK(codeWith("other") == "keyUnknown");
}

TEST_CASE("the signature is checked before the payload is looked at") {
  CHECK(codeOfToken(issuer().token().claim("exp", 1).forged()) == "signatureInvalid");
  CHECK(codeOfToken(issuer().token().payloadText("not JSON").forged()) == "signatureInvalid");
  CHECK(codeOfToken(issuer().token().claim("exp", 1)) == "expired");
  CHECK(codeOfToken(issuer().token().payloadText("not JSON")) == "tokenMalformed");
}

TEST_CASE("create yields what the constructor makes, or the very error that it throws") {
  const auto made = JwtAuthenticationMechanism::create(issuer().config());
  REQUIRE(made.hasValue());
  CHECK(made->authenticate(issuer().token().bearer()));

  JwtAuthenticationConfig config = issuer().config();
  config.issuer.clear();
  const auto refused = JwtAuthenticationMechanism::create(config);
  REQUIRE_FALSE(refused.hasValue());
  std::string thrown;
  try {
    const JwtAuthenticationMechanism mechanism(config);
  } catch (const ConfigurationError& error) {
    thrown = error.what();
  }
  CHECK(refused.error().what() == thrown);
  CHECK(refused.error().setting() == "issuer");
  CHECK(refused.error().code() == ErrorCode::settingInvalid);
  CHECK_THROWS_AS(refused.value(), BadResultAccess);

  config = issuer().config();
  config.key.clear();
  const auto keys = singleKey(VerificationKey::fromText(Algorithm::ES256, issuer().key()));
  CHECK(JwtAuthenticationMechanism::create(config, keys).hasValue());
  CHECK(JwtAuthenticationMechanism::create(config, nullptr).error().setting() == "keys");
}

TEST_CASE("one interface serves a mechanism and a router") {
  const JwtAuthenticationMechanism mechanism(issuer().config());
  std::vector<JwtAuthenticationMechanism> several;
  several.emplace_back(issuer().config());
  const auto router = IssuerRouter::create(std::move(several));
  REQUIRE(router.hasValue());
  const std::string good = issuer().token("ann").bearer();
  for (const AuthenticationMechanism* auth : {static_cast<const AuthenticationMechanism*>(&mechanism),
                                              static_cast<const AuthenticationMechanism*>(&*router)}) {
    CHECK(auth->authenticate(good).value().name() == "ann");
    CHECK(auth->explain(good).accepted);
    const auto refused = auth->authenticate(Request{});
    CHECK(codeOf(refused) == "credentialsMissing");
    CHECK(auth->refusal(refused.error()).status == 401);
    CHECK(auth->refusal(refused.error()).fields.front().value == auth->challenge(refused.error()));
    bool isResumed = false;
    auth->whenKeysSettle(Request{}, [&] { isResumed = true; });
    CHECK(isResumed);  // keys that do not change are always settled
  }
  CHECK(IssuerRouter::create({}).error().setting() == "mechanisms");
}

TEST_CASE("a mechanism or a router that was moved from still works") {
  const std::string good = issuer().token().bearer();
  JwtAuthenticationMechanism first(issuer().config());
  JwtAuthenticationMechanism second(std::move(first));
  CHECK(second.authenticate(good));
  CHECK(first.authenticate(good));
  first = std::move(second);
  CHECK(first.authenticate(good));
  CHECK(second.authenticate(good));
  std::vector<JwtAuthenticationMechanism> mechanisms;
  mechanisms.push_back(std::move(first));
  IssuerRouter router(std::move(mechanisms));
  const IssuerRouter moved(std::move(router));
  CHECK(moved.authenticate(good));
  CHECK(router.authenticate(good));
}

TEST_CASE("the realm of the configuration is in the challenge") {
  JwtAuthenticationConfig config = issuer().config();
  config.realm = "documents";
  const JwtAuthenticationMechanism auth(config);
  CHECK(auth.challenge(auth.authenticate("").error()) == R"(Bearer realm="documents")");
}

}  // namespace
}  // namespace jwtauth::tests
