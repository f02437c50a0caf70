// Permissions go in. Refused: those that say more than whether a request may pass.
#include "kept_permissions.hpp"

#include <string>
#include <string_view>
#include <variant>

#include "configuration/setting_error.hpp"
#include "document/compose.hpp"

namespace jwtauth::forwardAuth {
namespace {

using rest::api::Operand;
using rest::api::Permission;
using rest::api::Predicate;
using rest::api::Variable;

bool needsBody(const Variable& variable) {
  return variable.as<Variable::Body>() != nullptr;
}

/// Of a question that is the proxy's, so that a condition on it would hold for every client.
bool needsClientAddress(const Variable& variable) {
  const auto* property = variable.as<Variable::Property>();
  return property != nullptr && (*property == Variable::Property::remoteIp || *property == Variable::Property::whole);
}

/// What a condition takes from the request and a gate does not have; empty for one that can be decided.
std::string_view missingIn(const Operand& operand) {
  constexpr std::string_view body = "a condition on the body";
  constexpr std::string_view address = "a condition on the client's address";
  for (const Operand::Part& part : operand.parts()) {
    if (const auto* variable = std::get_if<Variable>(&part)) {
      if (needsBody(*variable)) return body;
      if (needsClientAddress(*variable)) return address;
    }
    const auto* attribute = std::get_if<Operand::Attribute>(&part);
    if (attribute != nullptr && *attribute == Operand::Attribute::remoteIp) return address;
  }
  return {};
}

std::string_view missingIn(const Predicate& predicate);

template <class Parts>
std::string_view missingInAny(const Parts& parts) {
  for (const auto& part : parts) {
    if (const std::string_view missing = missingIn(part); !missing.empty()) return missing;
  }
  return {};
}

struct MissingIn {
  using Missing = std::string_view;
  Missing operator()(const Predicate::Body&) const { return "a condition on the body"; }
  Missing operator()(const Predicate::Equals& equals) const { return missingInAny(equals.operands); }
  Missing operator()(const Predicate::In& in) const {
    const Missing missing = missingIn(in.value);
    return missing.empty() ? missingInAny(in.elements) : missing;
  }
  Missing operator()(const Predicate::Matches& matches) const { return missingIn(matches.value); }
  Missing operator()(const Predicate::And& both) const { return missingInAny(both.operands); }
  Missing operator()(const Predicate::Or& either) const { return missingInAny(either.operands); }
  Missing operator()(const Predicate::Not& opposite) const { return missingInAny(opposite.operand); }
  template <class OfOtherParts>
  Missing operator()(const OfOtherParts&) const {
    return {};
  }
};

std::string_view missingIn(const Predicate& predicate) {
  return std::visit(MissingIn(), predicate.node());
}

/// What of it a gate would not keep; empty for one that it keeps.
std::string_view unkeptPartOf(const Permission& permission) {
  if (!permission.readFilter.isEmpty()) return "readFilter";
  if (!permission.writeFilter.isEmpty()) return "writeFilter";
  if (!permission.mergeRequest.isEmpty()) return "mergeRequest";
  if (!rest::isEmpty(permission.projectResponse)) return "projectResponse";
  return missingIn(permission.predicate);
}

}  // namespace

void refuseUnkept(std::span<const Permission> permissions) {
  for (const Permission& permission : permissions) {
    const std::string part(unkeptPartOf(permission));
    if (part.empty()) continue;
    throw rest::SettingError(permission.place + ": got " + part +
                             ", which a server before which a proxy stands cannot keep; expected conditions on the "
                             "method, the path, its parameters and the user");
  }
}

}  // namespace jwtauth::forwardAuth
