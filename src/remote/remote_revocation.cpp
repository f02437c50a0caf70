// What a configuration file says about revoked tokens goes in, a configuration whose checks can be asked comes out.
// Refused: files and URLs that cannot be used.
#include "jwtauth/remote_revocation.hpp"

#include <utility>

#include "jwtauth/deny_list_feed.hpp"
#include "jwtauth/introspection.hpp"
#include "jwtauth/status_lists.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/remote/watched_file.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

/// Runs it; what it refuses is part of this setting.
template <class Open>
auto inSetting(const char* setting, const Open& open) {
  try {
    return open();
  } catch (const ConfigurationError& error) {
    throw ConfigurationError(error.code(), setting, error.what());
  }
}

/// A deny list that stays as its file has it.
class DenyListOfFile final : public RevocationCheck {
 public:
  DenyListOfFile(const std::string& path, const Clock& clock)
      : list_(std::make_shared<DenyList>(1'000'000, clock)), feed_(denyListFromFile(list_, path)) {}
  Result<void> check(const VerifiedToken& token) const override { return list_->check(token); }

 private:
  std::shared_ptr<DenyList> list_;
  std::shared_ptr<DenyListFeed> feed_;
};

std::string secretIn(const std::string& path) {
  if (path.empty()) return {};
  constexpr std::size_t longestSecret = 4096;
  try {
    const std::string text = WatchedFile(path, longestSecret).read();
    std::string secret(withoutLineBreak(text));
    require(!secret.empty(), "clientSecretFile", "an empty file; expected the client's secret");
    return secret;
  } catch (const FetchError& error) {
    refuseSetting("clientSecretFile", error.what());
  }
}

/// How the options of both kinds fetch.
template <class Options, class Source>
void setFetches(Options& options, const Source& source, const RevocationOptions& wishes) {
  options.caFile = source.caFile;
  options.proxy = source.proxy;
  options.acceptPlainHttp = source.acceptPlainHttp;
  options.waitForAnswer = wishes.waitForAnswer;
  options.fetch = wishes.fetch;
  options.clock = wishes.clock;
}

std::shared_ptr<Introspection> openIntrospection(const IntrospectionSource& source, const RevocationOptions& wishes) {
  IntrospectionOptions options;
  options.clientId = source.clientId;
  options.clientSecret = secretIn(source.clientSecretFile);
  options.bearerTokenFile = source.bearerTokenFile;
  options.certificateFile = source.certificateFile;
  options.certificateKeyFile = source.certificateKeyFile;
  options.keepActive = source.keepActive.value_or(options.keepActive);
  options.keepInactive = source.keepInactive.value_or(options.keepInactive);
  options.acceptWithoutAnswer = source.acceptWithoutAnswer;
  setFetches(options, source, wishes);
  return introspection(source.uri, std::move(options));
}

std::shared_ptr<StatusLists> openStatusLists(const StatusListSource& source, const JwtAuthenticationConfig& issuer,
                                             std::shared_ptr<KeyProvider> keys, const RevocationOptions& wishes) {
  StatusListOptions options;
  options.uriPrefixes = source.uriPrefixes;
  options.keep = source.keep.value_or(options.keep);
  options.acceptMissingStatus = source.acceptMissingStatus;
  setFetches(options, source, wishes);
  return statusLists(issuer, std::move(keys), std::move(options));
}

}  // namespace

JwtAuthenticationConfig openRevocation(const ConfiguredMechanism& mechanism, std::shared_ptr<KeyProvider> keys,
                                       RevocationOptions options) {
  JwtAuthenticationConfig config = mechanism.config;
  const RevocationSource& source = mechanism.revocation;
  if (!source.isGiven()) return config;
  auto& checks = config.revocationChecks;
  checks.clear();
  if (!source.denyListFile.empty()) {
    checks.push_back(inSetting("denyListFile",
                               [&] { return std::make_shared<DenyListOfFile>(source.denyListFile, options.clock); }));
  }
  if (source.statusLists) {
    checks.push_back(inSetting("statusLists", [&] {
      return openStatusLists(*source.statusLists, mechanism.config, std::move(keys), options);
    }));
  }
  if (source.introspection) {
    auto authority = inSetting("introspection", [&] { return openIntrospection(*source.introspection, options); });
    if (source.introspection->tokens == IntrospectedTokens::opaque) {
      config.tokenAuthority = std::move(authority);
    } else {
      checks.push_back(std::move(authority));
    }
  }
  return config;
}

}  // namespace jwtauth::inline v0
