// libcrypto's own verification in the protocol of the peers: the signature alone, by what was prepared once. What it
// refuses is a tampered signature; it reads no claims.
#include "bench/floor.hpp"

#include "bench/peers/cpp/peer.hpp"

namespace {

using namespace jwtauth;
using namespace jwtauth::bench;

std::optional<Verify> prepare(const Material& material) {
  const auto algorithm = parseAlgorithm(material.algorithm()).value();
  const auto key = testing::TokenIssuer::fromKey(
      algorithm, material.hasSecret() ? material.secret() : material.privateKey(), expectedIssuer, expectedAudience);
  const std::string token = material.token();
  const auto floor = std::make_shared<Floor>(key, token);
  return [=](const std::string& asked) { return asked == token ? floor->verify() : Floor(key, asked).verify(); };
}

}  // namespace

int main(int count, char** arguments) {
  return serve({Floor::version(), prepare, "tampered-signature"}, count, arguments);
}
