// The text of a configuration file goes in; a mechanism comes out, or a sentence that says what is wrong.
#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <stdexcept>

#include "jwtauth/issuer_router.hpp"
#include "src/c/boundary.hpp"
#include "src/c/key_source.hpp"
#include "src/configuration/configuration_text.hpp"
#include "src/configuration/revocation_settings.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t longestText = 1024 * 1024;
constexpr std::size_t firstSize = offsetof(jwtauth_options, interrupted);  ///< of the first version of the struct

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

KeyWishes wishesOf(const jwtauth_options& options) {
  KeyWishes wishes{.waitForKeys = std::chrono::milliseconds(options.wait_for_keys),
                   .cacheFolder = std::string(viewOf(options.key_cache))};
  if (options.interrupted != nullptr) {
    wishes.isInterrupted = [interrupted = options.interrupted, context = options.context] {
      return interrupted(context) != 0;
    };
  }
  return wishes;
}

std::unique_ptr<jwtauth_mechanism> mechanismOf(std::string_view text, const jwtauth_options& options) {
  auto made = std::make_unique<jwtauth_mechanism>(jwtauth_mechanism{clockOf(options)});
  const KeyWishes wishes = wishesOf(options);
  std::vector<JwtAuthenticationMechanism> mechanisms;
  for (ConfiguredMechanism& each : mechanismsFromText(text)) {
    requireNoRevocation(
        each.revocation,
        "a setting that needs threads, which the C interface has none of; expected it in a C++ host alone");
    if (const auto keys = openKeys(each, made->clock, wishes)) {
      made->keys.push_back(keys);
      mechanisms.emplace_back(std::move(each.config), keys, made->clock);
    } else {
      mechanisms.emplace_back(std::move(each.config), made->clock);
    }
  }
  made->mechanism = std::make_unique<const IssuerRouter>(std::move(mechanisms));
  return made;
}

jwtauth_error fetchKeys(const jwtauth_mechanism& mechanism, std::chrono::milliseconds wait) {
  const auto until = std::chrono::steady_clock::now() + wait;
  bool isSettled = true, isReady = true;
  for (const auto& keys : mechanism.keys) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    isSettled = keys->drive(std::max(left, std::chrono::milliseconds::zero())) && isSettled;
    isReady = keys->status().ready && isReady;
  }
  return !isSettled ? JWTAUTH_KEYS_PENDING : isReady ? JWTAUTH_OK : JWTAUTH_KEYS_UNAVAILABLE;
}

/// Until the first of the next fetches.
std::chrono::milliseconds nextFetch(const jwtauth_mechanism& mechanism) {
  auto next = std::chrono::milliseconds::max();
  for (const auto& keys : mechanism.keys) {
    const WallTime at = keys->status().nextRefresh;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(at - mechanism.clock.wall());
    next = std::clamp(left, std::chrono::milliseconds::zero(), next);
  }
  return next;
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
  const auto known = options != nullptr ? knownPart(options, firstSize) : jwtauth_options{};
  if (!known || !isReadable(known->key_cache))
    return refuse(refusal, "options: a size or a member that is unknown; expected 0 beyond what is known");
  try {
    return mechanismOf({json, size}, *known).release();
  } catch (const std::bad_alloc&) {
    return refuse(refusal, "memory: an allocation failed");
  } catch (const std::exception& error) {
    return refuse(refusal, error.what());
  } catch (...) {
    return refuse(refusal, "configuration: an unexpected failure");
  }
}

jwtauth_error jwtauth_mechanism_fetch_keys(const jwtauth_mechanism* mechanism, uint32_t milliseconds) noexcept {
  if (mechanism == nullptr) return JWTAUTH_ARGUMENT_INVALID;
  return jwtauth::guarded([&] { return jwtauth::fetchKeys(*mechanism, std::chrono::milliseconds(milliseconds)); },
                          static_cast<jwtauth_error>(JWTAUTH_UNEXPECTED_FAILURE));
}

int64_t jwtauth_mechanism_next_fetch(const jwtauth_mechanism* mechanism) noexcept {
  if (mechanism == nullptr || mechanism->keys.empty()) return -1;
  return jwtauth::guarded([&] { return static_cast<int64_t>(jwtauth::nextFetch(*mechanism).count()); }, int64_t{0});
}

void jwtauth_mechanism_free(jwtauth_mechanism* mechanism) noexcept {
  delete mechanism;
}
