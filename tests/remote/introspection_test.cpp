// RFC 7662 against a real HTTPS server on loopback, which answers as the test wants it.
#include "jwtauth/introspection.hpp"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/remote/key_server.hpp"
#include "tests/remote/publisher.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
using testing::TokenIssuer;

constexpr const char* activeAnswer =
    R"({"active":true,"iss":"https://issuer.test/","aud":"test-api","sub":"ann","exp":33000000000,"token_type":"Bearer"})";

/// An authorization server. Each answer is given by the test; all requests are kept.
class AuthorizationServer {
 public:
  explicit AuthorizationServer(std::string answer = activeAnswer)
      : answer_(std::move(answer)), server_([this](Exchange& exchange) { serve(exchange); }) {}
  ~AuthorizationServer() { release(); }

  void say(std::string answer, std::string status = "200 OK") {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
    status_ = std::move(status);
  }
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    released_.notify_all();
  }
  int requests() const { return server_.requests(); }
  int mostAtOnce() const {
    const std::lock_guard lock(mutex_);
    return mostAtOnce_;
  }
  std::string head() const {
    const std::lock_guard lock(mutex_);
    return head_;
  }
  std::string body() const {
    const std::lock_guard lock(mutex_);
    return body_;
  }
  std::string url() const { return server_.url("/introspect"); }

  /// Patient ones: machines that run tests are busy.
  IntrospectionOptions options() const {
    IntrospectionOptions options;
    options.clientId = "api one";
    options.clientSecret = "s:cr+t/%";
    options.caFile = server_.caFile();
    options.waitForAnswer = options.connectTimeout = options.totalTimeout = 20s;
    return options;
  }

 private:
  void serve(Exchange& exchange) {
    std::unique_lock lock(mutex_);
    head_ = exchange.head();
    body_ = exchange.body();
    mostAtOnce_ = std::max(mostAtOnce_, ++atOnce_);
    released_.wait(lock, [&] { return !held_; });
    --atOnce_;
    const std::string answer = answer_, status = status_;
    lock.unlock();
    exchange.answer(answer, "Content-Type: application/json\r\nCache-Control: no-store\r\n", status);
  }

  mutable std::mutex mutex_;
  std::condition_variable released_;
  std::string answer_, status_ = "200 OK", head_, body_;
  bool held_ = false;
  int atOnce_ = 0, mostAtOnce_ = 0;
  KeyServer server_;
};

JwtAuthenticationMechanism opaqueOver(std::shared_ptr<Introspection> authority, Clock clock = {}) {
  JwtAuthenticationConfig config;
  config.issuer = "https://issuer.test/";
  config.audience = {"test-api"};
  config.tokenAuthority = std::move(authority);
  return JwtAuthenticationMechanism(std::move(config), std::move(clock));
}

TEST_CASE("an opaque token that the authorization server knows gives a principal") {
  const AuthorizationServer server;
  const JwtAuthenticationMechanism auth = opaqueOver(introspection(server.url(), server.options()));
  const auto who = auth.authenticate("Bearer opa+que/token==");
  REQUIRE(codeOf(who) == "none");
  CHECK(who->name() == "ann");
  CHECK(server.body() == "token=opa%2Bque%2Ftoken%3D%3D&token_type_hint=access_token");
}

TEST_CASE("the token is in the body of a POST alone, and the client is authenticated by HTTP Basic") {
  const AuthorizationServer server;
  const JwtAuthenticationMechanism auth = opaqueOver(introspection(server.url(), server.options()));
  REQUIRE(codeOf(auth.verifyToken("very-secret")) == "none");
  const std::string head = server.head();
  CHECK(head.starts_with("POST /introspect HTTP/1.1\r\n"));
  CHECK(head.find("very-secret") == std::string::npos);
  CHECK_THAT(head, Contains("Content-Type: application/x-www-form-urlencoded\r\n"));
  CHECK_THAT(head, Contains("Accept: application/json\r\n"));
  // "api%20one:s%3Acr%2Bt%2F%25" (RFC 6749 2.3.1)
  CHECK_THAT(head, Contains("Authorization: Basic YXBpJTIwb25lOnMlM0FjciUyQnQlMkYlMjU=\r\n"));
}

TEST_CASE("a token that is not active is refused with 401, whatever else the answer says") {
  AuthorizationServer server;
  const JwtAuthenticationMechanism auth = opaqueOver(introspection(server.url(), server.options()));
  REQUIRE(codeOf(auth.verifyToken("good")) == "none");
  for (const std::string answer :
       {R"({"active":false})", R"({"active":false,"sub":"ann","iss":"https://issuer.test/","exp":33000000000})"}) {
    server.say(answer);
    const auto refused = auth.verifyToken("bad-" + std::to_string(answer.size()));
    CHECK(codeOf(refused) == "tokenInactive");
    CHECK(refused.error().httpStatus() == 401);
  }
  CHECK_THAT(auth.challenge(Error{ErrorCode::tokenInactive, ""}), Contains("error=\"invalid_token\""));
}

TEST_CASE("what is not an answer of RFC 7662 is 503, and no part of it or of the token is shown") {
  AuthorizationServer server;
  const auto authority = introspection(server.url(), server.options());
  const JwtAuthenticationMechanism auth = opaqueOver(authority);
  REQUIRE(codeOf(auth.verifyToken("good")) == "none");
  int token = 0;
  const auto refusesAfter = [&](const std::string& answer, const std::string& status) {
    CAPTURE(answer, status);
    server.say(answer, status);
    const auto refused = auth.verifyToken("secret-token-" + std::to_string(++token));
    CHECK(codeOf(refused) == "statusUnavailable");
    CHECK(refused.error().httpStatus() == 503);
    CHECK(refused.error().detail.find("secret") == std::string_view::npos);
    const std::string reason = authority->status().lastFailureReason;
    CHECK_FALSE(reason.empty());
    CHECK(reason.find("secret") == std::string::npos);
  };
  for (const char* answer : {"", "secret", "[]", "{}", R"({"active":"true"})", R"({"active":1})", R"({"active":null})",
                             R"({"active":false,"active":true})", R"({"active":true} secret)", "<html>secret</html>",
                             R"({"Active":true})"}) {
    refusesAfter(answer, "200 OK");
  }
  for (const char* status : {"401 Unauthorized", "403 Forbidden", "400 Bad Request", "500 Internal Server Error",
                             "204 No Content", "201 Created", "302 Found"}) {
    refusesAfter(activeAnswer, status);
  }
  refusesAfter(R"({"active":true,"x":")" + std::string(70'000, 'x') + "\"}", "200 OK");
  CHECK(authority->status().failures == static_cast<std::uint64_t>(token));
}

TEST_CASE("the token is not sent where a redirect leads") {
  std::atomic<int> led{0};
  const KeyServer server([&](Exchange& exchange) {
    if (exchange.path() != "/introspect") ++led;
    exchange.answer("", "Location: /elsewhere\r\n", "307 Temporary Redirect");
  });
  IntrospectionOptions options = AuthorizationServer().options();
  options.caFile = server.caFile();
  const JwtAuthenticationMechanism auth = opaqueOver(introspection(server.url("/introspect"), options));
  CHECK(codeOf(auth.verifyToken("token")) == "statusUnavailable");
  CHECK(led == 0);
}

TEST_CASE("a refresh token, or one that is said to be bound and does not say to what, is refused") {
  AuthorizationServer server;
  const JwtAuthenticationMechanism auth = opaqueOver(introspection(server.url(), server.options()));
  const auto answerFor = [&](const std::string& type) {
    server.say(R"({"active":true,"iss":"https://issuer.test/","aud":"test-api","sub":"ann","exp":33000000000)" + type +
               "}");
    return codeOf(auth.verifyToken("t" + std::to_string(server.requests())));
  };
  CHECK(answerFor("") == "none");
  CHECK(answerFor(R"(,"token_type":"bearer")") == "none");
  CHECK(answerFor(R"(,"token_type":"access_token")") == "none");
  CHECK(answerFor(R"(,"token_type":"refresh_token")") == "typeMismatch");
  CHECK(answerFor(R"(,"token_type":7)") == "typeMismatch");
  CHECK(answerFor(R"(,"token_type":"DPoP")") == "confirmationMissing");
  CHECK(answerFor(R"(,"token_type":"DPoP","cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})") ==
        "confirmationUnbound");
}

TEST_CASE("an answer counts for keepActive, or keepInactive, and then the server is asked again") {
  AuthorizationServer server;
  ManualClock clock;
  IntrospectionOptions options = server.options();
  options.clock = clock.clock();
  const JwtAuthenticationMechanism auth = opaqueOver(introspection(server.url(), options), clock.clock());
  REQUIRE(codeOf(auth.verifyToken("one")) == "none");
  clock.advance(29s);
  server.say(R"({"active":false})");
  CHECK(codeOf(auth.verifyToken("one")) == "none");
  CHECK(server.requests() == 1);
  clock.advance(1s);
  CHECK(codeOf(auth.verifyToken("one")) == "tokenInactive");
  CHECK(server.requests() == 2);
  clock.advance(4s);
  server.say(activeAnswer);
  CHECK(codeOf(auth.verifyToken("one")) == "tokenInactive");
  CHECK(server.requests() == 2);
  clock.advance(1s);
  CHECK(codeOf(auth.verifyToken("one")) == "none");
  CHECK(server.requests() == 3);
}

TEST_CASE("an answer does not count beyond the expiry that it names") {
  AuthorizationServer server;
  ManualClock clock = ManualClock::at(1'800'000'000);
  IntrospectionOptions options = server.options();
  options.clock = clock.clock();
  const JwtAuthenticationMechanism auth = opaqueOver(introspection(server.url(), options), clock.clock());
  server.say(R"({"active":true,"iss":"https://issuer.test/","aud":"test-api","sub":"ann","exp":1800000010})");
  REQUIRE(codeOf(auth.verifyToken("one")) == "none");
  clock.advance(9s);
  CHECK(codeOf(auth.verifyToken("one")) == "none");
  CHECK(server.requests() == 1);
  server.say(R"({"active":false})");
  clock.advance(1s);
  CHECK(codeOf(auth.verifyToken("one")) == "tokenInactive");
  // An old answer that the server still gives is refused by its own `exp`.
  server.say(R"({"active":true,"iss":"https://issuer.test/","aud":"test-api","sub":"ann","exp":1799999900})");
  CHECK(codeOf(auth.verifyToken("two")) == "expired");
}

TEST_CASE("a failure is asked again after a second, and a down server refuses with 503") {
  AuthorizationServer server;
  ManualClock clock;
  IntrospectionOptions options = server.options();
  options.clock = clock.clock();
  const JwtAuthenticationMechanism auth = opaqueOver(introspection(server.url(), options), clock.clock());
  server.say("", "503 Service Unavailable");
  CHECK(codeOf(auth.verifyToken("one")) == "statusUnavailable");
  CHECK(codeOf(auth.verifyToken("one")) == "statusUnavailable");
  CHECK(server.requests() == 1);
  server.say(activeAnswer);
  clock.advance(1s);
  CHECK(codeOf(auth.verifyToken("one")) == "none");

  std::string gone;
  {
    const AuthorizationServer closed;
    gone = closed.url();
  }
  CHECK(codeOf(opaqueOver(introspection(gone, server.options())).verifyToken("one")) == "statusUnavailable");
}

TEST_CASE("an event loop does not wait: it is told when the answer has come") {
  AuthorizationServer server;
  IntrospectionOptions options = server.options();
  options.waitForAnswer = 0ms;
  const auto authority = introspection(server.url(), options);
  const JwtAuthenticationMechanism auth = opaqueOver(authority);
  server.hold();
  const std::string_view field = "Bearer opaque", other = "Bearer other";
  const Request request{.authorization = {&field, 1}};
  const auto refused = auth.authenticate(request);
  REQUIRE(codeOf(refused) == "keysPending");
  CHECK(refused.error().httpStatus() == 503);
  std::atomic<int> resumed{0};
  auth.whenKeysSettle(request, [&] { ++resumed; });
  auth.whenKeysSettle(request, [&] { ++resumed; });
  CHECK(resumed == 0);
  CHECK(authority->status().waiting == 1);
  // About another token no answer is on its way.
  int atOnce = 0;
  auth.whenKeysSettle(Request{.authorization = {&other, 1}}, [&] { ++atOnce; });
  CHECK(atOnce == 1);
  server.release();
  REQUIRE(eventually([&] { return resumed == 2; }));
  CHECK(codeOf(auth.authenticate(request)) == "none");
  CHECK(server.requests() == 1);
}

TEST_CASE("who waits is told when the component goes away") {
  AuthorizationServer server;
  IntrospectionOptions options = server.options();
  options.waitForAnswer = 0ms;
  auto authority = introspection(server.url(), options);
  server.hold();
  REQUIRE(codeOf(authority->claimsOf("opaque")) == "keysPending");
  std::atomic<int> resumed{0};
  CHECK(authority->tellWhenSettled("opaque", [&] { ++resumed; }));
  authority.reset();
  CHECK(resumed == 1);
}

TEST_CASE("of many requests with one token one asks, and of many tokens a bounded number at once") {
  AuthorizationServer server;
  IntrospectionOptions options = server.options();
  options.requestsAtOnce = 2;
  const auto authority = introspection(server.url(), options);
  server.hold();
  std::atomic<int> accepted{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 12; ++i) {
      threads.emplace_back([&, i] { accepted += authority->claimsOf("token-" + std::to_string(i % 4)) ? 1 : 0; });
    }
    REQUIRE(eventually([&] { return authority->status().waiting == 4 && server.requests() == 2; }));
    server.release();
  }
  CHECK(accepted == 12);
  CHECK(server.requests() == 4);
  CHECK(server.mostAtOnce() <= 2);
}

TEST_CASE("answers about strangers' tokens do not push out those about active ones") {
  AuthorizationServer server;
  IntrospectionOptions options = server.options();
  options.entries = 8;
  const auto authority = introspection(server.url(), options);
  for (int i = 0; i < 4; ++i) REQUIRE(authority->claimsOf("good-" + std::to_string(i)));
  server.say(R"({"active":false})");
  for (int i = 0; i < 20; ++i) CHECK_FALSE(authority->claimsOf("bad-" + std::to_string(i)));
  const int before = server.requests();
  for (int i = 0; i < 4; ++i) CHECK(authority->claimsOf("good-" + std::to_string(i)));
  CHECK(server.requests() == before);
}

/// A mechanism that verifies JWTs of this issuer, and asks about them.
JwtAuthenticationMechanism verifiedAndAsked(const TokenIssuer& issuer, std::shared_ptr<Introspection> check) {
  JwtAuthenticationConfig config = issuer.config();
  config.revocationChecks = {std::move(check)};
  return JwtAuthenticationMechanism(std::move(config));
}

TEST_CASE("a JWT that was verified here is asked about as well") {
  AuthorizationServer server;
  const TokenIssuer issuer;
  const JwtAuthenticationMechanism auth = verifiedAndAsked(issuer, introspection(server.url(), server.options()));
  CHECK(codeOf(auth.verifyToken(issuer.token("ann").forged().sign())) == "signatureInvalid");
  CHECK(server.requests() == 0);
  CHECK(codeOf(auth.verifyToken(issuer.token("ann").sign())) == "none");
  CHECK(server.requests() == 1);
  server.say(R"({"active":false})");
  CHECK(codeOf(auth.verifyToken(issuer.token("bob").sign())) == "tokenInactive");
}

TEST_CASE("while the server is down a JWT is refused, unless acceptWithoutAnswer takes it; an opaque token never is") {
  AuthorizationServer server;
  const TokenIssuer issuer;
  server.say("", "500 Internal Server Error");
  IntrospectionOptions open = server.options();
  open.acceptWithoutAnswer = true;
  CHECK(codeOf(verifiedAndAsked(issuer, introspection(server.url(), server.options()))
                   .verifyToken(issuer.token("ann").sign())) == "statusUnavailable");
  const JwtAuthenticationMechanism auth = verifiedAndAsked(issuer, introspection(server.url(), open));
  CHECK(codeOf(auth.verifyToken(issuer.token("ann").sign())) == "none");
  CHECK(codeOf(opaqueOver(introspection(server.url(), open)).verifyToken("opaque")) == "statusUnavailable");
  server.say(R"({"active":false})");
  CHECK(codeOf(auth.verifyToken(issuer.token("bob").sign())) == "tokenInactive");
}

TEST_CASE("acceptWithoutAnswer does not wait for ever, and for a server that is down not at all") {
  AuthorizationServer server;
  const TokenIssuer issuer;
  IntrospectionOptions options = server.options();
  options.waitForAnswer = 50ms;
  options.acceptWithoutAnswer = true;
  server.hold();
  CHECK(
      codeOf(verifiedAndAsked(issuer, introspection(server.url(), options)).verifyToken(issuer.token("ann").sign())) ==
      "none");
  options.waitForAnswer = 0ms;
  const auto check = introspection(server.url(), options);
  const JwtAuthenticationMechanism auth = verifiedAndAsked(issuer, check);
  CHECK(codeOf(auth.verifyToken(issuer.token("ann").sign())) == "keysPending");
  server.say("", "500 Internal Server Error");
  server.release();
  REQUIRE(eventually([&] { return check->status().failures == 1; }));
  server.hold();
  CHECK(codeOf(auth.verifyToken(issuer.token("bob").sign())) == "none");
}

TEST_CASE("an introspection that cannot work is refused when it is made") {
  const TemporaryFile file("token");
  const auto refusalWith = [&](auto change, const std::string& endpoint = "https://issuer.test/introspect") {
    IntrospectionOptions options;
    options.clientId = options.clientSecret = "x";
    change(options);
    return refusalOf([&] { return introspection(endpoint, options); });
  };
  const auto asIs = [](auto&) {};
  REQUIRE(refusalWith(asIs).empty());
  CHECK_THAT(refusalWith(asIs, "http://issuer.test/introspect"), Contains("endpoint: an http URL"));
  CHECK_THAT(refusalWith(asIs, "introspect"), Contains("endpoint: not an absolute URL"));
  CHECK_THAT(refusalWith([](auto& options) { options.clientId.clear(); }), Contains("clientId: missing"));
  CHECK_THAT(refusalWith([](auto& options) { options.clientSecret.clear(); }), Contains("clientSecret: missing"));
  CHECK_THAT(refusalWith([](auto& options) { options.clientId = options.clientSecret = ""; }),
             Contains("no credentials to ask with"));
  CHECK_THAT(refusalWith([&](auto& options) { options.bearerTokenFile = file.path(); }),
             Contains("bearerTokenFile: set beside clientId"));
  CHECK_THAT(refusalWith([](auto& options) { options.keepActive = 0s; }), Contains("keepActive: 0 s"));
  CHECK_THAT(refusalWith([](auto& options) { options.keepInactive = 601s; }), Contains("keepInactive: 601 s"));
  CHECK_THAT(refusalWith([](auto& options) { options.entries = 0; }), Contains("entries: 0"));
  CHECK_THAT(refusalWith([](auto& options) { options.requestsAtOnce = 65; }), Contains("requestsAtOnce: 65"));
}

}  // namespace
}  // namespace jwtauth::tests
