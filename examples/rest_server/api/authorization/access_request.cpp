// A request and its user go in; what conditions ask of them comes out. Refused with nothing: what is not there, or is
// there twice; with a RequestError: a body that is not JSON.
#include "api/authorization/access_request.hpp"

#include <nlohmann/json.hpp>

#include "api/request_error.hpp"
#include "document/bson_access.hpp"
#include "document/json.hpp"

namespace rest::api {
namespace {

using nlohmann::json;

/// Looks for the longest name first, so that a name with dots in it goes before a path through several.
const json* descend(const json& within, std::string_view path) {
  for (std::size_t end = path.size(); end != std::string_view::npos && end > 0; end = path.rfind('.', end - 1)) {
    const std::string name(path.substr(0, end));
    const json* member = nullptr;
    if (within.is_object()) {
      const auto found = within.find(name);
      if (found != within.end()) member = &*found;
    } else if (within.is_array() && name.size() < 6 && name.find_first_not_of("0123456789") == std::string::npos) {
      const auto index = static_cast<std::size_t>(std::stoul(name));
      if (index < within.size()) member = &within[index];
    }
    if (member == nullptr) continue;
    if (end == path.size()) return member;
    if (const json* found = descend(*member, path.substr(end + 1))) return found;
  }
  return nullptr;
}

std::optional<Value> valueOf(const json& claim) {
  if (claim.is_null()) return std::nullopt;
  return Value::ofJson(claim);
}

std::vector<Document> documentsIn(std::string_view body, HeldMemory& held) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return {Document()};
  JsonContainer read = parseJsonContainer(body);
  if (!read.isArray) return {std::move(read.document)};

  std::vector<Document> documents;
  for (const bson_iter_t& each : Elements(read.document)) {
    if (!BSON_ITER_HOLDS_DOCUMENT(&each)) throw JsonFault("is an array, and not all in it are JSON objects");
    held.add(sizeof(Document) + nestedIn(each).size());
    documents.push_back(Document::copyOf(nestedIn(each)));
  }
  return documents;
}

}  // namespace

const std::string& AccessRequest::path() const {
  if (!path_.empty()) return path_;
  for (const std::string& segment : target_.segments) {
    path_ += '/';
    for (const char c : segment) path_ += c == '/' ? std::string("%2F") : std::string(1, c);
  }
  if (path_.empty()) path_ = "/";
  return path_;
}

std::string_view AccessRequest::queryText() const {
  const std::size_t mark = request_.target.find('?');
  return mark == std::string_view::npos ? std::string_view() : request_.target.substr(mark + 1);
}

std::optional<std::string_view> AccessRequest::parameter(std::string_view name) const {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : target_.query) {
    if (key != parameterNamed(name)) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

std::optional<std::string_view> AccessRequest::header(std::string_view name) const {
  const std::vector<std::string_view> values = request_.fieldValues(name);
  return values.size() == 1 ? std::optional(values.front()) : std::nullopt;
}

std::optional<Value> AccessRequest::claim(std::string_view path) const {
  if (user_ == nullptr) return std::nullopt;
  // Most claims are members of the payload, which are found without reading all of it.
  for (std::size_t end = path.size(); end != std::string_view::npos && end > 0; end = path.rfind('.', end - 1)) {
    const std::optional<std::string_view> text = user_->claimText(path.substr(0, end));
    if (!text) continue;
    const json claim = json::parse(*text, nullptr, false);
    if (end == path.size()) return valueOf(claim);
    if (const json* found = descend(claim, path.substr(end + 1))) return valueOf(*found);
  }
  return std::nullopt;
}

std::optional<Value> AccessRequest::claims() const {
  if (user_ == nullptr) return std::nullopt;
  return valueOf(json::parse(user_->claimsText(), nullptr, false));
}

std::span<const Document> AccessRequest::bodies() const {
  if (!bodies_) {
    constexpr std::size_t mostBytesAtOnce = 16 * 1024;
    if (request_.body.size() > mostBytesAtOnce && !request_.mayTakeLong) throw LargeBody();
    try {
      bodies_ = documentsIn(request_.body, heldBodies_.emplace());
    } catch (const JsonFault& fault) {
      throw RequestError(400, std::string("the body ") + fault.what());
    }
  }
  return *bodies_;
}

std::optional<Value> AccessRequest::bodyMember(std::string_view path) const {
  const std::span<const Document> documents = bodies();
  return documents.size() == 1 ? Value::memberOf(documents.front(), path) : std::nullopt;
}

}  // namespace rest::api
