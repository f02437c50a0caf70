// What is asked about tokens goes in. Refused, in a sentence that names it: a check that is null, and a setting that
// would do nothing because an authorization server says what tokens mean.
#include "src/configuration/revocation_settings.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "src/errors/refuse_setting.hpp"

namespace jwtauth::inline v0 {

void requireRevocation(const JwtAuthenticationConfig& config) {
  const auto& checks = config.revocationChecks;
  if (std::find(checks.begin(), checks.end(), nullptr) != checks.end()) {
    refuseSetting(
        "revocationChecks",
        "a null RevocationCheck; expected one that can be asked (openRevocation() opens those that a file names)");
  }
  if (!config.tokenAuthority) return;
  const bool isProfiled = config.accessTokenProfile != AccessTokenProfile::none;
  const std::pair<const char*, bool> meaningless[] = {{"key", !config.key.empty()},
                                                      {"keys", !config.keys.empty()},
                                                      {"algorithm", !config.otherAlgorithms.empty()},
                                                      {"base64Encoded", config.base64Encoded},
                                                      {"tokenForm", config.tokenForm != TokenForm::jws},
                                                      {"requiredType", !config.requiredType.empty()},
                                                      {"requiredHeader", !config.requiredHeader.empty()},
                                                      {"accessTokenProfile", isProfiled},
                                                      {"verdictCacheEntries", config.verdictCacheEntries > 0}};
  for (const auto& [setting, isGiven] : meaningless) {
    if (isGiven) refuseSetting(setting, "set beside tokenAuthority, which reads the tokens; expected one of the two");
  }
}

void requireNoRevocation(const RevocationSource& source, const char* sentence) {
  require(source.denyListFile.empty(), "denyListFile", sentence);
  require(!source.introspection, "introspection", sentence);
  require(!source.statusLists, "statusLists", sentence);
}

}  // namespace jwtauth::inline v0
