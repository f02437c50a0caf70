#include "src/possession/nonces.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/wall_time.hpp"

namespace jwtauth::tests {
namespace {

const std::string secret(32, 's');

TEST_CASE("a nonce is good for its minute and the two after it, and says until when") {
  const Nonces nonces(secret);
  const std::string nonce = nonces.at(at(6000));
  CHECK(nonce == nonces.at(at(6059.9)));
  CHECK(nonce != nonces.at(at(6060)));
  for (const double seconds : {6000.0, 6059.9, 6060.0, 6179.9}) {
    CAPTURE(seconds);
    const auto known = nonces.find(nonce, at(seconds));
    REQUIRE(known);
    CHECK(known->until == at(6180));
    CHECK(known->isCurrent == (seconds < 6060));
  }
  CHECK(!nonces.find(nonce, at(6180)));
  // That of a server whose clock is a little ahead.
  CHECK(nonces.find(nonce, at(5940)));
  CHECK(!nonces.find(nonce, at(5939)));
}

TEST_CASE("nonces of another secret, altered or made up are not known") {
  const Nonces nonces(secret), others(std::string(32, 't'));
  const std::string nonce = nonces.at(at(6000));
  CHECK(!others.find(nonce, at(6000)));
  CHECK(Nonces(secret).find(nonce, at(6000)));
  for (const std::string& altered : {std::string(), nonce + "A", nonce.substr(1), nonce.substr(0, nonce.size() - 1),
                                     std::string("BAAA") + nonce.substr(4), nonce + "=", std::string("made-up")}) {
    CAPTURE(altered);
    CHECK(!nonces.find(altered, at(6000)));
  }
}

TEST_CASE("without a secret all nonces of a process are of one") {
  const Nonces one({}), other({});
  CHECK(other.find(one.at(at(6000)), at(6000)));
  CHECK(!Nonces(secret).find(one.at(at(6000)), at(6000)));
}

TEST_CASE("a nonce holds only characters that a field may have") {
  const std::string nonce = Nonces(secret).at(at(1e9));
  CHECK(nonce.size() == 32);
  CHECK(std::all_of(nonce.begin(), nonce.end(), [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') || one == '-' ||
           one == '_';
  }));
}

}  // namespace
}  // namespace jwtauth::tests
