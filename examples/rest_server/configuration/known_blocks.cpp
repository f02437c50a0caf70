// The names of a configuration's blocks and keys go in, notes on those that are ignored come out. Refused: names that
// were probably meant to be another, or stand elsewhere.
#include "configuration/known_blocks.hpp"

#include <algorithm>
#include <array>

#include "src/text/ascii.hpp"
#include "src/text/nearest_name.hpp"

namespace rest {
namespace {

constexpr std::array<std::string_view, 14> served{"http-listener",
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
                                                  "cors",
                                                  "request-limits"};

/// RESTHeart 7's others, so that they are not read as mistyped names of ours.
constexpr std::array<std::string_view, 32> restHearts{"ajp-listener",
                                                      "connection-options",
                                                      "instance-name",
                                                      "instance-base-url",
                                                      "plugins-directory",
                                                      "graphql",
                                                      "proxies",
                                                      "static-resources",
                                                      "authTokenService",
                                                      "ping",
                                                      "roles",
                                                      "metrics",
                                                      "health",
                                                      "filterOperatorsBlacklist",
                                                      "tokenBasicAuthMechanism",
                                                      "basicAuthMechanism",
                                                      "digestAuthMechanism",
                                                      "identityAuthMechanism",
                                                      "fileRealmAuthenticator",
                                                      "mongoRealmAuthenticator",
                                                      "mongoAclAuthorizer",
                                                      "fullAuthorizer",
                                                      "rndTokenManager",
                                                      "jwtTokenManager",
                                                      "requestsLimiter",
                                                      "enable-log-file",
                                                      "log-file-path",
                                                      "enable-log-console",
                                                      "log-level",
                                                      "requests-log-level",
                                                      "ansi-console",
                                                      "allow-unescaped-characters-in-url"};

constexpr const char* blacklist = "filterOperatorsBlacklist";

/// RESTHeart's list as it is shipped: code in filters is refused here without it.
bool isKeptAnyway(const Block& guard) {
  const std::vector<std::string> operators = guard.texts("blacklist");
  return !operators.empty() &&
         std::all_of(operators.begin(), operators.end(), [](const std::string& each) { return each == "$where"; });
}

/// What older versions of RESTHeart have at the top and would change the answers, and its place now.
struct Moved {
  std::string_view name;
  const char* place;
};
constexpr std::array<Moved, 3> moved{{{"mongo-mounts", "/mongo/mongo-mounts"},
                                      {"etag-check-policy", "/mongo/etag-check-policy"},
                                      {"mongo-uri", "/mclient/connection-string"}}};

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

/// What guards in the place of RESTHeart's.
std::string insteadOf(std::string_view guard) {
  if (guard == blacklist) return "; `qparams-blacklist(filter)` in a permission keeps its users from filters";
  if (guard == "requestsLimiter") return "; a proxy before the server can limit requests";
  if (guard == "aggregationSecurity") return "; permissions say who may store and run pipelines";
  return "; the guards that are served are originVetoer and bruteForceAttackGuard";
}

void refuseGuard(const Block& root, const std::string& key) {
  if (!root.block(key).flag("enabled").value_or(true)) return;
  if (key == blacklist && isKeptAnyway(root.block(key))) return;
  root.refuse(key,
              "this guard is not served, and would guard nothing; expected no such block, or `enabled: false` in it" +
                  insteadOf(key));
}

}  // namespace

bool isServedBlock(std::string_view name) {
  return isIn(served, name);
}

std::vector<std::string> noteUnservedBlocks(const Block& root) {
  std::vector<std::string> notes;
  for (const std::string& key : root.keys()) {
    if (isServedBlock(key)) continue;
    refuseMoved(root, key);
    const auto nearest = isIn(restHearts, key) ? std::nullopt : jwtauth::nearestName(key, served);
    if (nearest) root.refuse(key, "the block is unknown; the nearest is `" + std::string(*nearest) + "`");
    if (soundsLikeGuard(key)) refuseGuard(root, key);
    notes.push_back('/' + key + " is ignored: it is not served");
  }
  return notes;
}

void noteUnserved(const Block& block, std::span<const std::string_view> unserved, std::vector<std::string>& notes) {
  for (const std::string& key : block.keys()) {
    if (isIn(unserved, key)) notes.push_back(block.path() + '/' + key + " is ignored: it is not served");
  }
}

}  // namespace rest
