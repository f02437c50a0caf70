#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include "jwtauth/config_json.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

constexpr int mutations = 20'000;
constexpr int mostChanges = 4;
constexpr std::size_t longestSentence = 1536;

const std::string secret = "0a1b2c3d4e5f6g7h8i9jAkBlCmDnEoFpGqHrIsJtKuLvMwNxOyPzQ-R_S.T:U;V=";
constexpr std::size_t shortestSecret = 32;

bool showsSecret(const std::string& sentence) {
  for (std::size_t i = 0; i + shortestSecret <= secret.size(); ++i) {
    if (sentence.find(secret.substr(i, shortestSecret)) != std::string::npos) return true;
  }
  return false;
}

const std::array<std::string, 3> startingTexts{
    R"({"enabled": true, "algorithm": "HS512", "key": ")" + secret +
        R"(", "issuer": "https://issuer.example", "audience": ["one", "two"], "clockSkew": 30, "realm": "api"})",
    R"({"http-listener": {"port": 8080}, "jwtAuthenticationMechanism": {"algorithm": "HMAC512", "key": ")" + secret +
        R"(", "fixedRoles": ["user"], "rolesClaim": null, "maxTokenBytes": 4096, "acceptAnyIssuer": true}})",
    R"({"jwtConfigProvider": {"key": ")" + secret +
        R"(", "issuer": null}, "jwtAuthenticationMechanism": {"base64Encoded": false, "maxTokenAge": 3600}})",
};

const std::array<std::string, 22> snippets{"{",
                                           "}",
                                           "[",
                                           "]",
                                           ",",
                                           ":",
                                           "\"",
                                           "\\",
                                           "null",
                                           "true",
                                           "-1",
                                           "1e999",
                                           "\\u0000",
                                           "\\ud800",
                                           "\xef\xbb\xbf",
                                           "\xff",
                                           "\n",
                                           "\"enabled\": false,",
                                           "\"key\": 1,",
                                           "\"issuer\"",
                                           "18446744073709551616",
                                           "\"jwtConfigProvider\": {},"};

/// Changes a text at a random place: a byte, a piece taken out, repeated or moved, a snippet put in.
class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::string mutated(std::string text) {
    for (std::size_t changes = 1 + below(mostChanges); changes > 0; --changes) change(text);
    return text;
  }

  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }

 private:
  void change(std::string& text) {
    const std::size_t from = below(text.size() + 1);
    const std::size_t size = below(std::min<std::size_t>(text.size() - from, 24) + 1);
    const std::string piece = text.substr(from, size);
    switch (below(5)) {
      case 0:
        if (from < text.size()) text[from] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(from, size);
        break;
      case 2:
        text.insert(from, piece);
        break;
      case 3:
        text.erase(from, size);
        text.insert(below(text.size() + 1), piece);
        break;
      default:
        text.insert(from, snippets[below(snippets.size())]);
        break;
    }
  }

  std::mt19937 random_;
};

unsigned chooseSeed() {
  const char* given = std::getenv("JWTAUTH_TEST_SEED");
  return given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device()();
}

TEST_CASE("a configuration mutated at random is read or refused, and the refusal is one line without the key") {
  const unsigned seed = chooseSeed();
  std::cout << "seed of the mutated configurations: " << seed << " (JWTAUTH_TEST_SEED=" << seed << " repeats them)\n";
  Mutator mutator(seed);
  int read = 0;
  int refused = 0;
  int refusedForSetting = 0;
  for (int i = 0; i < mutations; ++i) {
    const std::string text = mutator.mutated(startingTexts[mutator.below(startingTexts.size())]);
    try {
      (void)configFromJson(text);
      ++read;
    } catch (const ConfigurationError& error) {
      ++refused;
      if (error.setting() != "configuration") ++refusedForSetting;
      const std::string sentence = error.what();
      const bool isOneShortLine =
          sentence.size() < longestSentence &&
          std::none_of(sentence.begin(), sentence.end(), [](unsigned char one) { return one < 0x20; });
      if (!isOneShortLine || showsSecret(sentence)) FAIL("seed " << seed << ", mutation " << i << ": " << sentence);
    }
  }
  CAPTURE(seed, read, refused, refusedForSetting);
  CHECK(read > mutations / 100);
  CHECK(refused > mutations / 4);
  CHECK(refusedForSetting > mutations / 100);
}

}  // namespace
}  // namespace jwtauth::tests
