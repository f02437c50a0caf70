#include "jwtauth/deny_list_feed.hpp"

#include <atomic>
#include <mutex>

#include "tests/remote/publisher.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;

bool isDenied(const DenyList& list, const std::string& jti) {
  return codeOf(list.check({"a.b.c", R"({"jti":")" + jti + "\"}"})) == "revoked";
}

std::string documentOf(const std::string& jti) {
  return R"({"denied":[{"jti":")" + jti + R"(","until":33000000000}]})";
}

TEST_CASE("a file is read again when it changes, and a bad one leaves the list as it is") {
  const TemporaryFile file(documentOf("one"));
  const auto list = std::make_shared<DenyList>();
  const auto feed = denyListFromFile(list, file.path(), {.interval = 1ms});
  CHECK(isDenied(*list, "one"));
  file.write(documentOf("another"));
  REQUIRE(eventually([&] { return isDenied(*list, "another"); }));
  CHECK_FALSE(isDenied(*list, "one"));
  REQUIRE(eventually([&] { return feed->status().lastFailureReason.empty(); }));

  file.write("no JSON at all");
  REQUIRE(eventually([&] { return !feed->status().lastFailureReason.empty(); }));
  CHECK(isDenied(*list, "another"));
  CHECK(feed->status().failures > 0);
  file.remove();
  feed->refresh();
  REQUIRE(eventually([&] { return feed->status().lastFailureReason == "the file cannot be read"; }));
  CHECK(isDenied(*list, "another"));
  file.write(documentOf("back"));
  REQUIRE(eventually([&] { return isDenied(*list, "back"); }));
}

TEST_CASE("a file that is not good at first is refused") {
  const TemporaryFile bad("{}"), large(documentOf(std::string(100, 'x')));
  const auto list = std::make_shared<DenyList>();
  const auto refusalWith = [&](const std::string& path, const DenyListFeedOptions& options = {}) {
    return refusalOf([&] { return denyListFromFile(list, path, options); });
  };
  CHECK(refusalWith(large.path()).empty());
  CHECK_THAT(refusalWith(bad.path()), Contains(R"(denied: another document)"));
  CHECK_THAT(refusalWith(bad.path() + "-not-there"), Contains("the file cannot be read"));
  CHECK_THAT(refusalWith(large.path(), {.maxFileBytes = 50}), Contains("the file is too large"));
  CHECK_THAT(refusalWith(large.path(), {.interval = 0ms}), Contains("interval: 0 ms"));
  CHECK_THAT(refusalOf([&] { return denyListFromFile(nullptr, large.path()); }), Contains("a null DenyList"));
}

TEST_CASE("a function is asked again and again, and one that throws leaves the list as it is") {
  std::atomic<bool> fails{false};
  std::mutex mutex;
  std::string jti = "one";
  const auto list = std::make_shared<DenyList>();
  const auto entries = [&]() -> std::vector<DenyList::Entry> {
    if (fails) throw std::runtime_error("the database is away");
    const std::lock_guard lock(mutex);
    return {{.jti = jti, .until = wallNow() + 1h}};
  };
  const auto feed = denyListFrom(list, entries, {.interval = 1ms});
  CHECK(isDenied(*list, "one"));
  {
    const std::lock_guard lock(mutex);
    jti = "two";
  }
  REQUIRE(eventually([&] { return isDenied(*list, "two"); }));
  CHECK_FALSE(isDenied(*list, "one"));
  fails = true;
  REQUIRE(eventually([&] { return feed->status().lastFailureReason == "the database is away"; }));
  CHECK(isDenied(*list, "two"));
  CHECK_THAT(refusalOf([&] { return denyListFrom(list, entries); }), Contains("the database is away"));
}

}  // namespace
}  // namespace jwtauth::tests
