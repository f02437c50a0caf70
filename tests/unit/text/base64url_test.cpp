#include "src/text/base64url.hpp"

#include <iostream>
#include <random>
#include <vector>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

// RFC 4648 10, without the padding that JOSE leaves away.
TEST_CASE("base64url decodes the vectors of RFC 4648") {
  const auto [text, bytes] = GENERATE(table<std::string, std::string>({{"", ""},
                                                                       {"Zg", "f"},
                                                                       {"Zm8", "fo"},
                                                                       {"Zm9v", "foo"},
                                                                       {"Zm9vYg", "foob"},
                                                                       {"Zm9vYmE", "fooba"},
                                                                       {"Zm9vYmFy", "foobar"},
                                                                       {"-_-_", "\xfb\xff\xbf"}}));
  CHECK(decodeBase64Url(text) == bytes);
  CHECK(encodeBase64Url(bytes) == text);
}

TEST_CASE("base64url refuses everything but the canonical form") {
  REQUIRE(decodeBase64Url("Zm9vYg"));
  const std::string text =
      GENERATE(as<std::string>(), "Zm9vYg==", "Zm9vYg=", "Zm9 vYg", "Zm9vYg\n", "\tZm9vYg", "Zm9vY", "+m9v", "/m9v",
               "Zm9vYh", "Zm9vYmF", "Z", "Zm9v.", "Zm9v\xc3\xa9", "=", "Zg==Zg");
  CAPTURE(text);
  CHECK_FALSE(decodeBase64Url(text));
}

TEST_CASE("base64url refuses a NUL inside") {
  CHECK_FALSE(decodeBase64Url(std::string_view("Zm\0v", 4)));
}

TEST_CASE("every one of the 256 byte values is either in the alphabet or refused") {
  int accepted = 0;
  for (int value = 0; value < 256; ++value) {
    const std::string text{'A', static_cast<char>(value), 'A', 'A'};
    if (decodeBase64Url(text)) ++accepted;
  }
  CHECK(accepted == 64);
}

TEST_CASE("one byte at the end has one spelling, and two have one") {
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  int ofTwo = 0, ofThree = 0;
  for (const char first : alphabet) {
    for (const char last : alphabet) {
      if (decodeBase64Url(std::string{first, last})) ++ofTwo;
      if (decodeBase64Url(std::string{'A', first, last})) ++ofThree;
    }
  }
  CHECK(ofTwo == 256);
  CHECK(ofThree == 64 * 16);
}

TEST_CASE("bytes of any length come back from base64url as they went in") {
  std::mt19937 random(20260801);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string text = encodeBase64Url(bytes);
    CHECK(decodedSizeOfBase64Url(text.size()) == size);
    CHECK(decodeBase64Url(text) == bytes);
  }
}

/// By one kernel, or by none, into memory of exactly the size that is promised.
std::optional<std::string> decodedBy(const Base64UrlKernel* kernel, std::string_view text) {
  std::vector<unsigned char> bytes(decodedSizeOfBase64Url(text.size()));
  const auto size = decodeBase64Url(text, bytes.data(), kernel);
  if (!size) return std::nullopt;
  REQUIRE(*size == bytes.size());
  return std::string(bytes.begin(), bytes.end());
}

TEST_CASE("every kernel of this processor decodes what the table decodes, and refuses what it refuses") {
  std::cout << "base64url kernels:";
  for (const Base64UrlKernel& kernel : usableBase64UrlKernels()) std::cout << ' ' << kernel.name;
  std::cout << '\n';
  std::mt19937 random(20260802);
  std::size_t refused = 0;
  for (std::size_t size = 0; size < 400; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string good = encodeBase64Url(bytes);
    REQUIRE(decodedBy(nullptr, good) == bytes);
    for (int change = 0; change < 8; ++change) {
      std::string text = good;
      if (change > 0 && !text.empty()) text[random() % text.size()] = static_cast<char>(random());
      const auto expected = decodedBy(nullptr, text);
      if (!expected) ++refused;
      for (const Base64UrlKernel& kernel : usableBase64UrlKernels()) {
        CAPTURE(kernel.name, size);
        REQUIRE(decodedBy(&kernel, text) == expected);
      }
    }
  }
  CHECK(refused > 1000);
}

TEST_CASE(
    "every kernel refuses each byte outside of the alphabet at each place of a block, and takes each one inside") {
  const std::string text(64 + 48, 'A');
  for (const Base64UrlKernel& kernel : usableBase64UrlKernels()) {
    for (std::size_t place = 0; place < text.size(); ++place) {
      for (int value = 0; value < 256; ++value) {
        std::string altered = text;
        altered[place] = static_cast<char>(value);
        CAPTURE(kernel.name, place, value);
        REQUIRE(decodedBy(&kernel, altered) == decodedBy(nullptr, altered));
      }
    }
  }
}

// RFC 4648 10.
TEST_CASE("base64 with padding decodes the vectors of RFC 4648, and writes them") {
  const auto [text, bytes] = GENERATE(table<std::string, std::string>({{"", ""},
                                                                       {"Zg==", "f"},
                                                                       {"Zm8=", "fo"},
                                                                       {"Zm9v", "foo"},
                                                                       {"Zm9vYg==", "foob"},
                                                                       {"Zm9vYmE=", "fooba"},
                                                                       {"Zm9vYmFy", "foobar"},
                                                                       {"+/+/", "\xfb\xff\xbf"}}));
  CHECK(decodeBase64(text) == bytes);
  CHECK(encodeBase64(bytes) == text);
}

TEST_CASE("base64 with padding refuses everything but the canonical form") {
  REQUIRE(decodeBase64("Zm9vYg=="));
  const std::string text = GENERATE(as<std::string>(), "Zm9vYg", "Zm9vYg=", "Zm9vYg===", "Zm9vYh==", "Zm9vYmF=", "====",
                                    "A===", "Zg==Zg==", "Zm9v\n", " Zm9", "-m9v", "_m9v", "Zm9.", "=", "Zm=v");
  CAPTURE(text);
  CHECK_FALSE(decodeBase64(text));
}

TEST_CASE("pasted base64 is read with line breaks, spaces and with or without padding") {
  CHECK(decodeBase64Leniently("Zm9v\r\n  Ym Fy\n") == "foobar");
  CHECK(decodeBase64Leniently("Zm9vYg==") == "foob");
  CHECK(decodeBase64Leniently("Zm9vYg") == "foob");
  CHECK(decodeBase64Leniently("+/+/") == "\xfb\xff\xbf");
  CHECK_FALSE(decodeBase64Leniently("Zm9v!"));
  CHECK_FALSE(decodeBase64Leniently("Zg==Zg=="));
}

}  // namespace
}  // namespace jwtauth::tests
