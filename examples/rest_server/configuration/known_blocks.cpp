// The names of a configuration's blocks and keys go in, those that are ignored come out. Refused: names that were
// probably meant to be another, or stand elsewhere, and guards that are not served.
#include "configuration/known_blocks.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "src/text/ascii.hpp"
#include "src/text/nearest_name.hpp"

namespace rest {
namespace {

constexpr std::array<std::string_view, 18> served{"http-listener",
                                                  "https-listener",
                                                  "mclient",
                                                  "mongo",
                                                  "store",
                                                  "logging",
                                                  "core",
                                                  "jwtAuthenticationMechanism",
                                                  "jwtConfigProvider",
                                                  "fileAclAuthorizer",
                                                  "originVetoer",
                                                  "bruteForceAttackGuard",
                                                  "filterOperatorsBlacklist",
                                                  "aggregationSecurity",
                                                  "connection-options",
                                                  "cors",
                                                  "dpop-proofs",
                                                  "request-limits"};

/// Others of RESTHeart's whose names are close to one of ours, so that they are not read as mistyped ones.
constexpr std::array<std::string_view, 8> restHearts{
    "ajp-listener",           "mongoAclAuthorizer", "mongoClients",    "emails",
    "fileRealmAuthenticator", "fullAuthorizer",     "requestsLimiter", "roles"};

/// What older versions of RESTHeart have at the top and would change the answers, and its place now.
struct Moved {
  std::string_view name;
  const char* place;
};
constexpr std::array<Moved, 12> moved{{{"mongo-mounts", "/mongo/mongo-mounts"},
                                       {"etag-check-policy", "/mongo/etag-check-policy"},
                                       {"default-representation-format", "/mongo/default-representation-format"},
                                       {"default-pagesize", "/mongo/default-pagesize"},
                                       {"max-pagesize", "/mongo/max-pagesize"},
                                       {"query-time-limit", "/mongo/query-time-limit"},
                                       {"aggregation-time-limit", "/mongo/aggregation-time-limit"},
                                       {"mongo-uri", "/mclient/connection-string"},
                                       {"http-host", "/http-listener/host"},
                                       {"http-port", "/http-listener/port"},
                                       {"https-host", "/https-listener/host"},
                                       {"https-port", "/https-listener/port"}}};

void refuseMoved(const Block& root, std::string_view name) {
  for (const Moved& each : moved) {
    if (each.name == name) root.refuse(name, std::string("does not stand at the top, expected it at ") + each.place);
  }
}

bool isIn(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Words in the names of RESTHeart's guards, and of what a plugin or a mistaken name would be called.
constexpr std::array<std::string_view, 8> wordsOfGuards{"guard",     "veto",     "limit",      "blacklist",
                                                        "whitelist", "security", "bruteforce", "firewall"};

bool soundsLikeGuard(std::string_view block) {
  std::string name(block);
  std::transform(name.begin(), name.end(), name.begin(), jwtauth::lowerCase);
  return std::any_of(wordsOfGuards.begin(), wordsOfGuards.end(),
                     [&name](std::string_view word) { return name.find(word) != std::string::npos; });
}

void refuseGuard(const Block& root, const std::string& key) {
  if (!root.block(key).flag("enabled").value_or(true)) return;
  const char* instead = key == "requestsLimiter"
                            ? "; a proxy before the server can limit requests"
                            : "; the guards that are served are originVetoer, bruteForceAttackGuard, "
                              "filterOperatorsBlacklist and aggregationSecurity";
  root.refuse(key,
              std::string("this guard is not served, and would guard nothing; expected no such block, or `enabled: "
                          "false` in it") +
                  instead);
}

/// Older versions keep plugins by their kind: `auth-mechanisms: {jwtAuthenticationMechanism: …}`.
void refuseInner(const Block& root, const std::string& key) {
  if (!root.isMap(key)) return;
  const Block block = root.block(key);
  for (const std::string& inner : block.keys()) {
    if (isServedBlock(inner)) block.refuse(inner, "does not stand here, expected it at the top, as /" + inner);
  }
}

bool isSwitchedOff(const Block& root, const std::string& key) {
  return root.isMap(key) && !root.block(key).flag("enabled").value_or(true);
}

}  // namespace

bool isServedBlock(std::string_view name) {
  return isIn(served, name);
}

void noteUnservedBlocks(const Block& root, std::vector<std::string>& unserved) {
  for (const std::string& key : root.keys()) {
    if (isServedBlock(key)) continue;
    refuseMoved(root, key);
    refuseInner(root, key);
    const auto nearest = isIn(restHearts, key) ? std::nullopt : jwtauth::nearestName(key, served);
    if (nearest) root.refuse(key, "the block is unknown; the nearest is `" + std::string(*nearest) + "`");
    if (soundsLikeGuard(key)) refuseGuard(root, key);
    if (root.has(key) && !isSwitchedOff(root, key)) unserved.push_back('/' + key);
  }
}

void noteUnserved(const Block& block, std::span<const std::string_view> keys, std::vector<std::string>& unserved) {
  for (const std::string_view key : keys) {
    if (block.has(key)) unserved.push_back(block.path() + '/' + std::string(key));
  }
}

std::string unservedSummary(const std::vector<std::string>& unserved) {
  std::map<std::string_view, std::string> byBlock;
  for (const std::string_view path : unserved) {
    const std::size_t slash = path.rfind('/');
    std::string& names = byBlock[path.substr(0, slash)];
    names += (names.empty() ? "" : ", ") + std::string(path.substr(slash + 1));
  }
  std::string summary;
  for (const auto& [block, names] : byBlock) {
    summary += summary.empty() ? "" : "; ";
    summary += block.empty() ? names : std::string(block) + ": " + names;
  }
  return summary.empty() ? "" : "not served, and ignored: " + summary;
}

}  // namespace rest
