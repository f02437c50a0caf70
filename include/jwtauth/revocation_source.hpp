#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace jwtauth::inline v0 {

/// Of which tokens an authorization server is asked.
enum class IntrospectedTokens {
  jwt,     ///< those that were verified here
  opaque,  ///< those that nothing but its answer says anything about
};

/// An authorization server as a configuration file names it; IntrospectionOptions says what each of these means.
struct IntrospectionSource {
  std::string uri{};
  IntrospectedTokens tokens = IntrospectedTokens::jwt;
  std::string clientId{};
  std::string clientSecretFile{};  ///< read once, at start; one line break at its end is not part of the secret
  std::string bearerTokenFile{};
  std::string certificateFile{};
  std::string certificateKeyFile{};
  std::optional<std::chrono::seconds> keepActive{};
  std::optional<std::chrono::seconds> keepInactive{};
  bool acceptWithoutAnswer = false;
  std::string caFile{};
  std::string proxy{};
  bool acceptPlainHttp = false;
};

/// Status lists as a configuration file names them; StatusListOptions says what each of these means.
struct StatusListSource {
  std::vector<std::string> uriPrefixes{};
  std::optional<std::chrono::seconds> keep{};
  bool acceptMissingStatus = false;
  std::string caFile{};
  std::string proxy{};
  bool acceptPlainHttp = false;
};

/// Where a configuration file finds out which tokens were revoked. openRevocation() of the component remote opens it.
struct RevocationSource {
  std::string denyListFile{};  ///< in the form of DenyList::loadJson()
  std::optional<IntrospectionSource> introspection{};
  std::optional<StatusListSource> statusLists{};

  bool isGiven() const noexcept { return !denyListFile.empty() || introspection || statusLists; }
};

}  // namespace jwtauth::inline v0
