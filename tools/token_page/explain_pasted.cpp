// A token and a configuration that were pasted into the page go in; the text that the command line would print comes
// out. Refused: what the command line refuses, a configuration whose keys are elsewhere, since a page without
// connections cannot fetch them, and one with a secret.
#include "tools/token_page/explain_pasted.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "jwtauth/issuer_router.hpp"
#include "jwtauth/jwks.hpp"
#include "jwtauth/key_file.hpp"
#include "src/configuration/configuration_text.hpp"
#include "src/configuration/revocation_settings.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/text/ascii.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"
#include "tools/jwtauth/authorization_text.hpp"
#include "tools/jwtauth/inspection.hpp"
#include "tools/jwtauth/moment.hpp"
#include "tools/jwtauth/usage_error.hpp"
#include "tools/jwtauth/written_request.hpp"

namespace jwtauth::tokenPage {
namespace {

using commandLine::UsageError;

constexpr std::size_t longestText = 1024 * 1024;

/// The pasted keys, as the configuration would read them where it finds them.
std::shared_ptr<KeyProvider> keysFor(const ConfiguredMechanism& configured, std::string_view pasted) {
  const std::vector<Algorithm> algorithms = configured.config.algorithms();
  const KeySource& source = configured.keySource;
  return source.keyUri.empty() && source.keyFile.empty() ? parseJwks(pasted, algorithms, true)
                                                         : parseKeyFile(pasted, algorithms);
}

/// A page that took the secret of HS256 would teach people to paste what signs tokens for everyone.
void refuseSecret(const JwtAuthenticationConfig& config) {
  const std::vector<Algorithm> algorithms = config.algorithms();
  if (std::none_of(algorithms.begin(), algorithms.end(), isHmac)) return;
  throw UsageError(
      "a secret that verifies tokens also signs them, so this page takes none: leave the configuration "
      "empty to see the claims, or use `jwtauth explain` in a terminal");
}

struct Server {
  std::vector<JwtAuthenticationMechanism> mechanisms;
  bool looksAtAuthorization = true;  ///< alone, and not at other places of a request
  bool looksForRevocation = false;
};

void addMechanism(Server& server, ConfiguredMechanism configured, std::string_view keys, const Clock& clock) {
  refuseSecret(configured.config);
  server.looksAtAuthorization = server.looksAtAuthorization && configured.config.tokenFrom.empty();
  if (const auto& introspection = configured.revocation.introspection;
      introspection && introspection->tokens == IntrospectedTokens::opaque) {
    requireNoRevocation(configured.revocation,
                        "only the authorization server knows what these tokens mean, and this page cannot ask it");
  }
  server.looksForRevocation = server.looksForRevocation || configured.revocation.isGiven();
  if (configured.revocation.isGiven()) configured.config.revocationChecks.clear();
  if (!configured.keySource.isGiven()) {
    server.mechanisms.emplace_back(std::move(configured.config), clock);
  } else if (keys.empty()) {
    throw UsageError("the keys are elsewhere, and this page fetches nothing: paste them into the field Keys");
  } else {
    const auto provider = keysFor(configured, keys);
    server.mechanisms.emplace_back(std::move(configured.config), provider, clock);
  }
}

Server serverOf(const Pasted& pasted, const Clock& clock) {
  Server server;
  bool takesKeys = false;
  for (ConfiguredMechanism& configured : mechanismsFromText(pasted.configuration)) {
    takesKeys = takesKeys || configured.keySource.isGiven();
    addMechanism(server, std::move(configured), trimmed(pasted.keys), clock);
  }
  if (!takesKeys && !trimmed(pasted.keys).empty()) {
    throw UsageError("the configuration has its keys itself: leave the field Keys empty");
  }
  return server;
}

std::string authorizationOf(const Pasted& pasted) {
  const auto authorization = commandLine::authorizationFrom(pasted.token);
  if (!authorization) throw UsageError("no token");
  return *authorization;
}

Explanation explanationOf(const Pasted& pasted, Server server) {
  const bool looksAtAuthorization = server.looksAtAuthorization;
  const IssuerRouter router(std::move(server.mechanisms));
  if (commandLine::isWrittenRequest(pasted.token)) {
    const commandLine::WrittenRequest written(pasted.token, {});
    return router.explain(written.request());
  }
  const std::string authorization = authorizationOf(pasted);
  return looksAtAuthorization ? router.explain(authorization)
                              : router.explainToken(commandLine::tokenOf(authorization));
}

Answer explained(const Pasted& pasted, WallTime now) {
  std::optional<std::chrono::sys_seconds> moment;
  if (!trimmed(pasted.moment).empty()) {
    moment = commandLine::parseMoment("At", trimmed(pasted.moment), std::chrono::floor<std::chrono::seconds>(now));
  }
  Clock clock;
  clock.wall = [time = moment ? WallTime(*moment) : now] { return time; };
  Server server = serverOf(pasted, clock);
  const bool looksForRevocation = server.looksForRevocation;
  const Explanation explanation = explanationOf(pasted, std::move(server));
  std::string text = moment ? "At " + dateOf(*moment) + ":\n" : "";
  text += explanation.text();
  if (looksForRevocation) text += "\nNot looked at: whether the token was revoked, since this page cannot ask.\n";
  return {explanation.accepted ? Outcome::accepted : Outcome::refused, std::move(text)};
}

Answer inspected(const Pasted& pasted, WallTime now) {
  commandLine::Inspection inspection = commandLine::inspectToken(commandLine::tokenOf(authorizationOf(pasted)), now);
  return {inspection.isToken ? Outcome::shown : Outcome::unusable, std::move(inspection.text)};
}

}  // namespace

Answer explainPasted(const Pasted& pasted, WallTime now) {
  try {
    for (const auto* text : {&pasted.token, &pasted.configuration, &pasted.keys, &pasted.moment}) {
      if (text->size() > longestText) throw UsageError("a text of more than 1 MiB");
    }
    return trimmed(pasted.configuration).empty() ? inspected(pasted, now) : explained(pasted, now);
  } catch (const UsageError& error) {
    return {Outcome::unusable, displayed(error.what())};
  } catch (const ConfigurationTextError& error) {
    return {Outcome::unusable, "configuration: " + displayed(error.what())};
  } catch (const ConfigurationError& error) {
    return {Outcome::unusable, displayed(error.what())};
  }
}

}  // namespace jwtauth::tokenPage
