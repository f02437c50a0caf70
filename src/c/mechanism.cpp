// The text of a configuration file goes in, a mechanism comes out, or one sentence that says why there is none.
#include <cmath>
#include <cstring>
#include <new>
#include <stdexcept>

#include "jwtauth/issuer_router.hpp"
#include "src/c/boundary.hpp"
#include "src/c/key_source.hpp"
#include "src/configuration/configuration_text.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t longestText = 1024 * 1024;
constexpr std::size_t firstSize = sizeof(jwtauth_options);  ///< of the first version of the struct

Clock clockOf(const jwtauth_options& options) {
  Clock clock;
  if (options.now == nullptr) return clock;
  clock.wall = [now = options.now, context = options.context] {
    const double seconds = now(context);
    if (!std::isfinite(seconds)) throw std::domain_error("the host's clock gives no number");
    return WallTime(std::chrono::duration<double>(seconds));
  };
  return clock;
}

std::unique_ptr<const AuthenticationMechanism> mechanismOf(std::string_view text, const Clock& clock) {
  std::vector<JwtAuthenticationMechanism> mechanisms;
  for (ConfiguredMechanism& each : mechanismsFromText(text)) {
    std::shared_ptr<KeyProvider> keys = openKeys(each, clock);
    if (keys) {
      mechanisms.emplace_back(std::move(each.config), std::move(keys), clock);
    } else {
      mechanisms.emplace_back(std::move(each.config), clock);
    }
  }
  return std::make_unique<const IssuerRouter>(std::move(mechanisms));
}

jwtauth_mechanism* refuse(jwtauth_message** refusal, const char* sentence) noexcept {
  if (refusal != nullptr) *refusal = guarded([&] { return messageOf(sentence); }, nullptr);
  return nullptr;
}

}  // namespace
}  // namespace jwtauth::inline v0

jwtauth_mechanism* jwtauth_mechanism_from_json(const char* json, size_t size, jwtauth_message** refusal) noexcept {
  return jwtauth_mechanism_with_options(json, size, nullptr, refusal);
}

jwtauth_mechanism* jwtauth_mechanism_with_options(const char* json, size_t size, const jwtauth_options* options,
                                                  jwtauth_message** refusal) noexcept {
  using namespace jwtauth;
  if (refusal != nullptr) *refusal = nullptr;
  if (json == nullptr || size == 0) return refuse(refusal, "configuration: no text; expected JSON");
  if (size > longestText) return refuse(refusal, "configuration: longer than 1 MiB");
  if (options != nullptr && options->size != firstSize) {
    return refuse(refusal, "options: another size than that of jwtauth_options");
  }
  try {
    const Clock clock = options != nullptr ? clockOf(*options) : Clock();
    return new jwtauth_mechanism{mechanismOf({json, size}, clock)};
  } catch (const std::bad_alloc&) {
    return refuse(refusal, "memory: an allocation failed");
  } catch (const std::exception& error) {
    return refuse(refusal, error.what());
  } catch (...) {
    return refuse(refusal, "configuration: an unexpected failure");
  }
}

void jwtauth_mechanism_free(jwtauth_mechanism* mechanism) noexcept {
  delete mechanism;
}
