// libjwt 3 in the protocol of the peers. Its checker compares issuer and audience; what else is read, by the callback,
// it hands out before it verifies, and as text where it is a list.
#include <jansson.h>
#include <jwt.h>

#include <cstdlib>
#include <memory>

#include "bench/peers/cpp/peer.hpp"

namespace {

using namespace jwtauth::bench;

using Checker = std::shared_ptr<jwt_checker_t>;
using Json = std::unique_ptr<json_t, decltype(&json_decref)>;
using Text = std::unique_ptr<char, decltype(&std::free)>;

bool hasExpiry(jwt_t* token) {
  jwt_value_t value{};
  value.type = JWT_VALUE_INT;
  value.name = "exp";
  return jwt_claim_get(token, &value) == JWT_VALUE_ERR_NONE;
}

bool isJane(jwt_t* token) {
  jwt_value_t value{};
  value.type = JWT_VALUE_STR;
  value.name = "email";
  return jwt_claim_get(token, &value) == JWT_VALUE_ERR_NONE && value.str_val != nullptr &&
         std::string_view(value.str_val) == expectedEmail;
}

std::size_t rolesIn(jwt_t* token) {
  jwt_value_t value{};
  value.type = JWT_VALUE_JSON;
  value.name = rolesClaim;
  if (jwt_claim_get(token, &value) != JWT_VALUE_ERR_NONE) return 0;
  const Text text(value.json_val, &std::free);
  const Json roles(json_loads(text.get(), 0, nullptr), &json_decref);
  return json_array_size(roles.get());
}

int refuseOthers(jwt_t* token, jwt_config_t*) {
  return hasExpiry(token) && isJane(token) && rolesIn(token) == roleCount ? 0 : 1;
}

std::optional<Verify> prepare(const Material& material) {
  const jwt_alg_t algorithm = jwt_str_alg(material.algorithm().c_str());
  const std::shared_ptr<jwk_set_t> keys(jwks_create(material.jwk().c_str()), &jwks_free);
  const Checker checker(jwt_checker_new(), &jwt_checker_free);
  if (jwt_checker_setkey(checker.get(), algorithm, jwks_item_get(keys.get(), 0)) != 0) return std::nullopt;
  jwt_checker_claim_set(checker.get(), JWT_CLAIM_ISS, expectedIssuer);
  jwt_checker_claim_set(checker.get(), JWT_CLAIM_AUD, expectedAudience);
  jwt_checker_setcb(checker.get(), refuseOthers, nullptr);
  return [keys, checker](const std::string& token) { return jwt_checker_verify(checker.get(), token.c_str()) == 0; };
}

}  // namespace

int main(int count, char** arguments) {
  return serve({PEER_VERSION, prepare}, count, arguments);
}
