// The text of a variable goes in; for each request, its value comes out. Refused: unknown variables: a
// condition on nothing would permit more than was meant.
#include "api/authorization/variable.hpp"

#include <algorithm>

#include "document/bson_access.hpp"

namespace rest::api {
namespace {

constexpr const char* known =
    "expected @user.CLAIM, @now, @request.method, @request.path, @request.queryString, @request.remoteIp, "
    "@request.userName, @request.body.MEMBER or @qparams['NAME']";

bool takePrefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// What stands between ['...'] or ["..."], and nothing after it.
std::optional<std::string_view> indexIn(std::string_view text) {
  const bool isIndex = text.size() > 4 && text.starts_with('[') && text.ends_with(']') &&
                       text[1] == text[text.size() - 2] && (text[1] == '\'' || text[1] == '"');
  return isIndex ? std::optional(text.substr(2, text.size() - 4)) : std::nullopt;
}

std::optional<Variable::Property> propertyNamed(std::string_view name) {
  using enum Variable::Property;
  if (name.empty()) return whole;
  if (name == ".method" || name == ".requestMethod") return method;
  if (name == ".path" || name == ".relativePath") return path;
  if (name == ".queryString") return queryString;
  if (name == ".remoteIp" || name == ".remote-ip") return remoteIp;
  if (name == ".userName") return userName;
  return std::nullopt;
}

/// The log entry that RESTHeart makes of "@request".
Value wholeRequest(const AccessRequest& request) {
  OwnedBson value;
  const auto append = [&value](const char* name, std::string_view text) {
    bson_append_utf8(value.get(), name, -1, text.data(), static_cast<int>(text.size()));
  };
  if (request.user() != nullptr) append("userName", request.user()->name());
  append("requestMethod", request.method());
  append("relativePath", request.path());
  append("remoteIp", request.clientAddress());
  const std::int64_t now = request.now().time_since_epoch().count();
  bson_append_int64(value.get(), "epochTimeStamp", -1, now);
  bson_append_date_time(value.get(), "dateTimeStamp", -1, now);
  return Value::ofDocument(value.document());
}

struct Reader {
  const AccessRequest& request;
  const Captures& captures;

  std::optional<Value> operator()(const Variable::Claims&) const { return request.claims(); }
  std::optional<Value> operator()(const Variable::Claim& claim) const { return request.claim(claim.path); }
  std::optional<Value> operator()(const Variable::Now&) const {
    return Value::ofDate(request.now().time_since_epoch().count());
  }
  std::optional<Value> operator()(const Variable::Body& body) const { return request.bodyMember(body.path); }

  std::optional<Value> operator()(Variable::Property property) const {
    switch (property) {
      case Variable::Property::whole:
        return wholeRequest(request);
      case Variable::Property::method:
        return Value::ofText(request.method());
      case Variable::Property::path:
        return Value::ofText(request.path());
      case Variable::Property::queryString:
        return Value::ofText(request.queryText());
      case Variable::Property::remoteIp:
        return Value::ofText(request.clientAddress());
      case Variable::Property::userName:
        break;
    }
    if (request.user() == nullptr) return std::nullopt;
    return Value::ofText(request.user()->name());
  }

  std::optional<Value> operator()(const Variable::Parameter& parameter) const {
    const std::optional<std::string_view> value = request.parameter(parameter.name);
    return value ? std::optional(Value::ofText(*value)) : std::nullopt;
  }

  std::optional<Value> operator()(const Variable::Capture& capture) const {
    const std::optional<std::string>& value = captures[capture.place];
    return value ? std::optional(Value::ofText(*value)) : std::nullopt;
  }
};

}  // namespace

bool Variable::isMeant(std::string_view text) noexcept {
  return text.starts_with('@') || (text.starts_with("${") && text.find('}') == text.size() - 1);
}

Variable Variable::parse(std::string_view text, const CaptureNames& names) {
  std::string_view rest = text;
  if (takePrefix(rest, "${")) {
    const auto found = std::find(names.begin(), names.end(), rest.substr(0, rest.size() - 1));
    if (found != names.end()) return {Capture{static_cast<std::size_t>(found - names.begin())}, text};
    throw VariableError("'" + std::string(text) + "' is not named by a path-template or regex before it");
  }
  if (rest == "@now") return {Now{}, text};
  if (takePrefix(rest, "@user")) {
    if (rest.empty()) return {Claims{}, text};
    if (const auto name = indexIn(rest)) return {Claim{std::string(*name)}, text};
    if (takePrefix(rest, ".") && !rest.empty()) return {Claim{std::string(rest)}, text};
  } else if (takePrefix(rest, "@request")) {
    if (const auto property = propertyNamed(rest)) return {*property, text};
    if (takePrefix(rest, ".body.") && !rest.empty()) return {Body{std::string(rest)}, text};
  } else if (takePrefix(rest, "@qparams")) {
    if (const auto name = indexIn(rest)) return {Parameter{std::string(*name)}, text};
  }
  throw VariableError("'" + std::string(text) + "' is not a variable, " + known);
}

bool Variable::isOfUser() const noexcept {
  const auto* property = as<Property>();
  return as<Claims>() != nullptr || as<Claim>() != nullptr || (property != nullptr && *property == Property::userName);
}

std::optional<Value> Variable::valueIn(const AccessRequest& request, const Captures& captures) const {
  return std::visit(Reader{request, captures}, kind_);
}

}  // namespace rest::api
