#include "jwtauth/deny_list.hpp"

#include <atomic>
#include <thread>

#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;
using Outcome = DenyList::Outcome;
using Entry = DenyList::Entry;

constexpr long long now = 1'800'000'000;

WallTime at(long long seconds) {
  return WallTime(std::chrono::seconds(seconds));
}

/// What the list says of a token with these claims.
std::string answerTo(const DenyList& list, std::string_view claims) {
  return codeOf(list.check({"a.b.c", claims}));
}

std::string faultOf(const Result<std::size_t, ConfigurationError>& loaded) {
  return loaded ? "" : loaded.error().what();
}

TEST_CASE("a token is denied by its jti until the entry's time, and no other is") {
  ManualClock clock = ManualClock::at(now);
  DenyList list(10, clock.clock());
  CHECK(answerTo(list, R"({"jti":"x"})") == "none");
  REQUIRE(list.add({.jti = "x", .until = at(now + 60)}) == Outcome::added);
  CHECK(list.size() == 1);
  CHECK(answerTo(list, R"({"jti":"x"})") == "revoked");
  CHECK(answerTo(list, R"({"jti":"\u0078"})") == "revoked");
  for (const char* other : {R"({"jti":"X"})", R"({"jti":"xy"})", R"({"sub":"x"})", R"({"jti":["x"]})", "{}"}) {
    CAPTURE(other);
    CHECK(answerTo(list, other) == "none");
  }
  clock.advance(std::chrono::seconds(59));
  CHECK(answerTo(list, R"({"jti":"x"})") == "revoked");
  clock.advance(std::chrono::seconds(1));
  CHECK(answerTo(list, R"({"jti":"x"})") == "none");
}

TEST_CASE("a subject is denied as a whole, or for tokens that were issued before a time") {
  ManualClock clock = ManualClock::at(now);
  DenyList list(10, clock.clock());
  REQUIRE(list.add({.sub = "ann", .until = at(now + 60)}) == Outcome::added);
  REQUIRE(list.add({.sub = "bob", .issuedBefore = at(now - 10), .until = at(now + 60)}) == Outcome::added);
  REQUIRE(list.add({.sub = "42", .until = at(now + 60)}) == Outcome::added);
  CHECK(answerTo(list, R"({"sub":"ann","iat":1799999999})") == "revoked");
  CHECK(answerTo(list, R"({"sub":"bob","iat":1799999989.5})") == "revoked");
  CHECK(answerTo(list, R"({"sub":"bob","iat":1799999990})") == "none");
  CHECK(answerTo(list, R"({"sub":"bob"})") == "revoked");
  CHECK(answerTo(list, R"({"sub":"bob","iat":"1799999999"})") == "revoked");
  CHECK(answerTo(list, R"({"sub":"Bob"})") == "none");
  CHECK(answerTo(list, R"({"jti":"ann","sub":"eve"})") == "none");
  CHECK(answerTo(list, R"({"sub":42})") == "revoked");
}

TEST_CASE("two entries about one subject become one, with the later of each time") {
  ManualClock clock = ManualClock::at(now);
  DenyList list(10, clock.clock());
  REQUIRE(list.add({.sub = "ann", .issuedBefore = at(now - 100), .until = at(now + 60)}) == Outcome::added);
  REQUIRE(list.add({.sub = "ann", .issuedBefore = at(now - 10), .until = at(now + 30)}) == Outcome::added);
  CHECK(list.size() == 1);
  clock.advance(std::chrono::seconds(45));
  CHECK(answerTo(list, R"({"sub":"ann","iat":1799999950})") == "revoked");
  CHECK(answerTo(list, R"({"sub":"ann","iat":1799999995})") == "none");
}

TEST_CASE("a full list says so and keeps what it has; entries whose time has passed make room") {
  ManualClock clock = ManualClock::at(now);
  DenyList list(3, clock.clock());
  for (const char* jti : {"a", "b", "c"}) REQUIRE(list.add({.jti = jti, .until = at(now + 60)}) == Outcome::added);
  CHECK(list.add({.jti = "d", .until = at(now + 90)}) == Outcome::full);
  CHECK(answerTo(list, R"({"jti":"d"})") == "none");
  CHECK(answerTo(list, R"({"jti":"a"})") == "revoked");
  CHECK(list.add({.jti = "a", .until = at(now + 90)}) == Outcome::added);
  CHECK(list.size() == 3);
  clock.advance(std::chrono::seconds(60));
  CHECK(list.add({.jti = "d", .until = at(now + 90)}) == Outcome::added);
  CHECK(list.size() == 2);
  CHECK(answerTo(list, R"({"jti":"a"})") == "revoked");
}

TEST_CASE("an entry that means nothing, or too much, is not added") {
  ManualClock clock = ManualClock::at(now);
  DenyList list(3, clock.clock());
  CHECK(list.add({.until = at(now + 60)}) == Outcome::unusable);
  CHECK(list.add({.jti = "x", .sub = "y", .until = at(now + 60)}) == Outcome::unusable);
  CHECK(list.add({.jti = "x", .issuedBefore = at(now), .until = at(now + 60)}) == Outcome::unusable);
  CHECK(list.add({.jti = std::string(1'025, 'x'), .until = at(now + 60)}) == Outcome::unusable);
  CHECK(list.add({.jti = std::string(1'024, 'x'), .until = at(now + 60)}) == Outcome::added);
  CHECK(list.add({.jti = "past", .until = at(now)}) == Outcome::added);
  CHECK(list.size() == 1);
  CHECK_THAT(refusalOf([] { return std::make_unique<DenyList>(0); }), Contains("entries: 0"));
  CHECK_THAT(refusalOf([] { return std::make_unique<DenyList>(10'000'001); }), Contains("entries: 10000001"));
}

TEST_CASE("a document replaces what was loaded before, and not what was added") {
  ManualClock clock = ManualClock::at(now);
  DenyList list(10, clock.clock());
  REQUIRE(list.add({.jti = "added", .until = at(now + 60)}) == Outcome::added);
  const auto first = list.loadJson(R"({"denied":[{"jti":"a","until":1800000060},
    {"sub":"ann","issuedBefore":1799999990,"until":1800000060},{"jti":"past","until":1}]})");
  REQUIRE(first);
  CHECK(*first == 2);
  CHECK(list.size() == 3);
  CHECK(answerTo(list, R"({"jti":"a"})") == "revoked");
  CHECK(answerTo(list, R"({"sub":"ann","iat":1799999980})") == "revoked");
  CHECK(answerTo(list, R"({"sub":"ann","iat":1799999995})") == "none");
  REQUIRE(list.loadJson(R"({"denied":[{"jti":"b","until":1800000060}]})"));
  CHECK(answerTo(list, R"({"jti":"a"})") == "none");
  CHECK(answerTo(list, R"({"jti":"b"})") == "revoked");
  CHECK(answerTo(list, R"({"jti":"added"})") == "revoked");
  REQUIRE(list.loadJson(R"({"denied":[]})"));
  CHECK(list.size() == 1);
}

TEST_CASE("a document that cannot be read is refused in a sentence, and changes nothing") {
  ManualClock clock = ManualClock::at(now);
  DenyList list(2, clock.clock());
  REQUIRE(list.loadJson(R"({"denied":[{"jti":"a","until":1800000060}]})"));
  const auto refuses = [&](const std::string& document, const std::string& sentence) {
    CAPTURE(document);
    CHECK_THAT(faultOf(list.loadJson(document)), Contains(sentence));
    CHECK(answerTo(list, R"({"jti":"a"})") == "revoked");
    CHECK(list.size() == 1);
  };
  refuses("", "denied: the document is not a JSON object");
  refuses("[]", "not a JSON object");
  refuses(R"({"denied":[{"jti":"b","until":1800000060})", "not well-formed JSON");
  refuses("{}", R"(expected {"denied": [...]})");
  refuses(R"({"denied":{}})", R"(expected {"denied": [...]})");
  refuses(R"({"denied":[],"more":1})", R"(expected {"denied": [...]})");
  refuses(R"({"denied":["b"]})", "entry 1 is not an object");
  refuses(R"({"denied":[{"jti":"b","until":1800000060},{"jti":"c"}]})", "entry 2 has no until");
  refuses(R"({"denied":[{"until":1800000060}]})", "entry 1 is unusable");
  refuses(R"({"denied":[{"jti":"b","sub":"c","until":1800000060}]})", "entry 1 is unusable");
  refuses(R"({"denied":[{"jti":7,"until":1800000060}]})", "not a string");
  refuses(R"({"denied":[{"jti":"b","until":"tomorrow"}]})", "has an until that is not a number");
  refuses(R"({"denied":[{"sub":"b","issuedBefore":"x","until":1800000060}]})", "has an issuedBefore that is not");
  refuses(R"({"denied":[{"kid":"b","until":1800000060}]})", "another member");
  refuses(
      R"({"denied":[{"jti":"b","until":1800000060},{"jti":"c","until":1800000060},{"jti":"d","until":1800000060}]})",
      "3 entries; expected no more than 2");
}

TEST_CASE("a mechanism refuses what its list denies, remembered or not") {
  const TokenIssuer issuer;
  const auto list = std::make_shared<DenyList>();
  JwtAuthenticationConfig config = issuer.config();
  config.revocationChecks = {list};
  config.verdictCacheEntries = 10;
  const JwtAuthenticationMechanism auth(config);
  const std::string token = issuer.token("ann").claim("jti", "one").sign();
  const std::string other = issuer.token("ann").claim("jti", "two").sign();
  REQUIRE(codeOf(auth.verifyToken(token)) == "none");
  REQUIRE(codeOf(auth.verifyToken(token)) == "none");
  REQUIRE(list->add({.jti = "one", .until = wallNow() + std::chrono::hours(1)}) == Outcome::added);
  CHECK(codeOf(auth.verifyToken(token)) == "revoked");
  CHECK(codeOf(auth.verifyToken(other)) == "none");
  REQUIRE(list->add({.sub = "ann", .until = wallNow() + std::chrono::hours(1)}) == Outcome::added);
  CHECK(codeOf(auth.verifyToken(other)) == "revoked");
}

TEST_CASE("what was added counts for every reader, while others add and load") {
  DenyList list(10'000);
  const WallTime until = wallNow() + std::chrono::hours(1);
  REQUIRE(list.add({.jti = "first", .until = until}) == Outcome::added);
  std::atomic<int> missed{0}, notAdded{0};
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 2; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < 200; ++i) {
          const std::string jti = std::to_string(thread) + '-' + std::to_string(i);
          notAdded += list.add({.jti = jti, .until = until}) == Outcome::added ? 0 : 1;
          missed += answerTo(list, R"({"jti":")" + jti + "\"}") == "revoked" ? 0 : 1;
        }
      });
      threads.emplace_back([&] {
        for (int i = 0; i < 1'000; ++i) missed += answerTo(list, R"({"jti":"first"})") == "revoked" ? 0 : 1;
      });
    }
    threads.emplace_back([&] {
      const std::vector<Entry> loaded{{.sub = "ann", .until = until}};
      for (int i = 0; i < 50; ++i) notAdded += list.load(loaded) ? 0 : 1;
    });
  }
  CHECK(missed == 0);
  CHECK(notAdded == 0);
  CHECK(list.size() == 402);
}

}  // namespace
}  // namespace jwtauth::tests
