// The block mongo goes in, the mounts, the rules of pages and tags and what counts as slow come out. Refused: mounts
// under which nothing could be found, two at one place, unknown keys. What only RESTHeart has there is noted.
#include "configuration/mongo.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "api/own_paths.hpp"
#include "api/request_error.hpp"
#include "configuration/known_blocks.hpp"

namespace rest {
namespace {

/// RESTHeart's others, of versions 7 to 9.
constexpr std::array<std::string_view, 13> unserved{"secured",
                                                    "cursor-batch-size",
                                                    "get-collection-cache-enabled",
                                                    "get-collection-cache-size",
                                                    "get-collection-cache-ttl",
                                                    "get-collection-cache-docs",
                                                    "local-cache-enabled",
                                                    "local-cache-ttl",
                                                    "schema-cache-enabled",
                                                    "schema-cache-ttl",
                                                    "metrics-gathering-level",
                                                    "instance-base-url"};

/// Limits of RESTHeart's that are not kept here: refused, unless the value says that there is none.
void refuseLimits(const Block& mongo) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  for (const std::string_view key : {"query-time-limit", "aggregation-time-limit"}) {
    if (mongo.number(key, 0, most).value_or(0) == 0) continue;
    mongo.refuse(
        key,
        "this limit is not served; expected 0 or nothing: /request-limits/time-ms limits each request, with the "
        "time that the database takes");
  }
}

void refuseWhatIsNotServed(const Block& mongo) {
  if (!mongo.flag("enabled").value_or(true)) {
    mongo.refuse("enabled", "got false, but documents are all that this server serves; expected true, or nothing");
  }
  if (const std::string uri = mongo.text("uri").value_or("/"); uri != "/") {
    mongo.refuse("uri", "got another path than /, which is not served; expected it in `where` of /mongo/mongo-mounts");
  }
}

void readPages(const Block& mongo, api::ServingRules& rules) {
  constexpr std::int64_t mostDocuments = 100'000;
  rules.largestPage = mongo.number("max-pagesize", 1, mostDocuments).value_or(rules.largestPage);
  rules.pageSize = std::min(rules.pageSize, rules.largestPage);
  rules.pageSize = mongo.number("default-pagesize", 1, rules.largestPage).value_or(rules.pageSize);
  const std::optional<std::string> representation = mongo.text("default-representation-format");
  if (!representation) return;
  const auto known = api::representationNamed(*representation);
  if (!known) mongo.refuse("default-representation-format", "got another text, expected STANDARD, HAL or SHAL");
  rules.representation = *known;
}

constexpr const char* expectedWhat = "expected '*', '/database' or '/database/collection'";

/// RESTHeart's marks of a template: `/{tenant}`, `/api/*`.
constexpr const char* marksOfTemplates = "{}*";

std::vector<std::string> segmentsOf(const Block& mount, std::string_view key, std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment.empty() && path.empty()) break;
    if (segment.empty()) mount.refuse(key, "the path has an empty segment");
    segments.emplace_back(segment);
  }
  return segments;
}

std::vector<std::string> readWhat(const Block& mount) {
  std::string what = mount.text("what").value_or("");
  if (what.empty()) mount.refuse("what", std::string("is missing, ") + expectedWhat);
  if (!what.starts_with('/')) what.insert(0, "/");
  if (what == "/*") return {};
  if (what.find_first_of(marksOfTemplates) != std::string::npos) {
    mount.refuse("what", "got a template, " + what + ", which is not served; " + expectedWhat);
  }
  const std::vector<std::string> names = segmentsOf(mount, "what", what);
  if (names.empty() || names.size() > 2) mount.refuse("what", "got " + what + ", " + expectedWhat);
  return names;
}

std::vector<std::string> readWhere(const Block& mount) {
  const std::string where = mount.text("where").value_or("");
  if (!where.starts_with('/')) mount.refuse("where", "expected a path that begins with '/'");
  if (where.find_first_of(marksOfTemplates) != std::string::npos) {
    mount.refuse("where", "got a template, " + where + ", which is not served; expected a path without {, } and *");
  }
  std::vector<std::string> segments = segmentsOf(mount, "where", where);
  for (const std::string& segment : segments) {
    if (segment == "." || segment == "..") mount.refuse("where", "got " + where + ", which no request can name");
  }
  if (!segments.empty() && api::isOwnName(segments.front())) {
    mount.refuse("where", "got " + where + ", but /" + segments.front() + " is the server's own; expected another");
  }
  return segments;
}

/// Asks the router what a request would find there.
void checkNames(const Block& mount, const api::Mount& read) {
  using api::ResourceKind;
  try {
    const ResourceKind kind = api::findResource({&read, 1}, read.where, false).kind;
    if (kind == ResourceKind::databases || kind == ResourceKind::database || kind == ResourceKind::collection) return;
  } catch (const api::RequestError& error) {
    mount.refuse("what", "got " + *mount.text("what") + ": " + error.what() + "; " + expectedWhat);
  }
  mount.refuse("what", "got " + *mount.text("what") + ", a name with a meaning of its own; " + expectedWhat);
}

api::Mount readMount(const Block& mount) {
  mount.allowOnly({"what", "where"});
  const api::Mount read{readWhat(mount), readWhere(mount)};
  checkNames(mount, read);
  return read;
}

void readMounts(const Block& mongo, Settings& settings) {
  for (const Block& mount : mongo.blocks("mongo-mounts")) {
    const api::Mount read = readMount(mount);
    for (const api::Mount& other : settings.mounts) {
      if (other.where == read.where) mount.refuse("where", "something is mounted there already");
    }
    settings.mounts.push_back(read);
  }
  if (settings.mounts.empty()) settings.mounts.push_back({{"restheart"}, {}});
}

std::optional<api::EtagPolicy> readEtagPolicy(const Block& block, std::string_view key) {
  const std::optional<std::string> policy = block.text(key);
  if (!policy) return std::nullopt;
  if (*policy == "OPTIONAL") return api::EtagPolicy::optional;
  if (*policy == "REQUIRED_FOR_DELETE") return api::EtagPolicy::requiredForDelete;
  if (*policy == "REQUIRED") return api::EtagPolicy::required;
  block.refuse(key, "got another text, expected OPTIONAL, REQUIRED_FOR_DELETE or REQUIRED");
}

void readEtagPolicies(const Block& block, api::EtagPolicies& policies) {
  block.allowOnly({"db", "coll", "doc"});
  policies.database = readEtagPolicy(block, "db").value_or(policies.database);
  policies.collection = readEtagPolicy(block, "coll").value_or(policies.collection);
  policies.document = readEtagPolicy(block, "doc").value_or(policies.document);
}

}  // namespace

void readMongo(const Block& mongo, Settings& settings) {
  std::vector<std::string_view> allowed{"mongo-mounts",
                                        "etag-check-policy",
                                        "slow-query-ms",
                                        "enabled",
                                        "uri",
                                        "default-representation-format",
                                        "default-pagesize",
                                        "max-pagesize",
                                        "query-time-limit",
                                        "aggregation-time-limit",
                                        "aggregation-check-operators"};
  allowed.insert(allowed.end(), unserved.begin(), unserved.end());
  mongo.allowOnly(allowed);
  refuseLimits(mongo);
  refuseWhatIsNotServed(mongo);
  noteUnserved(mongo, unserved, settings.unserved);
  // Operators in the values of variables are refused whatever it says.
  mongo.flag("aggregation-check-operators");
  readPages(mongo, settings.rules);
  readEtagPolicies(mongo.block("etag-check-policy"), settings.rules.etagPolicies);
  constexpr std::int64_t oneDay = 24 * 60 * 60 * 1000;
  if (const auto slow = mongo.number("slow-query-ms", 0, oneDay)) settings.slowQuery = std::chrono::milliseconds(*slow);
  readMounts(mongo, settings);
}

}  // namespace rest
