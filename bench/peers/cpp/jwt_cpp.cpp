// jwt-cpp (header only, picojson as it comes) in the protocol of the peers.
#include <jwt-cpp/jwt.h>

#include <memory>

#include "bench/peers/cpp/peer.hpp"

namespace {

using namespace jwtauth::bench;

template <class Algorithm>
std::optional<Verify> verifierWith(Algorithm algorithm) {
  const auto verifier = std::make_shared<decltype(jwt::verify())>(jwt::verify());
  verifier->allow_algorithm(std::move(algorithm)).with_issuer(expectedIssuer).with_audience(expectedAudience);
  return [verifier](const std::string& token) {
    try {
      const auto decoded = jwt::decode(token);
      verifier->verify(decoded);
      return decoded.has_expires_at() && decoded.get_payload_claim("email").as_string() == expectedEmail &&
             decoded.get_payload_claim(rolesClaim).as_array().size() == roleCount;
    } catch (const std::exception&) {
      return false;
    }
  };
}

std::optional<Verify> prepare(const Material& material) {
  const std::string name = material.algorithm();
  if (name == "HS256") return verifierWith(jwt::algorithm::hs256(material.secret()));
  if (name == "RS256") return verifierWith(jwt::algorithm::rs256(material.publicKey()));
  if (name == "PS256") return verifierWith(jwt::algorithm::ps256(material.publicKey()));
  if (name == "ES256") return verifierWith(jwt::algorithm::es256(material.publicKey()));
  if (name == "ES384") return verifierWith(jwt::algorithm::es384(material.publicKey()));
  if (name == "EdDSA") return verifierWith(jwt::algorithm::ed25519(material.publicKey()));
  return std::nullopt;
}

}  // namespace

int main(int count, char** arguments) {
  return serve({PEER_VERSION, prepare}, count, arguments);
}
