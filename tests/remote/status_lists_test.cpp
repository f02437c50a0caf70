// Status lists of draft-ietf-oauth-status-list, as a real HTTPS server publishes them.
#include "jwtauth/status_lists.hpp"

#include <zlib.h>

#include <atomic>
#include <map>
#include <mutex>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "src/remote/status_list.hpp"
#include "src/text/base64url.hpp"
#include "tests/remote/key_server.hpp"
#include "tests/remote/publisher.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
using testing::TokenBuilder;
using testing::TokenIssuer;

std::string deflated(const std::string& bytes) {
  std::string compressed(compressBound(bytes.size()), '\0');
  uLongf size = compressed.size();
  REQUIRE(compress(reinterpret_cast<Bytef*>(compressed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                   bytes.size()) == Z_OK);
  return compressed.substr(0, size);
}

std::string lstOf(const std::string& bytes) {
  return encodeBase64Url(deflated(bytes));
}

/// Publishes one list, and issues tokens that name places of it.
class StatusIssuer {
 public:
  StatusIssuer() : server_([this](Exchange& exchange) { serve(exchange); }) { publish(list()); }

  std::string uri() const { return server_.url("/statuslists/1"); }
  int requests() const { return server_.requests(); }
  std::string head() const {
    const std::lock_guard lock(mutex_);
    return head_;
  }

  /// Of the draft's first example: places 0, 3, 4, 5, 7, 8, 9, 13 and 15 are set.
  TokenBuilder list() const {
    return issuer.token(uri())
        .header("typ", "statuslist+jwt")
        .without("iss")
        .without("aud")
        .without("exp")
        .claimJson("status_list", R"({"bits":1,"lst":"eNrbuRgAAhcBXQ"})");
  }
  void publish(const TokenBuilder& list) { publishText(list.sign()); }
  void publishText(std::string text, std::string status = "200 OK") {
    const std::lock_guard lock(mutex_);
    text_ = std::move(text);
    status_ = std::move(status);
  }

  TokenBuilder token(long long index) const {
    return issuer.token("ann").claimJson(
        "status", R"({"status_list":{"idx":)" + std::to_string(index) + R"(,"uri":")" + uri() + "\"}}");
  }

  StatusListOptions options() const {
    StatusListOptions options;
    options.uriPrefixes = {server_.url("/statuslists/")};
    options.caFile = server_.caFile();
    options.waitForAnswer = options.connectTimeout = options.totalTimeout = 20s;
    return options;
  }

  std::shared_ptr<StatusLists> lists(const StatusListOptions& options) const {
    return statusLists(issuer.config(), nullptr, options);
  }

  JwtAuthenticationMechanism mechanism(const StatusListOptions& options) const {
    JwtAuthenticationConfig config = issuer.config();
    config.revocationChecks = {lists(options)};
    return JwtAuthenticationMechanism(std::move(config), options.clock);
  }

  const TokenIssuer issuer{Algorithm::ES256};

 private:
  void serve(Exchange& exchange) {
    std::unique_lock lock(mutex_);
    head_ = exchange.head();
    const std::string text = text_, status = status_;
    lock.unlock();
    exchange.answer(text, "Content-Type: application/statuslist+jwt\r\n", status);
  }

  mutable std::mutex mutex_;
  std::string text_, status_ = "200 OK", head_;
  KeyServer server_;
};

std::vector<unsigned> statusesIn(unsigned bits, std::string_view lst, std::size_t count) {
  const StatusList list(bits, lst, 1'000);
  std::vector<unsigned> statuses;
  for (std::size_t i = 0; i < count; ++i) statuses.push_back(list.statusAt(i).value_or(99));
  return statuses;
}

TEST_CASE("statuses are read as the draft's examples have them, from the least significant bit on") {
  CHECK(statusesIn(1, "eNrbuRgAAhcBXQ", 17) ==
        std::vector<unsigned>{1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 99});
  CHECK(statusesIn(2, "eNo76fITAAPfAgc", 13) == std::vector<unsigned>{1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3, 99});
  CHECK(statusesIn(4, lstOf("\x21\xf0"), 5) == std::vector<unsigned>{1, 2, 0, 15, 99});
  CHECK(statusesIn(8, lstOf("\x01\xff"), 3) == std::vector<unsigned>{1, 255, 99});
}

TEST_CASE("what does not decompress, or becomes too large, is refused") {
  const auto fault = [](unsigned bits, const std::string& lst, std::size_t maxBytes) -> std::string {
    try {
      (void)StatusList(bits, lst, maxBytes);
    } catch (const FetchError& error) {
      return error.what();
    }
    return "";
  };
  const std::string zeros(10'000'000, '\0'), good = lstOf(std::string(1'000, '\0'));
  REQUIRE(fault(1, good, 1'000).empty());
  CHECK(lstOf(zeros).size() < 20'000);
  CHECK_THAT(fault(1, lstOf(zeros), 1'000), Contains("larger than maxListBytes"));
  CHECK_THAT(fault(1, good, 999), Contains("larger than maxListBytes"));
  CHECK_THAT(fault(1, "", 1'000), Contains("cannot be decompressed"));
  CHECK_THAT(fault(1, encodeBase64Url("no zlib"), 1'000), Contains("cannot be decompressed"));
  const std::string compressed = deflated(std::string(1'000, 'x'));
  CHECK_THAT(fault(1, encodeBase64Url(compressed.substr(0, compressed.size() - 1)), 1'000),
             Contains("cannot be decompressed"));
  CHECK_THAT(fault(1, encodeBase64Url(compressed + "x"), 1'000), Contains("cannot be decompressed"));
  CHECK_THAT(fault(1, "not base64url!", 1'000), Contains("not base64url"));
  CHECK_THAT(fault(3, good, 1'000), Contains("`bits`"));
}

TEST_CASE("a token that its list says is valid is accepted, and any other is refused") {
  const StatusIssuer tenant;
  const JwtAuthenticationMechanism auth = tenant.mechanism(tenant.options());
  CHECK(codeOf(auth.verifyToken(tenant.token(1).sign())) == "none");
  CHECK_THAT(tenant.head(), Contains("GET /statuslists/1 HTTP/1.1\r\n"));
  CHECK_THAT(tenant.head(), Contains("Accept: application/statuslist+jwt\r\n"));
  const auto refused = auth.verifyToken(tenant.token(3).sign());
  CHECK(codeOf(refused) == "revoked");
  CHECK(refused.error().httpStatus() == 401);
  CHECK(codeOf(auth.verifyToken(tenant.token(14).sign())) == "none");
  CHECK(codeOf(auth.verifyToken(tenant.token(15).sign())) == "revoked");
  CHECK(codeOf(auth.verifyToken(tenant.token(16).sign())) == "statusMalformed");
  CHECK(tenant.requests() == 1);
}

TEST_CASE("suspended and unknown statuses are refused as revoked ones are") {
  StatusIssuer tenant;
  tenant.publish(tenant.list().claimJson("status_list", R"({"bits":2,"lst":"eNo76fITAAPfAgc"})"));
  const JwtAuthenticationMechanism auth = tenant.mechanism(tenant.options());
  CHECK(codeOf(auth.verifyToken(tenant.token(2).sign())) == "none");
  for (const long long index : {0, 1, 3}) CHECK(codeOf(auth.verifyToken(tenant.token(index).sign())) == "revoked");
}

TEST_CASE("a token without a status that can be looked up is refused, and none makes us fetch from elsewhere") {
  const StatusIssuer tenant;
  std::atomic<int> fetchedElsewhere{0};
  const KeyServer elsewhere([&](Exchange& exchange) {
    ++fetchedElsewhere;
    exchange.answer("");
  });
  const JwtAuthenticationMechanism auth = tenant.mechanism(tenant.options());
  const auto answerTo = [&](const std::string& status) {
    return codeOf(auth.verifyToken(tenant.issuer.token("ann").claimJson("status", status).sign()));
  };
  const auto withUri = [&](const std::string& uri) { return R"({"status_list":{"idx":1,"uri":")" + uri + "\"}}"; };
  const std::string uri = tenant.uri();
  REQUIRE(answerTo(withUri(uri)) == "none");
  const int before = tenant.requests();
  for (const std::string& status :
       {std::string("null"), std::string("{}"), std::string("[]"), std::string(R"({"status_list":null})"),
        std::string(R"({"status_list":{"idx":1}})"), R"({"status_list":{"uri":")" + uri + "\"}}",
        R"({"status_list":{"idx":-1,"uri":")" + uri + "\"}}", R"({"status_list":{"idx":"1","uri":")" + uri + "\"}}",
        R"({"status_list":{"idx":1.5,"uri":")" + uri + "\"}}", std::string(R"({"status_list":{"idx":1,"uri":7}})"),
        withUri(elsewhere.url("/statuslists/1")), withUri(uri + "/../../secret"), withUri(uri + "/%2e%2e/secret"),
        withUri(uri + "#x"), withUri("file:///etc/passwd"), withUri(""), withUri("https://user@" + uri.substr(8)),
        withUri(uri.substr(0, uri.size() - 14) + ".example/statuslists/1")}) {
    CAPTURE(status);
    CHECK(answerTo(status) == "statusMalformed");
  }
  CHECK(codeOf(auth.verifyToken(tenant.issuer.token("ann").sign())) == "statusMalformed");
  CHECK(fetchedElsewhere == 0);
  CHECK(tenant.requests() == before);
}

TEST_CASE("acceptMissingStatus takes tokens that name no list, and only those") {
  const StatusIssuer tenant;
  StatusListOptions options = tenant.options();
  options.acceptMissingStatus = true;
  const JwtAuthenticationMechanism auth = tenant.mechanism(options);
  CHECK(codeOf(auth.verifyToken(tenant.issuer.token("ann").sign())) == "none");
  CHECK(codeOf(auth.verifyToken(tenant.token(0).sign())) == "revoked");
  CHECK(codeOf(auth.verifyToken(tenant.issuer.token("ann").claimJson("status", R"({"status_list":{}})").sign())) ==
        "statusMalformed");
}

TEST_CASE("a list that cannot be trusted or read is 503, and the reason is known") {
  StatusIssuer tenant;
  const TokenIssuer stranger(Algorithm::ES256);
  const auto refuses = [&](const std::string& text, const std::string& reason, const std::string& status = "200 OK") {
    CAPTURE(reason);
    tenant.publishText(text, status);
    const auto lists = tenant.lists(tenant.options());
    JwtAuthenticationConfig config = tenant.issuer.config();
    config.revocationChecks = {lists};
    const auto refused = JwtAuthenticationMechanism(config).verifyToken(tenant.token(1).sign());
    CHECK(codeOf(refused) == "statusUnavailable");
    CHECK(refused.error().httpStatus() == 503);
    CHECK_THAT(lists->status().lastFailureReason, Contains(reason));
  };
  const auto withList = [&](const std::string& json) { return tenant.list().claimJson("status_list", json).sign(); };
  refuses("", "tokenMalformed");
  refuses(tenant.list().sign(), "status 500", "500 Internal Server Error");
  refuses(tenant.list().forged().sign(), "signatureInvalid");
  refuses(tenant.list().signedBy(stranger).sign(), "signatureInvalid");
  refuses(tenant.list().header("typ", "at+jwt").sign(), "typeMismatch");
  refuses(tenant.list().claim("sub", tenant.uri() + "2").sign(), "`sub` of the status list");
  refuses(tenant.list().claim("iss", "https://stranger.test/").sign(), "`iss` of the status list");
  refuses(tenant.list().without("iat").sign(), "no `iat`");
  refuses(tenant.list().claim("exp", 1'700'000'000).sign(), "expired");
  refuses(tenant.list().claim("ttl", 0).sign(), "`ttl`");
  refuses(tenant.list().claim("ttl", "60").sign(), "`ttl`");
  refuses(tenant.list().without("status_list").sign(), "no `bits` or no `lst`");
  refuses(withList(R"({"bits":3,"lst":"eNrbuRgAAhcBXQ"})"), "`bits`");
  refuses(withList(R"({"bits":1,"lst":7})"), "no `bits` or no `lst`");
  refuses(withList(R"({"bits":1,"lst":"eNrbuRgAAhcBX"})"), "`lst`");
  tenant.publish(tenant.list().claim("iss", tenant.issuer.issuer()));
  CHECK(codeOf(tenant.mechanism(tenant.options()).verifyToken(tenant.token(1).sign())) == "none");
}

TEST_CASE("a list counts for keep, its ttl or until its exp, whichever is shortest") {
  const auto secondsOf = [](auto change, std::chrono::seconds keep) {
    StatusIssuer tenant;
    ManualClock clock;
    StatusListOptions options = tenant.options();
    options.clock = clock.clock();
    options.keep = keep;
    TokenBuilder list = tenant.list();
    change(list);
    tenant.publish(list);
    const auto lists = tenant.lists(options);
    const std::string claims = R"({"status":{"status_list":{"idx":1,"uri":")" + tenant.uri() + "\"}}}";
    REQUIRE(codeOf(lists->check({"a.b.c", claims})) == "none");
    int seconds = 0;
    while (tenant.requests() == 1 && seconds < 1'000) {
      clock.advance(1s);
      ++seconds;
      REQUIRE(codeOf(lists->check({"a.b.c", claims})) == "none");
    }
    return seconds;
  };
  const auto nothing = [](TokenBuilder&) {};
  CHECK(secondsOf(nothing, 60s) == 60);
  CHECK(secondsOf([](TokenBuilder& list) { list.claim("ttl", 20); }, 60s) == 20);
  CHECK(secondsOf([](TokenBuilder& list) { list.claim("ttl", 90); }, 60s) == 60);
}

TEST_CASE("a list does not count beyond its exp") {
  StatusIssuer tenant;
  ManualClock clock = ManualClock::at(1'800'000'000);
  StatusListOptions options = tenant.options();
  options.clock = clock.clock();
  tenant.publish(tenant.list().issuedAt(clock.now()).claim("exp", 1'800'000'010));
  const auto lists = tenant.lists(options);
  const std::string claims = R"({"status":{"status_list":{"idx":1,"uri":")" + tenant.uri() + "\"}}}";
  REQUIRE(codeOf(lists->check({"a.b.c", claims})) == "none");
  clock.advance(9s);
  CHECK(codeOf(lists->check({"a.b.c", claims})) == "none");
  CHECK(tenant.requests() == 1);
  clock.advance(1s);
  CHECK(codeOf(lists->check({"a.b.c", claims})) == "none");  // clockSkew
  CHECK(tenant.requests() == 2);
  clock.advance(30s);
  CHECK(codeOf(lists->check({"a.b.c", claims})) == "statusUnavailable");
}

TEST_CASE("an event loop is told when the list has come") {
  const StatusIssuer tenant;
  StatusListOptions options = tenant.options();
  options.waitForAnswer = 0ms;
  const JwtAuthenticationMechanism auth = tenant.mechanism(options);
  const std::string bearer = tenant.token(1).bearer();
  const std::string_view field = bearer;
  const Request request{.authorization = {&field, 1}};
  REQUIRE(codeOf(auth.authenticate(request)) == "keysPending");
  std::atomic<int> resumed{0};
  auth.whenKeysSettle(request, [&] { ++resumed; });
  REQUIRE(eventually([&] { return resumed == 1; }));
  CHECK(codeOf(auth.authenticate(request)) == "none");
}

TEST_CASE("status lists that cannot work are refused when they are made") {
  const TokenIssuer issuer(Algorithm::ES256);
  const auto refusalWith = [&](auto change) {
    StatusListOptions options;
    options.uriPrefixes = {"https://issuer.test/lists/"};
    change(options);
    return refusalOf([&] { return statusLists(issuer.config(), nullptr, options); });
  };
  REQUIRE(refusalWith([](auto&) {}).empty());
  CHECK_THAT(refusalWith([](auto& options) { options.uriPrefixes.clear(); }), Contains("uriPrefixes: empty"));
  for (const char* prefix : {"https://issuer.test", "issuer.test/", "https://issuer.test/a/../b",
                             "HTTPS://issuer.test/", "https://user@issuer.test/", ""}) {
    CAPTURE(prefix);
    CHECK_THAT(refusalWith([&](auto& options) { options.uriPrefixes = {prefix}; }), Contains("uriPrefixes: "));
  }
  CHECK_THAT(refusalWith([](auto& options) { options.uriPrefixes.push_back("http://issuer.test/"); }),
             Contains("an http URL"));
  CHECK_THAT(refusalWith([](auto& options) { options.keep = 0s; }), Contains("keep: 0"));
  CHECK_THAT(refusalWith([](auto& options) { options.maxListBytes = 0; }), Contains("maxListBytes: 0"));
  CHECK_THAT(refusalWith([](auto& options) { options.entries = 0; }), Contains("entries: 0"));
}

}  // namespace
}  // namespace jwtauth::tests
