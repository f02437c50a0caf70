// The sources of keys and the store's state go in; whether requests can be served now comes out, and how old the keys
// are.
#include "api/operations/health.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace rest::api {
namespace {

using Json = nlohmann::ordered_json;

Json secondsSince(const std::optional<jwtauth::WallTime>& moment) {
  if (!moment) return nullptr;
  return std::chrono::duration_cast<std::chrono::seconds>(jwtauth::wallNow() - *moment).count();
}

Json describe(const IssuerKeys& keys) {
  Json json{{"issuer", keys.issuer}};
  if (!keys.provider) {
    json["ready"] = true;
    json["source"] = "configuration";
    return json;
  }
  const jwtauth::RemoteJwksStatus status = keys.provider->status();
  json["ready"] = status.ready;
  json["source"] = "fetched";
  json["keys"] = status.keys;
  json["keyIds"] = status.keyIds;
  json["secondsSinceSuccess"] = secondsSince(status.lastSuccess);
  json["secondsSinceFailure"] = secondsSince(status.lastFailure);
  json["secondsToRefresh"] = -secondsSince(status.nextRefresh).get<std::int64_t>();
  json["fetches"] = status.fetches;
  json["failures"] = status.failures;
  json["unknownKeys"] = status.unknownKeys;
  json["staleServes"] = status.staleServes;
  return json;
}

}  // namespace

http::Response health(const std::vector<IssuerKeys>& issuers, std::optional<bool> storeAnswers) {
  const bool hasKeys = std::all_of(issuers.begin(), issuers.end(), [](const IssuerKeys& keys) {
    return !keys.provider || keys.provider->status().ready;
  });
  const bool isReady = hasKeys && storeAnswers.value_or(true);
  Json json{{"ready", isReady}};
  if (storeAnswers) json["store"] = {{"ready", *storeAnswers}};
  json["issuers"] = Json::array();
  for (const IssuerKeys& keys : issuers) json["issuers"].push_back(describe(keys));
  http::Response response;
  response.status = isReady ? 200 : 503;
  // Key ids are text from another server.
  response.body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  return response;
}

http::Response storeHealth(bool storeAnswers) {
  return {storeAnswers ? 200 : 503, {}, storeAnswers ? "{\"ready\":true}" : "{\"ready\":false}"};
}

}  // namespace rest::api
