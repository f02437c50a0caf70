// Permissions go in. Refused: those that say more than whether a request may pass.
#include "kept_permissions.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include "configuration/setting_error.hpp"
#include "document/compose.hpp"

namespace jwtauth::forwardAuth {
namespace {

using rest::api::Operand;
using rest::api::Permission;
using rest::api::Predicate;
using rest::api::Variable;

bool isOfBody(const Operand& operand) {
  return std::any_of(operand.parts().begin(), operand.parts().end(), [](const Operand::Part& part) {
    const auto* variable = std::get_if<Variable>(&part);
    return variable != nullptr && variable->as<Variable::Body>() != nullptr;
  });
}

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

bool looksAtBody(const Predicate& predicate) {
  const auto anyOf = [](const auto& predicates) {
    return std::any_of(predicates.begin(), predicates.end(), looksAtBody);
  };
  const auto anyOperand = [](const auto& operands) { return std::any_of(operands.begin(), operands.end(), isOfBody); };
  return std::visit(Overloaded{[](const Predicate::Body&) { return true; },
                               [&](const Predicate::Equals& equals) { return anyOperand(equals.operands); },
                               [&](const Predicate::In& in) { return isOfBody(in.value) || anyOperand(in.elements); },
                               [](const Predicate::Matches& matches) { return isOfBody(matches.value); },
                               [&](const Predicate::And& both) { return anyOf(both.operands); },
                               [&](const Predicate::Or& either) { return anyOf(either.operands); },
                               [&](const Predicate::Not& opposite) { return anyOf(opposite.operand); },
                               [](const auto&) { return false; }},
                    predicate.node());
}

/// What of it a gate would not keep; empty for one that it keeps.
const char* unkeptPartOf(const Permission& permission) {
  if (!permission.readFilter.isEmpty()) return "readFilter";
  if (!permission.writeFilter.isEmpty()) return "writeFilter";
  if (!permission.mergeRequest.isEmpty()) return "mergeRequest";
  if (!rest::isEmpty(permission.projectResponse)) return "projectResponse";
  return looksAtBody(permission.predicate) ? "a condition on the body" : "";
}

}  // namespace

void refuseUnkept(std::span<const Permission> permissions) {
  for (const Permission& permission : permissions) {
    const std::string part = unkeptPartOf(permission);
    if (part.empty()) continue;
    throw rest::SettingError(permission.place + ": got " + part +
                             ", which a server before which a proxy stands cannot keep; expected conditions on the "
                             "method, the path, its parameters and the user");
  }
}

}  // namespace jwtauth::forwardAuth
