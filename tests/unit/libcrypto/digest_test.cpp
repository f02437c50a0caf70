#include "src/libcrypto/digest.hpp"

#include "src/libcrypto/secrets.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("SHA-256 of NIST's examples is what NIST says") {  // FIPS 180-4's example values
  CHECK(sha256("abc") == bytesOfHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  CHECK(sha256("") == bytesOfHex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

TEST_CASE("a cleansed secret is empty and its bytes are zero") {
  std::string secret(100, 's');
  const char* const bytes = secret.data();
  cleanse(secret);
  CHECK(secret.empty());
  CHECK(bytes == secret.data());
  for (int i = 0; i < 100; ++i) CHECK(bytes[i] == '\0');
}

}  // namespace
}  // namespace jwtauth::tests
