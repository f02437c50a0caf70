// libjwt 1 (Debian's) in the protocol of the peers. It takes the key as text with each token and has no way to read it
// once.
#include <jansson.h>
#include <jwt.h>

#include <ctime>
#include <memory>

#include "bench/peers/cpp/peer.hpp"

namespace {

using namespace jwtauth::bench;

using Token = std::unique_ptr<jwt_t, decltype(&jwt_free)>;
using Json = std::unique_ptr<json_t, decltype(&json_decref)>;
using Text = std::unique_ptr<char, decltype(&std::free)>;

bool isText(const char* text, std::string_view expected) {
  return text != nullptr && text == expected;
}

std::size_t rolesIn(jwt_t* token) {
  const Text text(jwt_get_grants_json(token, rolesClaim), &std::free);
  if (!text) return 0;
  const Json roles(json_loads(text.get(), 0, nullptr), &json_decref);
  return json_array_size(roles.get());
}

std::optional<Verify> prepare(const Material& material) {
  const jwt_alg_t algorithm = jwt_str_alg(material.algorithm().c_str());
  if (algorithm == JWT_ALG_INVAL) return std::nullopt;
  return [algorithm, key = material.hasSecret() ? material.secret() : material.publicKey()](const std::string& text) {
    jwt_t* decoded = nullptr;
    if (jwt_decode(&decoded, text.c_str(), reinterpret_cast<const unsigned char*>(key.data()),
                   static_cast<int>(key.size())) != 0) {
      return false;
    }
    const Token token(decoded, &jwt_free);
    return jwt_get_alg(decoded) == algorithm && jwt_get_grant_int(decoded, "exp") > std::time(nullptr) &&
           isText(jwt_get_grant(decoded, "iss"), expectedIssuer) &&
           isText(jwt_get_grant(decoded, "aud"), expectedAudience) &&
           isText(jwt_get_grant(decoded, "email"), expectedEmail) && rolesIn(decoded) == roleCount;
  };
}

}  // namespace

int main(int count, char** arguments) {
  return serve({PEER_VERSION, prepare}, count, arguments);
}
