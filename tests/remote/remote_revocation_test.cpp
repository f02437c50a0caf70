// Checks of revoked tokens as a configuration file names them, in real files and against a real HTTPS server.
#include "jwtauth/remote_revocation.hpp"

#include <mutex>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/remote/key_server.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
using testing::TokenIssuer;

std::string jsonText(const std::string& text) {
  std::string json = "\"";
  for (const char one : text) json += one == '\n' ? std::string("\\n") : std::string(1, one);
  return json + '"';
}

/// The block of an issuer whose key the configuration holds, with these settings.
ConfiguredMechanism configuredFor(const TokenIssuer& issuer, const std::string& settings) {
  const JwtAuthenticationConfig config = issuer.config();
  return mechanismsFromJson(R"({"algorithm": "ES256", "issuer": ")" + config.issuer + R"(", "audience": ")" +
                            config.audience.front() + R"(", "key": )" + jsonText(issuer.publicKeyPem()) + ", " +
                            settings + "}")
      .front();
}

JwtAuthenticationMechanism mechanismOf(const ConfiguredMechanism& configured) {
  return JwtAuthenticationMechanism(openRevocation(configured, nullptr, {.waitForAnswer = 20s}));
}

/// A server that gives one answer.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer = {})
      : answer_(std::move(answer)), server_([this](Exchange& exchange) { exchange.answer(text()); }) {}
  void say(std::string answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  std::string url(std::string_view path) const { return server_.url(path); }
  const std::string& caFile() const { return server_.caFile(); }
  int requests() const { return server_.requests(); }

 private:
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return answer_;
  }

  mutable std::mutex mutex_;
  std::string answer_;
  KeyServer server_;
};

TEST_CASE("a configuration that names no check is left as it is") {
  const TokenIssuer issuer(Algorithm::ES256);
  const JwtAuthenticationConfig config = openRevocation(configuredFor(issuer, R"("denyListFile": null)"), nullptr);
  CHECK(config.revocationChecks.empty());
  CHECK(codeOf(JwtAuthenticationMechanism(config).verifyToken(issuer.token().sign())) == "none");
}

TEST_CASE("a mechanism is not made while what its file names about revoked tokens was not opened") {
  const TokenIssuer issuer(Algorithm::ES256);
  const ConfiguredMechanism configured = configuredFor(issuer, R"("denyListFile": "/somewhere/denied.json")");
  CHECK_THAT(refusalOf([&] { return JwtAuthenticationMechanism(configured.config); }),
             Contains("revocationChecks: a null RevocationCheck") && Contains("openRevocation()"));
}

TEST_CASE("a deny list in a file refuses what it has, and no more") {
  const TokenIssuer issuer(Algorithm::ES256);
  const TemporaryFile file(R"({"denied": [{"jti": "stolen", "until": 33000000000}]})");
  const auto auth = mechanismOf(configuredFor(issuer, R"("denyListFile": ")" + file.path() + '"'));
  CHECK(codeOf(auth.verifyToken(issuer.token().claim("jti", "stolen").sign())) == "revoked");
  CHECK(codeOf(auth.verifyToken(issuer.token().claim("jti", "kept").sign())) == "none");
}

TEST_CASE("a deny list that cannot be read or used is refused at start, by the name of its setting") {
  const TokenIssuer issuer(Algorithm::ES256);
  const TemporaryFile file(R"({"denied": [{"jti": "stolen"}]})");
  for (const std::string& path : {file.path(), std::string("/nowhere/denied.json")}) {
    CAPTURE(path);
    CHECK_THAT(refusalOf([&] { return mechanismOf(configuredFor(issuer, R"("denyListFile": ")" + path + '"')); }),
               Contains("denyListFile: "));
  }
}

TEST_CASE("the authorization server that a file names is asked about tokens that were verified here") {
  OneAnswer server(R"({"active":true})");
  const TokenIssuer issuer(Algorithm::ES256);
  const TemporaryFile secret("a secret\n");
  const auto configured = configuredFor(
      issuer, R"("introspection": {"uri": ")" + server.url("/introspect") + R"(", "caFile": ")" + server.caFile() +
                  R"(", "clientId": "api", "clientSecretFile": ")" + secret.path() + R"("})");
  const std::string token = issuer.token().sign();
  CHECK(codeOf(mechanismOf(configured).verifyToken(token)) == "none");
  CHECK(server.requests() == 1);
  server.say(R"({"active":false})");
  CHECK(codeOf(mechanismOf(configured).verifyToken(token)) == "tokenInactive");
}

TEST_CASE("the authorization server that a file names says what opaque tokens mean") {
  const OneAnswer server(
      R"({"active":true,"iss":"https://issuer.test/","aud":"test-api","sub":"ann","exp":33000000000})");
  const TemporaryFile secret("a secret");
  const auto configured =
      mechanismsFromJson(R"({"issuer": "https://issuer.test/", "audience": "test-api", "introspection": {"uri": ")" +
                         server.url("/introspect") + R"(", "tokens": "opaque", "caFile": ")" + server.caFile() +
                         R"(", "clientId": "api", "clientSecretFile": ")" + secret.path() + R"("}})")
          .front();
  const auto who = mechanismOf(configured).authenticate("Bearer opaque-token");
  REQUIRE(codeOf(who) == "none");
  CHECK(who->name() == "ann");
}

TEST_CASE("tokens are looked up in the status lists that a file names, signed by the key of the configuration") {
  OneAnswer server;
  const TokenIssuer issuer(Algorithm::ES256);
  const std::string uri = server.url("/statuslists/1");
  // The draft's first example: the place 0 is set, 1 is not.
  server.say(issuer.token(uri)
                 .header("typ", "statuslist+jwt")
                 .without("iss")
                 .without("aud")
                 .without("exp")
                 .claimJson("status_list", R"({"bits":1,"lst":"eNrbuRgAAhcBXQ"})")
                 .sign());
  const auto auth =
      mechanismOf(configuredFor(issuer, R"("statusLists": {"uriPrefixes": ")" + server.url("/statuslists/") +
                                            R"(", "caFile": ")" + server.caFile() + R"("})"));
  const auto token = [&](const std::string& place) {
    return issuer.token()
        .claimJson("status", R"({"status_list":{"idx":)" + place + R"(,"uri":")" + uri + "\"}}")
        .sign();
  };
  CHECK(codeOf(auth.verifyToken(token("0"))) == "revoked");
  CHECK(codeOf(auth.verifyToken(token("1"))) == "none");
}

TEST_CASE("what the parts of a check refuse is refused by the name of its setting") {
  const TokenIssuer issuer(Algorithm::ES256);
  const TemporaryFile empty("");
  const auto refusal = [&](const std::string& settings) {
    return refusalOf([&] { return mechanismOf(configuredFor(issuer, settings)); });
  };
  const std::string uri = R"("introspection": {"uri": "https://issuer.test/introspect")";
  CHECK_THAT(refusal(uri + "}"), Contains("introspection: clientId: no credentials to ask with"));
  CHECK_THAT(refusal(uri + R"(, "clientId": "api"})"), Contains("introspection: clientSecret: missing"));
  CHECK_THAT(refusal(uri + R"(, "clientId": "api", "clientSecretFile": ")" + empty.path() + R"("})"),
             Contains("introspection: clientSecretFile: an empty file"));
  CHECK_THAT(refusal(uri + R"(, "clientId": "api", "clientSecretFile": "/nowhere/secret"})"),
             Contains("introspection: clientSecretFile: "));
  CHECK_THAT(refusal(R"("statusLists": {"uriPrefixes": "https://issuer.test"})"),
             Contains("statusLists: uriPrefixes: an entry that is no URL with a path"));
}

}  // namespace
}  // namespace jwtauth::tests
