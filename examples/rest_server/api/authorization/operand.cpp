// A text with attributes and variables goes in; for each request, the text with their values comes out. Refused:
// unknown attributes and variables.
#include "api/authorization/operand.hpp"

#include <algorithm>
#include <array>

namespace rest::api {
namespace {

struct AttributeName {
  std::string_view name;
  Operand::Attribute attribute;
};

constexpr std::array<AttributeName, 13> attributeNames{{
    {"%m", Operand::Attribute::method},
    {"%{METHOD}", Operand::Attribute::method},
    {"%U", Operand::Attribute::path},
    {"%{REQUEST_URL}", Operand::Attribute::path},
    {"%R", Operand::Attribute::path},
    {"%{RELATIVE_PATH}", Operand::Attribute::path},
    {"%q", Operand::Attribute::queryString},
    {"%{QUERY_STRING}", Operand::Attribute::queryString},
    {"%u", Operand::Attribute::userName},
    {"%{REMOTE_USER}", Operand::Attribute::userName},
    {"%a", Operand::Attribute::remoteIp},
    {"%{REMOTE_IP}", Operand::Attribute::remoteIp},
    {"%{REMOTE_HOST_IP}", Operand::Attribute::remoteIp},
}};

Operand::Part attributeNamed(std::string_view name) {
  const auto found = std::find_if(attributeNames.begin(), attributeNames.end(),
                                  [name](const AttributeName& each) { return each.name == name; });
  if (found != attributeNames.end()) return found->attribute;
  const bool hasName = name.size() > 5 && name.ends_with('}');
  if (hasName && name.starts_with("%{i,")) return Operand::Header{std::string(name.substr(4, name.size() - 5))};
  if (hasName && name.starts_with("%{q,")) return Operand::Parameter{std::string(name.substr(4, name.size() - 5))};
  throw VariableError("'" + std::string(name) +
                      "' is not an attribute, expected %m, %U, %R, %q, %u, %a, their long forms, " +
                      "%{i,HEADER} or %{q,PARAMETER} (and %% for a percent sign)");
}

/// Takes "%X" or "%{...}" or "${...}" from the front.
std::string_view takeSpecial(std::string_view& text) {
  const bool isLong = text.size() > 1 && text[1] == '{';
  const std::size_t end = isLong ? text.find('}') : 1;
  if (end >= text.size()) throw VariableError("'" + std::string(text) + "' has no end");
  const std::string_view special = text.substr(0, end + 1);
  text.remove_prefix(special.size());
  return special;
}

void appendLiteral(std::vector<Operand::Part>& parts, std::string_view text) {
  if (parts.empty() || !std::holds_alternative<std::string>(parts.back())) parts.emplace_back(std::string());
  std::get<std::string>(parts.back()) += text;
}

struct PartReader {
  const AccessRequest& request;
  const Captures& captures;

  std::optional<std::string> operator()(const std::string& literal) const { return literal; }

  std::optional<std::string> operator()(Operand::Attribute attribute) const {
    switch (attribute) {
      case Operand::Attribute::method:
        return std::string(request.method());
      case Operand::Attribute::path:
        return request.path();
      case Operand::Attribute::queryString:
        return std::string(request.queryText());
      case Operand::Attribute::remoteIp:
        return std::string(request.clientAddress());
      case Operand::Attribute::userName:
        break;
    }
    return request.user() != nullptr ? std::optional(std::string(request.user()->name())) : std::nullopt;
  }

  std::optional<std::string> operator()(const Operand::Header& header) const {
    return textOf(request.header(header.name));
  }

  std::optional<std::string> operator()(const Operand::Parameter& parameter) const {
    return textOf(request.parameter(parameter.name));
  }

  std::optional<std::string> operator()(const Variable& variable) const {
    const std::optional<Value> value = variable.valueIn(request, captures);
    return value ? value->text() : std::nullopt;
  }

  static std::optional<std::string> textOf(std::optional<std::string_view> text) {
    return text ? std::optional(std::string(*text)) : std::nullopt;
  }
};

}  // namespace

Operand Operand::parse(std::string_view text, const CaptureNames& names) {
  std::vector<Part> parts;
  if (text.starts_with('@')) {
    parts.emplace_back(Variable::parse(text, names));
    return {std::move(parts), text};
  }
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t next = std::min(rest.find('%'), rest.find("${"));
    if (next != 0) {
      const std::string_view literal = rest.substr(0, next);
      appendLiteral(parts, literal);
      rest.remove_prefix(literal.size());
    } else if (rest.starts_with("%%")) {
      appendLiteral(parts, "%");
      rest.remove_prefix(2);
    } else if (const std::string_view special = takeSpecial(rest); special.starts_with('%')) {
      parts.push_back(attributeNamed(special));
    } else {
      parts.emplace_back(Variable::parse(special, names));
    }
  }
  return {std::move(parts), text};
}

std::optional<std::string> Operand::textIn(const AccessRequest& request, const Captures& captures) const {
  const PartReader reader{request, captures};
  if (parts_.size() == 1) return std::visit(reader, parts_.front());
  std::string whole;
  for (const Part& part : parts_) {
    const std::optional<std::string> text = std::visit(reader, part);
    if (!text) return std::nullopt;
    whole += *text;
  }
  return whole;
}

bool Operand::isOfUser() const noexcept {
  return std::any_of(parts_.begin(), parts_.end(), [](const Part& part) {
    const auto* attribute = std::get_if<Attribute>(&part);
    const auto* variable = std::get_if<Variable>(&part);
    return (attribute != nullptr && *attribute == Attribute::userName) || (variable != nullptr && variable->isOfUser());
  });
}

const Variable* Operand::variable() const noexcept {
  return parts_.size() == 1 ? std::get_if<Variable>(&parts_.front()) : nullptr;
}

}  // namespace rest::api
