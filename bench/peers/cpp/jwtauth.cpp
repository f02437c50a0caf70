// This library in the protocol of the peers: the whole `Authorization` field goes in, a principal comes out. With
// --remember it keeps tokens it has seen.
#include <string_view>

#include "bench/peers/cpp/peer.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"

namespace {

using namespace jwtauth;
using namespace jwtauth::bench;

std::optional<Verify> prepare(const Material& material, std::size_t remembered) {
  JwtAuthenticationConfig config;
  config.algorithm = parseAlgorithm(material.algorithm()).value();
  config.key = material.hasSecret() ? material.secret() : material.certificate();
  config.issuer = expectedIssuer;
  config.audience = {expectedAudience};
  config.usernameClaim = "email";
  config.rolesClaim = rolesClaim;
  config.verdictCacheEntries = remembered;
  const auto auth = std::make_shared<const JwtAuthenticationMechanism>(std::move(config));
  return [auth, header = std::string()](const std::string& token) mutable {
    header.assign("Bearer ").append(token);
    const auto who = auth->authenticate(header);
    return who && who->name() == expectedEmail && who->roles().size() == roleCount;
  };
}

}  // namespace

int main(int count, char** arguments) {
  const bool remembers = count > 2 && std::string_view(arguments[2]) == "--remember";
  const auto with = [&](const Material& material) { return prepare(material, remembers ? 1000 : 0); };
  return serve({PEER_VERSION, with}, count, arguments);
}
