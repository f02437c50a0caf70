#include "src/text/nearest_name.hpp"

#include <array>
#include <string>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

constexpr std::array<std::string_view, 5> known{"key", "issuer", "audience", "audienceMatch", "usernameClaim"};

std::string nearestTo(std::string_view mistyped) {
  return std::string(nearestName(mistyped, known).value_or("none"));
}

TEST_CASE("letter case makes no difference") {
  CHECK(nearestTo("KEY") == "key");
  CHECK(nearestTo("usernameclaim") == "usernameClaim");
}

TEST_CASE("an insertion, a deletion, a replacement and a swap each count as one edit") {
  CHECK(nearestTo("isssuer") == "issuer");
  CHECK(nearestTo("isuer") == "issuer");
  CHECK(nearestTo("izzuer") == "issuer");
  CHECK(nearestTo("isuser") == "issuer");
  CHECK(nearestTo("kye") == "key");
}

TEST_CASE("the shorter a name, the fewer edits are forgiven") {
  CHECK(nearestTo("kez") == "key");
  CHECK(nearestTo("kzz") == "none");
  CHECK(nearestTo("ke") == "none");
  CHECK(nearestTo("usernmeClim") == "usernameClaim");
  CHECK(nearestTo("usrnmeClm") == "none");
}

TEST_CASE("the beginning of a name means the first name that begins so") {
  CHECK(nearestTo("aud") == "audience");
  CHECK(nearestTo("Iss") == "issuer");
  CHECK(nearestTo("au") == "none");
}

TEST_CASE("the name with the fewest edits is meant") {
  CHECK(nearestTo("audienc") == "audience");
  CHECK(nearestTo("audienceMath") == "audienceMatch");
}

TEST_CASE("nothing is near to an empty name, a long one, or among none") {
  CHECK(nearestTo("") == "none");
  CHECK(nearestTo(std::string(65, 'k')) == "none");
  CHECK(nearestTo(std::string(64, 'k')) == "none");
  CHECK_FALSE(nearestName("key", {}));
  const std::string longName(65, 'k');
  const std::array<std::string_view, 1> longOnes{longName};
  CHECK_FALSE(nearestName("kkk", longOnes));
}

}  // namespace
}  // namespace jwtauth::tests
