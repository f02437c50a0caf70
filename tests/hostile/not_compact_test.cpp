// Texts that are not exactly a compact JWS: other alphabets, padding, white space, bits left over, other numbers of
// parts, other serialisations. RFC 7515 2, 3.1 and 7.1.
#include <array>

#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

struct Parts {
  std::string header, payload, signature;

  explicit Parts(const std::string& token)
      : header(token.substr(0, token.find('.'))),
        payload(token.substr(header.size() + 1, token.rfind('.') - header.size() - 1)),
        signature(token.substr(token.rfind('.') + 1)) {}

  std::string text() const { return header + '.' + payload + '.' + signature; }
};

constexpr std::array<std::string Parts::*, 3> everyPart = {&Parts::header, &Parts::payload, &Parts::signature};

TEST_CASE("a character that is not of the base64url alphabet is refused, wherever it stands") {
  const Target target;
  const Parts honest(target.token().sign());
  for (const char strange : {'=', '+', '/', ' ', '\t', '\n', '\r', '\0', '?', '!', ',', '%', '\x7f', '\x80', '\xff'}) {
    for (const auto part : everyPart) {
      const std::size_t size = (honest.*part).size();
      for (const std::size_t position : {std::size_t{0}, size / 2, size}) {
        CAPTURE(static_cast<int>(strange), position);
        Parts inserted = honest;
        (inserted.*part).insert(position, 1, strange);
        target.refuses(inserted.text(), ErrorCode::tokenMalformed);
        if (position == size) continue;
        Parts replaced = honest;
        (replaced.*part)[position] = strange;
        target.refuses(replaced.text(), ErrorCode::tokenMalformed);
      }
    }
  }
}

TEST_CASE("padding is refused, the right amount of it too") {
  const Target target;
  for (const auto part : everyPart) {
    for (const char* padding : {"=", "==", "===", "%3D"}) {
      Parts padded(target.token().sign());
      padded.*part += padding;
      target.refuses(padded.text(), ErrorCode::tokenMalformed);
    }
  }
}

TEST_CASE("bits that no byte uses must be zero, so that a token has one spelling only") {
  const Target target;  // 64 bytes of signature: 86 characters, the last of which carries two bits
  const Parts honest(target.token().sign());
  int refused = 0;
  for (const char last : std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")) {
    Parts altered = honest;
    altered.signature.back() = last;
    if (!target.mechanism().verifyToken(altered.text())) ++refused;
  }
  CHECK(refused == 63);
}

TEST_CASE("a lone last character, which holds no byte, is refused") {
  const Target target;
  for (const auto part : everyPart) {
    Parts longer(target.token().sign());
    while ((longer.*part).size() % 4 != 1) longer.*part += 'A';
    target.refuses(longer.text(), ErrorCode::tokenMalformed);
  }
}

TEST_CASE("any other number of parts than three is refused") {
  const Target target;
  const Parts honest(target.token().sign());
  const std::string token = honest.text();
  for (const std::string& altered :
       {std::string("."), std::string(".."), std::string("..."), honest.header, honest.payload,
        honest.header + '.' + honest.payload, token + '.', '.' + token, token + '.' + honest.signature,
        token + '.' + token, honest.header + ".." + honest.payload + '.' + honest.signature,
        honest.payload + '.' + honest.signature, '.' + honest.payload + '.' + honest.signature, std::string("null"),
        std::string("undefined"), std::string("[object Object]"), std::string(1, '\0')}) {
    CAPTURE(altered.substr(0, 40));
    target.refuses(altered, ErrorCode::tokenMalformed);
  }
  target.refuses(honest.header + ".." + honest.signature, ErrorCode::signatureInvalid);
}

TEST_CASE("white space, quotes and line ends around the token are refused") {
  const Target target;
  const std::string token = target.token().sign();
  for (const std::string& altered :
       {' ' + token, token + ' ', token + '\n', token + "\r\n", '"' + token + '"', '\'' + token + '\'',
        token + std::string(1, '\0'), "\xef\xbb\xbf" + token, token + ',', token + ';', '<' + token + '>'}) {
    target.refuses(altered, ErrorCode::tokenMalformed);
  }
}

TEST_CASE("the JSON serialisations are refused") {
  const Target target;
  const Parts honest(target.token().sign());
  const std::string protectedSignature = R"("protected":")" + honest.header + R"(","signature":")" + honest.signature;
  target.refuses(R"({"payload":")" + honest.payload + "\"," + protectedSignature + "\"}", ErrorCode::tokenMalformed);
  target.refuses(R"({"payload":")" + honest.payload + R"(","signatures":[{)" + protectedSignature + "\"}]}",
                 ErrorCode::tokenMalformed);
  // Dots inside do not make parts of it.
  target.refuses(R"({"a":".","b":"."})", ErrorCode::tokenMalformed);
}

TEST_CASE("standard base64 in place of base64url is refused") {
  const Target target;
  Parts altered(target.token().claim("text", "\xc3\xbf\xc3\xbf\xc3\xbe>>>~~~\x7f?>?>?").sign());
  const std::string before = altered.payload;
  for (char& character : altered.payload) {
    character = character == '-' ? '+' : character == '_' ? '/' : character;
  }
  REQUIRE(altered.payload != before);
  target.refuses(altered.text(), ErrorCode::tokenMalformed);
}

}  // namespace
}  // namespace jwtauth::tests
