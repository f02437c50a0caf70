// Any bytes as a configuration file: it is refused as a ConfigurationError that holds no key, or gives a configuration;
// what that configuration makes is a mechanism that refuses a forged token, or it is refused in its turn.
#include <algorithm>
#include <optional>

#include "jwtauth/config_json.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/known_issuers.hpp"
#include "tests/fuzz/reference.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/config_text.hpp"

namespace jwtauth::fuzz {
namespace {

/// Stands in the keys of the seeds. Longer than a name that is shown.
constexpr std::string_view mark = "a-secret-that-no-error-may-ever-show";

void demandRefusal(const ConfigurationError& error) {
  demand(kindOf(error.code()) == ErrorKind::configuration, "a configuration is refused as such");
  demand(!error.setting().empty(), "a refusal names a setting");
  const std::string_view sentence = error.what();
  demand(std::none_of(sentence.begin(), sentence.end(), [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; }),
         "a refusal is one line");
  demand(sentence.find(mark) == std::string_view::npos, "a refusal shows no key");
}

template <class Make>
auto madeOrRefused(Make make) -> std::optional<decltype(make())> {
  try {
    return make();
  } catch (const ConfigurationError& error) {
    demandRefusal(error);
    return std::nullopt;
  }
}

void demandNothingLetIn(const JwtAuthenticationConfig& config) {
  const auto mechanism = madeOrRefused([&] { return JwtAuthenticationMechanism(config); });
  if (!mechanism) return;
  static const std::string forged = knownToken(hmacIssuer()).forged().bearer();
  const auto who = mechanism->authenticate(forged);
  demand(!who && who.error().httpStatus() == 401, "no configuration lets a forged token in");
}

}  // namespace
}  // namespace jwtauth::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jwtauth;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto config = fuzz::madeOrRefused([&] { return configFromJson(text); });
  const auto mechanisms = fuzz::madeOrRefused([&] { return mechanismsFromJson(text); });
  if (mechanisms) {
    fuzz::demand(fuzz::referenceObject(text).has_value(), "a configuration is strict JSON");
    fuzz::demand(!mechanisms->empty(), "at least one mechanism comes back");
    for (const ConfiguredMechanism& mechanism : *mechanisms) {
      if (!mechanism.keySource.isGiven()) fuzz::demandNothingLetIn(mechanism.config);
    }
  }
  if (config) {
    fuzz::demand(mechanisms && mechanisms->size() == 1, "what is one configuration is one mechanism");
    fuzz::demand(tests::textOf(*config) == tests::textOf(mechanisms->front().config), "both read the same settings");
  }
  return 0;
}
