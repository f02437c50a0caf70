// The mounts go in; the API as an OpenAPI document comes out. components.json and paths.json describe parameters
// and answers; which paths and methods there are comes from the router's own tables.
#include "api/operations/openapi/openapi.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "api/operations/openapi/embedded.hpp"
#include "api/own_paths.hpp"

namespace rest::api {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> namesOf(std::string_view path) {
  std::vector<std::string> names;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view name = path.substr(0, path.find('/'));
    if (!name.empty()) names.emplace_back(name);
    path.remove_prefix(name.size());
  }
  return names;
}

bool isPlaceholder(std::string_view name) {
  return name.starts_with('{');
}

std::string placeholderOf(std::string_view name) {
  return std::string(name.substr(1, name.size() - 2));
}

std::string joined(const std::vector<std::string>& names) {
  std::string path;
  for (const std::string& name : names) path += '/' + name;
  return path.empty() ? "/" : path;
}

/// In paths.json and components.json a string "#kind/name" stands for a reference.
void expandReferences(Json& json) {
  if (json.is_structured()) {
    for (Json& each : json) expandReferences(each);
  } else if (json.is_string() && json.get_ref<const std::string&>().starts_with('#')) {
    json = Json{{"$ref", "#/components/" + json.get<std::string>().substr(1)}};
  }
}

/// What is mounted of a path below everything there is: its names under the mount. Nothing, if the mount is not above.
std::optional<std::vector<std::string>> mountedNames(const Mount& mount, const std::vector<std::string>& names) {
  if (names.size() < mount.what.size()) return std::nullopt;
  for (std::size_t i = 0; i < mount.what.size(); ++i) {
    if (!isPlaceholder(names[i])) return std::nullopt;
  }
  std::vector<std::string> mounted = mount.where;
  mounted.insert(mounted.end(), names.begin() + static_cast<std::ptrdiff_t>(mount.what.size()), names.end());
  return mounted;
}

/// The methods that the router lets through.
std::string_view routedMethods(std::span<const Mount> mounts, std::vector<std::string> names) {
  for (std::string& name : names) {
    if (isPlaceholder(name)) name = placeholderOf(name);
  }
  return ruleOf(findResource(mounts, names, false).kind).methods;
}

/// HEAD is GET without the body.
Json headOf(const Json& get, const Json& components) {
  Json head = get;
  for (Json& response : head["responses"]) {
    const std::string name = response.get<std::string>().substr(std::string_view("#responses/").size());
    response = components["responses"][name];
    response.erase("content");
  }
  return head;
}

/// What any operation may be answered that needs a token.
void addCommonResponses(Json& operation) {
  Json& responses = operation["responses"];
  responses["400"] = "#responses/BadRequest";
  responses["401"] = "#responses/Unauthorized";
  responses["403"] = "#responses/Forbidden";
  responses["429"] = "#responses/TooManyRequests";
  responses["503"] = "#responses/Unavailable";
  if (!operation.contains("requestBody")) return;
  responses["406"] = "#responses/NotAcceptable";
  responses["413"] = "#responses/ContentTooLarge";
  responses["415"] = "#responses/UnsupportedMediaType";
}

constexpr std::array<std::pair<const char*, const char*>, 5> methodNames{
    {{"GET", "get"}, {"POST", "post"}, {"PUT", "put"}, {"PATCH", "patch"}, {"DELETE", "delete"}}};

enum class NeedsToken { no, yes };

/// A path as the server has it: with the parameters in its names, and of the methods those that are among `methods`.
Json pathItem(const Json& described, const std::vector<std::string>& names, std::string_view methods,
              NeedsToken needsToken, const Json& components) {
  Json item{{"summary", described["summary"]}, {"parameters", Json::array()}};
  for (const std::string& name : names) {
    if (isPlaceholder(name)) item["parameters"].push_back("#parameters/" + placeholderOf(name));
  }
  for (const Json& parameter : described.value("parameters", Json::array())) item["parameters"].push_back(parameter);
  for (const auto& [method, name] : methodNames) {
    if (!described.contains(name) || methods.find(method) == std::string_view::npos) continue;
    item[name] = described[name];
    if (needsToken == NeedsToken::yes) {
      addCommonResponses(item[name]);
      if (method != std::string_view("GET")) item[name]["responses"]["504"] = "#responses/OutcomeUnknown";
    } else {
      item[name]["security"] = Json::array();
    }
  }
  if (item.contains("get") && methods.find("HEAD") != std::string_view::npos)
    item["head"] = headOf(item["get"], components);
  return item;
}

Json pathsOf(std::span<const Mount> mounts, const Json& components) {
  const Json described = Json::parse(openApiPaths);
  Json paths = Json::object();
  for (const OwnPath& own : ownPaths) {
    if (own.answer == OwnPath::Answer::resourceMetadata) continue;  // it describes the API from outside, as this does
    const auto needsToken = own.right == OwnPath::Right::everyClient ? NeedsToken::no : NeedsToken::yes;
    const std::string path(own.name);
    paths[path] = pathItem(described["own"].at(path), namesOf(path), own.methods, needsToken, components);
  }
  for (const Mount& mount : mounts) {
    for (const auto& [path, item] : described["stored"].items()) {
      const auto names = mountedNames(mount, namesOf(path));
      if (!names || paths.contains(joined(*names))) continue;
      paths[joined(*names)] = pathItem(item, *names, routedMethods(mounts, *names), NeedsToken::yes, components);
    }
  }
  return paths;
}

}  // namespace

std::string openApiDocument(std::span<const Mount> mounts) {
  Json components = Json::parse(openApiComponents);
  Json document{{"openapi", "3.1.0"},
                {"info",
                 {{"title", "jwtauth-rest-server"},
                  {"version", openApiVersion},
                  {"description",
                   "Documents in collections over HTTP, in RESTHeart's manner. Bodies are MongoDB's extended JSON."}}},
                {"servers", {{{"url", "/"}}}},
                {"security", {{{"bearer", Json::array()}}}}};
  document["paths"] = pathsOf(mounts, components);
  document["components"] = std::move(components);
  expandReferences(document);
  return document.dump();
}

}  // namespace rest::api
