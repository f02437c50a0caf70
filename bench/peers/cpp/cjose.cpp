// cjose (Debian's) in the protocol of the peers. It verifies signatures; the claims are read by Jansson, on which it
// stands.
#include <cjose/cjose.h>
#include <jansson.h>

#include <ctime>
#include <memory>

#include "bench/peers/cpp/peer.hpp"

namespace {

using namespace jwtauth::bench;

using Key = std::shared_ptr<cjose_jwk_t>;
using Signed = std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)>;
using Json = std::unique_ptr<json_t, decltype(&json_decref)>;

bool isText(const json_t* claims, const char* name, std::string_view expected) {
  const char* const value = json_string_value(json_object_get(claims, name));
  return value != nullptr && value == expected;
}

bool accepted(const json_t* claims) {
  return json_integer_value(json_object_get(claims, "exp")) > std::time(nullptr) &&
         isText(claims, "iss", expectedIssuer) && isText(claims, "aud", expectedAudience) &&
         isText(claims, "email", expectedEmail) && json_array_size(json_object_get(claims, rolesClaim)) == roleCount;
}

bool verify(const std::string& token, const std::string& algorithm, cjose_jwk_t* key) {
  cjose_err error;
  const Signed jws(cjose_jws_import(token.data(), token.size(), &error), &cjose_jws_release);
  if (!jws) return false;
  const char* const named = cjose_header_get(cjose_jws_get_protected(jws.get()), CJOSE_HDR_ALG, &error);
  if (named == nullptr || named != algorithm || !cjose_jws_verify(jws.get(), key, &error)) return false;
  std::uint8_t* payload = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &payload, &size, &error)) return false;
  const Json claims(json_loadb(reinterpret_cast<const char*>(payload), size, 0, nullptr), &json_decref);
  return claims && accepted(claims.get());
}

std::optional<Verify> prepare(const Material& material) {
  const std::string algorithm = material.algorithm(), text = material.jwk();
  if (algorithm == "EdDSA") return std::nullopt;
  cjose_err error;
  const Key key(cjose_jwk_import(text.data(), text.size(), &error), [](cjose_jwk_t* jwk) { cjose_jwk_release(jwk); });
  if (!key) return std::nullopt;
  return [algorithm, key](const std::string& token) { return verify(token, algorithm, key.get()); };
}

}  // namespace

int main(int count, char** arguments) {
  return serve({PEER_VERSION, prepare}, count, arguments);
}
