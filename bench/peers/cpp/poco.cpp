// Poco::JWT (Debian's) in the protocol of the peers. It verifies signatures; the claims are checked here.
#include <Poco/Crypto/ECKey.h>
#include <Poco/Crypto/RSAKey.h>
#include <Poco/JSON/Object.h>
#include <Poco/JWT/Signer.h>
#include <Poco/Timestamp.h>

#include <memory>
#include <sstream>

#include "bench/peers/cpp/peer.hpp"

namespace {

using namespace jwtauth::bench;

std::shared_ptr<Poco::JWT::Signer> signerFor(const Material& material) {
  if (material.hasSecret()) return std::make_shared<Poco::JWT::Signer>(material.secret());
  std::istringstream pem(material.publicKey());
  if (material.algorithm() == "RS256") {
    return std::make_shared<Poco::JWT::Signer>(new Poco::Crypto::RSAKey(&pem));
  }
  return std::make_shared<Poco::JWT::Signer>(new Poco::Crypto::ECKey(&pem));
}

bool accepted(const Poco::JWT::Token& token) {
  return token.getExpiration() > Poco::Timestamp() && token.getIssuer() == expectedIssuer &&
         token.getAudience() == std::vector<std::string>{expectedAudience} &&
         token.payload().getValue<std::string>("email") == expectedEmail &&
         token.payload().getArray(rolesClaim)->size() == roleCount;
}

std::optional<Verify> prepare(const Material& material) {
  const std::string algorithm = material.algorithm();
  if (algorithm == "PS256" || algorithm == "EdDSA") return std::nullopt;
  const auto signer = signerFor(material);
  signer->setAlgorithms({algorithm});
  return [signer](const std::string& text) {
    try {
      Poco::JWT::Token token;
      return signer->tryVerify(text, token) && accepted(token);
    } catch (const std::exception&) {
      return false;
    }
  };
}

}  // namespace

int main(int count, char** arguments) {
  return serve({PEER_VERSION, prepare}, count, arguments);
}
