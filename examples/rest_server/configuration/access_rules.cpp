// The blocks originVetoer, bruteForceAttackGuard, filterOperatorsBlacklist, aggregationSecurity and cors go in, their
// rules come out. Refused, with file and key: values that would guard nothing.
#include "configuration/access_rules.hpp"

#include "api/authorization/predicate_parser.hpp"

namespace rest {
namespace {

/// Scheme, host and perhaps a port, as browsers write it (RFC 6454 6.2).
bool isOrigin(std::string_view text) {
  const std::size_t scheme = text.find("://");
  return text == "null" || (scheme != std::string_view::npos && scheme > 0 && text.size() > scheme + 3 &&
                            text.find_first_of("/?#*, ", scheme + 3) == std::string_view::npos);
}

api::Predicate readIgnoredPath(const Block& block, const std::string& path) {
  try {
    return api::parsePredicate("path-template[value='" + path + "']").predicate;
  } catch (const api::PredicateError&) {
    block.refuse("ignore-paths", "got '" + path + "', expected a path such as /coll/{id} or /files/*");
  }
}

}  // namespace

api::OriginRule readOriginRule(const Block& block) {
  block.allowOnly({"enabled", "whitelist", "ignore-paths", "allow-missing-origin"});
  api::OriginRule rule;
  rule.allowsMissing = block.flag("allow-missing-origin").value_or(true);
  rule.isEnabled = block.flag("enabled").value_or(block.isGiven());
  rule.whitelist = block.texts("whitelist");
  for (const std::string& origin : rule.whitelist) {
    if (origin.empty()) block.refuse("whitelist", "an entry is empty, so it would take every origin");
  }
  for (const std::string& path : block.texts("ignore-paths")) rule.ignoredPaths.push_back(readIgnoredPath(block, path));
  return rule;
}

api::BruteForceGuard::Settings readBruteForceGuard(const Block& block) {
  block.allowOnly(
      {"enabled", "max-failed-attempts", "trust-x-forwarded-for", "x-forwarded-for-value-from-last-element"});
  api::BruteForceGuard::Settings settings;
  settings.isEnabled = block.flag("enabled").value_or(block.isGiven());
  settings.maxFailedAttempts = static_cast<std::size_t>(block.number("max-failed-attempts", 1, 100).value_or(5));
  settings.trustForwardedFor = block.flag("trust-x-forwarded-for").value_or(false);
  settings.forwardedForFromEnd =
      static_cast<std::size_t>(block.number("x-forwarded-for-value-from-last-element", 0, 20).value_or(0));
  return settings;
}

api::CorsRule readCors(const Block& block) {
  block.allowOnly({"allowed-origins"});
  api::CorsRule rule{block.texts("allowed-origins")};
  for (const std::string& origin : rule.allowedOrigins) {
    if (!isOrigin(origin)) {
      block.refuse("allowed-origins", "got '" + origin + "', expected an origin such as https://app.example");
    }
  }
  if (block.isGiven() && rule.allowedOrigins.empty()) {
    block.refuse("allowed-origins", "is missing, expected a list of origins such as https://app.example");
  }
  return rule;
}

api::ForbiddenOperators readForbiddenOperators(const Block& root) {
  const auto isOn = [](const Block& guard) { return guard.isGiven() && guard.flag("enabled").value_or(true); };
  const auto append = [](std::vector<std::string>& to, const Block& guard, std::string_view key) {
    for (std::string& name : guard.texts(key)) {
      if (!name.starts_with('$')) guard.refuse(key, "got '" + name + "', expected operators such as $where");
      to.push_back(std::move(name));
    }
  };
  api::ForbiddenOperators forbidden;
  const Block filters = root.block("filterOperatorsBlacklist");
  filters.allowOnly({"enabled", "blacklist"});
  if (isOn(filters)) append(forbidden.inFilters, filters, "blacklist");
  const Block pipelines = root.block("aggregationSecurity");
  pipelines.allowOnly(
      {"enabled", "stageBlacklist", "operatorBlacklist", "allowCrossDatabaseOperations", "allowJavaScriptExecution"});
  // Neither is ever allowed here, so these two say nothing.
  pipelines.flag("allowCrossDatabaseOperations");
  pipelines.flag("allowJavaScriptExecution");
  if (isOn(pipelines)) {
    append(forbidden.inPipelines, pipelines, "stageBlacklist");
    append(forbidden.inPipelines, pipelines, "operatorBlacklist");
  }
  return forbidden;
}

}  // namespace rest
