// Differential test: whatever our scanner accepts, nlohmann::json accepts with equal values for every claim; whatever
// nlohmann refuses, our scanner refuses.
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>

#include "src/json/strict_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/equal_json.hpp"

namespace jwtauth::tests {
namespace {

using nlohmann::json;

constexpr int documents = 200'000;

unsigned seedOfRun() {
  const char* given = std::getenv("JWTAUTH_TEST_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
  std::cout << "seed of the scanner's documents: " << seed << " (JWTAUTH_TEST_SEED=" << seed << " repeats them)\n";
  return seed;
}

/// Writes JSON texts that look like payloads, in many spellings, and damages some of them.
class DocumentGenerator {
 public:
  explicit DocumentGenerator(unsigned seed) : random_(seed) {}

  std::string next() {
    std::string text = object(0);
    const int damages = below(3) == 0 ? 1 + below(3) : 0;
    for (int i = 0; i < damages && !text.empty(); ++i) damage(text);
    return text;
  }

 private:
  int below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  std::string space() {
    static const std::string spaces[] = {"", "", "", " ", "\n", "\t", " \r\n "};
    return spaces[below(7)];
  }

  std::string string() {
    static const std::string pieces[] = {"a",       "sub",
                                         "é",       "\xf0\x9f\x98\x80",
                                         "\\n",     "\\\"",
                                         "\\\\",    "\\/",
                                         "\\u0041", "\\ud83d\\ude00",
                                         "\\u0000", "https://example.com/",
                                         "auth0|1", " ",
                                         "{",       "]",
                                         ",",       ":"};
    std::string text = "\"";
    for (int i = below(4); i > 0; --i) text += pieces[below(18)];
    return text + "\"";
  }

  std::string number() {
    static const std::string numbers[] = {"0",
                                          "-0",
                                          "1",
                                          "-1",
                                          "1800000000",
                                          "1.5",
                                          "1e3",
                                          "1E-3",
                                          "-2.5e+10",
                                          "9223372036854775807",
                                          "9223372036854775808",
                                          "18446744073709551616",
                                          "1e308",
                                          "1e309",
                                          "1e-400",
                                          "0.1",
                                          "01",
                                          "1."};
    return numbers[below(18)];
  }

  std::string value(int depth) {
    switch (below(depth > 3 ? 5 : 8)) {
      case 0:
        return "true";
      case 1:
        return "null";
      case 2:
        return number();
      case 3:
      case 4:
        return string();
      case 5:
        return array(depth + 1);
      default:
        return object(depth + 1);
    }
  }

  std::string array(int depth) {
    std::string text = "[" + space();
    for (int i = below(4), n = i; i > 0; --i) text += (i < n ? "," + space() : "") + value(depth) + space();
    return text + "]";
  }

  std::string name() {
    static const std::string names[] = {"\"iss\"", "\"aud\"",   "\"exp\"",       "\"nbf\"",  "\"iat\"",
                                        "\"sub\"", "\"email\"", "\"\\u0073ub\"", "\"roles\""};
    return below(4) == 0 ? string() : names[below(9)];
  }

  std::string object(int depth) {
    std::string text = space() + "{" + space();
    for (int i = below(6), n = i; i > 0; --i) {
      text += (i < n ? "," + space() : "") + name() + space() + ":" + space() + value(depth) + space();
    }
    return text + "}" + (depth == 0 ? space() : "");
  }

  void damage(std::string& text) {
    const auto at = static_cast<std::size_t>(below(static_cast<int>(text.size())));
    static const std::string insertions[] = {std::string(1, '\0'),
                                             "\xef\xbb\xbf",
                                             "\xff",
                                             "\xc0\x80",
                                             "\xed\xa0\x80",
                                             "\"",
                                             "\\",
                                             "{",
                                             "}",
                                             "[",
                                             "]",
                                             ",",
                                             ":",
                                             "NaN",
                                             "\x01",
                                             "/*",
                                             "\\ud800"};
    switch (below(4)) {
      case 0:
        text.erase(at, 1 + static_cast<std::size_t>(below(3)));
        break;
      case 1:
        text.insert(at, insertions[below(17)]);
        break;
      case 2:
        text[at] = static_cast<char>(random_());
        break;
      default:
        text.resize(at);
        break;
    }
  }

  std::mt19937 random_;
};

/// What nlohmann makes of a text, without the three leniencies that are known: it stops at a NUL, skips a BOM, and
/// keeps the last of duplicates.
json readByNlohmann(const std::string& text) {
  return json::parse(text, nullptr, false);
}

TEST_CASE("what the scanner accepts, nlohmann accepts with equal values; what nlohmann refuses, it refuses") {
  DocumentGenerator generator(seedOfRun());
  int accepted = 0, refusedByBoth = 0, stricter = 0;
  for (int i = 0; i < documents; ++i) {
    const std::string text = generator.next();
    const bool ours = checkJsonObject(text) == JsonFault::none;
    const json theirs = readByNlohmann(text);
    if (ours) {
      ++accepted;
      INFO(text);
      REQUIRE(!theirs.is_discarded());
      REQUIRE(equal(valueOfDocument(text), theirs));
    } else {
      ++(theirs.is_discarded() ? refusedByBoth : stricter);
    }
  }
  std::cout << documents << " documents: " << accepted << " accepted by both, " << refusedByBoth << " refused by both, "
            << stricter << " refused by the scanner alone\n";
  CHECK(accepted > documents / 10);
  CHECK(refusedByBoth > documents / 10);
}

}  // namespace
}  // namespace jwtauth::tests
