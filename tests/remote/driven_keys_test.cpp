// Keys without a thread: who asks for them fetches them, and processes share what they fetched in a folder.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "jwtauth/remote_key_source.hpp"
#include "tests/remote/key_server.hpp"
#include "tests/remote/publisher.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto url = "https://tenant.test/jwks.json";

const std::vector<testing::TokenIssuer>& issuers() {
  static const std::vector<testing::TokenIssuer> both{testing::TokenIssuer(Algorithm::ES256),
                                                      testing::TokenIssuer(Algorithm::ES256)};
  return both;
}

/// A tenant in memory, and providers of its keys that share a folder, as processes would.
struct Driven {
  Publisher tenant{issuers()[0]};
  ManualClock clock;
  TemporaryFolder folder{};
  std::chrono::milliseconds wait{1'000};
  std::string cache = (folder.path() / "keys").string();

  RemoteJwksOptions options() {
    RemoteJwksOptions options;
    options.refresh = KeyRefresh::caller;
    options.waitForKeys = wait;
    options.fetch = tenant.fetch();
    options.clock = clock.clock();
    options.cacheFolder = cache;
    return options;
  }
  std::shared_ptr<RemoteKeyProvider> open(const std::string& at = url) { return remoteJwks(at, options()); }

  /// The one file of keys in the folder.
  fs::path file() const {
    for (const auto& entry : fs::directory_iterator(cache)) {
      if (entry.path().extension() == ".json") return entry.path();
    }
    throw std::runtime_error("no file in the folder");
  }
  nlohmann::json content() const { return nlohmann::json::parse(std::ifstream(file())); }
  /// Another file in its place: files are not changed where they are.
  void replace(const std::string& text) const {
    const fs::path next = file().string() + ".other";
    std::ofstream(next) << text;
    fs::permissions(next, fs::perms::owner_read | fs::perms::owner_write);
    fs::rename(next, file());
  }
};

std::string found(const std::shared_ptr<RemoteKeyProvider>& keys, const testing::TokenIssuer& of = issuers()[0]) {
  return codeOf(keys->find(Algorithm::ES256, of.keyId()));
}

TEST_CASE("who asks first fetches, and a known key is not fetched again before it is due") {
  Driven driven;
  driven.cache.clear();
  const auto keys = driven.open();
  CHECK(driven.tenant.fetches() == 0);
  CHECK(found(keys) == "none");
  CHECK(found(keys) == "none");
  CHECK(driven.tenant.fetches() == 1);
  driven.clock.advance(479s);  // 80 % of ten minutes
  CHECK(found(keys) == "none");
  CHECK(driven.tenant.fetches() == 1);
  driven.clock.advance(2s);
  CHECK(found(keys) == "none");
  CHECK(driven.tenant.fetches() == 2);
}

TEST_CASE("where no request may wait, the host fetches, and is told when") {
  Driven driven;
  driven.wait = 0ms;
  const auto keys = driven.open();
  CHECK(found(keys) == "keysPending");
  CHECK(driven.tenant.fetches() == 0);
  int resumed = 0;
  keys->whenSettled([&] { ++resumed; });
  CHECK(resumed == 0);
  CHECK(keys->status().nextRefresh <= driven.clock.now());
  CHECK(keys->drive(1s));
  CHECK(resumed == 1);
  CHECK(found(keys) == "none");
  CHECK(keys->status().nextRefresh > driven.clock.now());
  keys->whenSettled([&] { ++resumed; });
  CHECK(resumed == 2);
}

TEST_CASE("a rotated key is fetched once, and an unknown one rarely") {
  Driven driven;
  const auto keys = driven.open();
  CHECK(found(keys) == "none");
  driven.tenant.publish({issuers()[1]});
  CHECK(found(keys, issuers()[1]) == "none");
  CHECK(driven.tenant.fetches() == 2);
  CHECK(found(keys, issuers()[0]) == "keyUnknown");
  CHECK(driven.tenant.fetches() == 2);
  driven.clock.advance(61s);
  CHECK(found(keys, issuers()[0]) == "keyUnknown");
  CHECK(found(keys, issuers()[0]) == "keyUnknown");
  CHECK(driven.tenant.fetches() == 3);
}

TEST_CASE("after failures the pauses grow, and the last good keys serve until they are too old") {
  Driven driven;
  const auto keys = driven.open();
  CHECK(found(keys) == "none");
  driven.tenant.goDown();
  driven.clock.advance(500s);
  int fetches = driven.tenant.fetches();
  for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    CHECK(found(keys) == "none");
    CHECK(driven.tenant.fetches() == ++fetches);
    driven.clock.advance(pause - 100ms);
    CHECK(found(keys) == "none");
    CHECK(driven.tenant.fetches() == fetches);
    driven.clock.advance(200ms);
  }
  CHECK(found(keys, issuers()[1]) == "keysUnavailable");
  CHECK_THAT(keys->warnings().front(), Contains("could not be fetched lately"));
  driven.clock.advance(24h);
  CHECK(found(keys) == "keysUnavailable");
  CHECK(keys->generation() == KeyProvider::noGeneration);
}

TEST_CASE("what one process has fetched serves the next, also while the tenant is down") {
  Driven driven;
  CHECK(found(driven.open()) == "none");
  driven.tenant.goDown();
  CHECK(found(driven.open()) == "none");
  CHECK(driven.tenant.fetches() == 1);
  driven.clock.advance(23h);
  CHECK(found(driven.open()) == "none");  // due, and in vain
  driven.clock.advance(2h);
  CHECK(found(driven.open()) == "keysUnavailable");
}

TEST_CASE("a failure is shared, too: not every process asks in vain") {
  Driven driven;
  driven.tenant.goDown();
  CHECK(found(driven.open()) == "keysUnavailable");
  CHECK(found(driven.open()) == "keysUnavailable");
  CHECK(driven.tenant.fetches() == 1);
  driven.clock.advance(1100ms);
  CHECK(found(driven.open()) == "keysUnavailable");
  CHECK(driven.tenant.fetches() == 2);
  driven.tenant.goUp();
  driven.clock.advance(2100ms);
  CHECK(found(driven.open()) == "none");
}

TEST_CASE("a key that another process fetched is found without a fetch") {
  Driven driven;
  const auto first = driven.open(), second = driven.open();
  CHECK(found(first) == "none");
  driven.tenant.publish({issuers()[0], issuers()[1]});
  CHECK(found(second, issuers()[1]) == "none");
  CHECK(driven.tenant.fetches() == 2);
  CHECK(found(first, issuers()[1]) == "none");
  CHECK(driven.tenant.fetches() == 2);
}

TEST_CASE("the file is this user's alone, names its source, and holds what was received") {
  Driven driven;
  CHECK(found(driven.open()) == "none");
  struct stat status {};
  REQUIRE(stat(driven.file().c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  REQUIRE(stat(driven.cache.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  const auto content = driven.content();
  CHECK(content.at("version") == 1);
  CHECK_THAT(content.at("source").get<std::string>(), Contains(url));
  CHECK(content.at("document") == testing::TokenIssuer::jwks({issuers()[0]}));
  CHECK(content.at("failures") == 0);
  CHECK(content.at("fetched") == content.at("tried"));
}

TEST_CASE("another source does not find the keys of the former one") {
  Driven driven;
  CHECK(found(driven.open()) == "none");
  driven.tenant.goDown();
  CHECK(found(driven.open()) == "none");
  CHECK(found(driven.open("https://tenant.test/other.json")) == "keysUnavailable");
  auto plain = driven.options();
  plain.acceptPlainHttp = true;
  CHECK(found(remoteJwks(url, plain)) == "keysUnavailable");
  CHECK(found(driven.open()) == "none");
}

TEST_CASE("a file that names another source is not used, whatever its name is") {
  Driven driven;
  CHECK(found(driven.open()) == "none");
  driven.tenant.goDown();
  auto content = driven.content();
  driven.replace(content.dump());
  CHECK(found(driven.open()) == "none");
  content["source"] = content.at("source").get<std::string>() + "x";
  driven.replace(content.dump());
  CHECK(found(driven.open()) == "keysUnavailable");
}

TEST_CASE("a file from the future serves again when the clock is right") {
  Driven driven;
  CHECK(found(driven.open()) == "none");
  driven.tenant.goDown();
  driven.clock.advance(-1h);
  CHECK(found(driven.open()) == "keysUnavailable");
  driven.clock.advance(1h);
  CHECK(found(driven.open()) == "none");
}

TEST_CASE("a file that is cut, from the future, or not one of ours is treated as absent") {
  Driven driven;
  CHECK(found(driven.open()) == "none");
  driven.tenant.goDown();
  const auto content = driven.content();
  const std::string whole = content.dump();
  const auto serves = [&](const std::string& text) {
    driven.replace(text);
    return found(driven.open()) == "none";
  };
  const auto with = [&](const char* name, const nlohmann::json& value) {
    auto changed = content;
    changed[name] = value;
    return changed.dump();
  };
  CHECK(serves(whole));
  CHECK_FALSE(serves(""));
  CHECK_FALSE(serves(whole.substr(0, whole.size() / 2)));
  CHECK_FALSE(serves(std::string(4096, '\0')));
  CHECK_FALSE(serves(whole + std::string(1024 * 1024, ' ')));
  CHECK_FALSE(serves(with("version", 2)));
  CHECK_FALSE(serves(with("document", "{}")));
  CHECK_FALSE(serves(with("document", 7)));
  CHECK_FALSE(serves(with("fetched", content.at("fetched").get<double>() + 60)));
  CHECK_FALSE(serves(with("fetched", -1)));
  CHECK(serves(whole));
}

TEST_CASE("what others could have written is ignored, and said so") {
  Driven driven;
  CHECK(found(driven.open()) == "none");
  driven.tenant.goDown();
  const auto refused = [&](const char* word) {
    const auto keys = driven.open();
    CHECK(found(keys) == "keysUnavailable");
    const auto warnings = keys->warnings();
    return std::any_of(warnings.begin(), warnings.end(), [&](const std::string& one) {
      return one.find("keyCache: ") == 0 && one.find(word) != std::string::npos;
    });
  };
  REQUIRE(chmod(driven.file().c_str(), 0660) == 0);
  CHECK(refused("may be written by other users"));
  REQUIRE(chmod(driven.file().c_str(), 0640) == 0);
  CHECK(found(driven.open()) == "none");
  REQUIRE(chmod(driven.cache.c_str(), 0770) == 0);
  CHECK(refused("may be written by other users"));
  REQUIRE(chmod(driven.cache.c_str(), 0750) == 0);
  CHECK(found(driven.open()) == "none");
  if (geteuid() == 0) {
    REQUIRE(chown(driven.file().c_str(), 65534, 65534) == 0);
    CHECK(refused("may be written by other users"));
    REQUIRE(chown(driven.file().c_str(), 0, 0) == 0);
  }
  const fs::path real = driven.folder.path() / "elsewhere", name = driven.file();
  fs::rename(name, real);
  fs::create_symlink(real, name);
  CHECK(found(driven.open()) == "keysUnavailable");
}

TEST_CASE("a folder that cannot be used costs a warning, and keys are kept in memory") {
  Driven driven;
  driven.cache = (driven.folder.path() / "missing" / "keys").string();
  const auto keys = driven.open();
  CHECK(found(keys) == "none");
  CHECK(found(keys) == "none");
  CHECK(driven.tenant.fetches() == 1);
  CHECK_THAT(keys->warnings().front(), Contains("cannot be opened"));
}

TEST_CASE("a secret that is published beside public keys does not reach the disk") {
  Driven driven;
  const testing::TokenIssuer secret(Algorithm::HS256);
  driven.tenant.publish({issuers()[0], secret});
  const auto keys = driven.open();
  CHECK(found(keys) == "none");
  CHECK_THROWS(driven.file());
}

TEST_CASE("a fetch of another process is waited for, no longer than the caller may wait, and not with a known key") {
  Driven driven;
  driven.wait = 50ms;
  const auto keys = driven.open();
  CHECK(found(keys) == "none");
  // The same file description stands for another process.
  const std::string name = driven.file().string() + ".lock";
  const int held = open(name.c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(flock(held, LOCK_EX | LOCK_NB) == 0);
  driven.clock.advance(500s);
  CHECK(found(keys) == "none");
  CHECK(found(keys, issuers()[1]) == "keysUnavailable");
  CHECK(driven.tenant.fetches() == 1);
  close(held);
  CHECK(found(keys, issuers()[1]) == "keyUnknown");
  CHECK(driven.tenant.fetches() == 2);
}

TEST_CASE("a file of keys needs no thread either, and is read again when it is replaced") {
  const TemporaryFile file(testing::TokenIssuer::jwks({issuers()[0]}));
  RemoteJwksOptions options;
  options.refresh = KeyRefresh::caller;
  options.waitForKeys = 0ms;
  options.algorithms = {Algorithm::ES256};
  const auto keys = jwksFile(file.path(), options);
  CHECK(found(keys) == "none");
  file.write(testing::TokenIssuer::jwks({issuers()[1]}) + " ");
  CHECK(found(keys, issuers()[1]) == "none");
  CHECK(eventually([&] { return found(keys) == "keyUnknown"; }));
}

TEST_CASE("settings that need a thread, or none, are refused together") {
  const auto refused = [](const std::string& json) {
    return refusalOf([&] { return openKeySource(mechanismsFromJson(json).front()); });
  };
  CHECK(refused(R"({"jwksUri": "https://a.test/", "keyCache": "/nowhere", "keyRefresh": "thread"})") ==
        "keyCache: with keys that a thread refreshes; expected `keyRefresh` caller beside it");
  CHECK(refused(R"({"keyUri": "https://a.test/{kid}", "keyRefresh": "caller"})") ==
        "keyRefresh: caller beside keyUri, whose keys a thread fetches; expected thread");
  CHECK(refused(R"({"jwksUri": "https://a.test/", "keyCache": "/nowhere"})").empty());
}

// ThreadSanitizer cannot follow a fork() of a process with threads, which the server has.
#if defined(__has_feature)
#define JWTAUTH_HAS_FEATURE(name) __has_feature(name)
#else
#define JWTAUTH_HAS_FEATURE(name) 0
#endif
#if !JWTAUTH_HAS_FEATURE(thread_sanitizer) && !defined(__SANITIZE_THREAD__)

/// Over plain HTTP: a child process of this one has libcurl fetch from it.
TEST_CASE("a fetch by libcurl runs in a child process, and a fork at any time leaves both able to fetch") {
  std::string published = testing::TokenIssuer::jwks({issuers()[0]});
  KeyServer server([&](Exchange& exchange) { exchange.answer(published); }, CertificateFlaw::none,
                   KeyServer::Wire::plain);
  RemoteJwksOptions options;
  options.refresh = KeyRefresh::caller;
  options.waitForKeys = options.connectTimeout = options.totalTimeout = 20s;
  options.acceptPlainHttp = true;
  const auto keys = remoteJwks(server.url("/jwks.json"), options);
  CHECK(found(keys) == "none");
  CHECK(server.requests() == 1);
  const auto inChild = [&](const auto& work) {
    const pid_t child = fork();
    if (child == 0) _exit(work() ? 0 : 1);
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  };
  published = testing::TokenIssuer::jwks({issuers()[1]});
  CHECK(inChild([&] { return found(keys) == "none" && found(keys, issuers()[1]) == "none"; }));
  CHECK(server.requests() == 2);
  CHECK(found(keys, issuers()[1]) == "none");
  CHECK(server.requests() == 3);
}

TEST_CASE("a fetch that hangs ends in time, and one that is under way at a fork is left to the parent") {
  KeyServer server([](Exchange& exchange) { exchange.waitForTheEnd(); }, CertificateFlaw::none, KeyServer::Wire::plain);
  RemoteJwksOptions options;
  options.refresh = KeyRefresh::caller;
  options.waitForKeys = 0ms;
  options.connectTimeout = options.totalTimeout = 500ms;
  options.acceptPlainHttp = true;
  const TemporaryFolder folder;
  options.cacheFolder = (folder.path() / "keys").string();
  const auto keys = remoteJwks(server.url("/jwks.json"), options);
  CHECK_FALSE(keys->drive(0ms));
  const pid_t child = fork();
  if (child == 0) {
    // The lock is the parent's, so that this one waits in vain.
    const bool waits = !keys->drive(50ms) && codeOf(keys->find(Algorithm::ES256, "any")) == "keysPending";
    _exit(waits ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(keys->drive(10s));
  CHECK(found(keys) == "keysUnavailable");
  CHECK(keys->status().failures == 1);
  CHECK_THAT(keys->status().lastFailureReason, Contains("took too long") || Contains("imeout"));
}

TEST_CASE("a caller that begins a fetch and never comes back holds up other processes no longer than the fetch takes") {
  std::atomic<bool> isSilent{true};
  const std::string published = testing::TokenIssuer::jwks({issuers()[0]});
  KeyServer server([&](Exchange& exchange) { isSilent ? exchange.waitForTheEnd() : exchange.answer(published); },
                   CertificateFlaw::none, KeyServer::Wire::plain);
  const TemporaryFolder folder;
  RemoteJwksOptions options;
  options.refresh = KeyRefresh::caller;
  options.waitForKeys = options.connectTimeout = options.totalTimeout = 1s;
  options.acceptPlainHttp = true;
  options.cacheFolder = (folder.path() / "keys").string();
  const auto gone = remoteJwks(server.url("/jwks.json"), options);
  CHECK_FALSE(gone->drive(0ms));
  isSilent = false;
  options.waitForKeys = options.totalTimeout = 20s;
  CHECK(found(remoteJwks(server.url("/jwks.json"), options)) == "none");
}

TEST_CASE("a fetch that ends while its caller is away is shared when the caller comes back") {
  const std::string published = testing::TokenIssuer::jwks({issuers()[0]});
  KeyServer server([&](Exchange& exchange) { exchange.answer(published); }, CertificateFlaw::none,
                   KeyServer::Wire::plain);
  const TemporaryFolder folder;
  RemoteJwksOptions options;
  options.refresh = KeyRefresh::caller;
  options.waitForKeys = 0ms;
  options.connectTimeout = options.totalTimeout = 20s;
  options.acceptPlainHttp = true;
  options.cacheFolder = (folder.path() / "keys").string();
  const auto keys = remoteJwks(server.url("/jwks.json"), options);
  CHECK(eventually([&] { return keys->drive(0ms); }));
  CHECK(found(keys) == "none");
  CHECK(found(remoteJwks(server.url("/jwks.json"), options)) == "none");
  CHECK(server.requests() == 1);
}

TEST_CASE("a host that is interrupted ends the wait") {
  KeyServer server([](Exchange& exchange) { exchange.waitForTheEnd(); }, CertificateFlaw::none, KeyServer::Wire::plain);
  RemoteJwksOptions options;
  options.refresh = KeyRefresh::caller;
  options.waitForKeys = options.connectTimeout = options.totalTimeout = 60s;
  options.acceptPlainHttp = true;
  int asked = 0;
  options.isInterrupted = [&] { return ++asked == 3; };
  const auto keys = remoteJwks(server.url("/jwks.json"), options);
  CHECK(found(keys) == "keysUnavailable");
  CHECK(asked == 3);
}

#endif

}  // namespace
}  // namespace jwtauth::tests
