// Permissions go in. Refused: conditions that no request can fulfil and variables that never have a value; those that
// others leave nothing to are named.
#include "configuration/idle_permissions.hpp"

#include <algorithm>

#include "api/authorization/possibility.hpp"
#include "api/own_paths.hpp"

namespace rest {
namespace {

using api::Demand;
using api::Permission;
using api::Possibility;
using api::Predicate;
using api::Variable;

std::string onOneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
  return text;
}

bool isForStrangers(const std::string& role) {
  return role == api::unauthenticatedRole;
}

const Predicate& withBody() {
  static const Predicate condition(Predicate::Method{{"POST", "PUT", "PATCH"}}, "method(POST, PUT, PATCH)");
  return condition;
}

Predicate hasParameter(const std::string& name) {
  return {Predicate::Parameters{Predicate::Parameters::Rule::contain, {name}}, "qparams-contain(" + name + ')'};
}

/// The variables of a filter or of members that are added.
class Holes {
 public:
  Holes(const Block& mongo, const Permission& permission)
      : mongo_(mongo), permission_(permission), possibility_(permission.predicate) {}

  void refuseIdle(const char* key, const api::DocumentTemplate& read, bool isForStrangers) const {
    for (const api::Operand& hole : read.holes()) {
      if (isForStrangers && hole.isOfUser()) {
        refuse(key, hole, "in requests without a user, for which $unauthenticated is");
      }
      for (const api::Operand::Part& part : hole.parts()) {
        const auto* variable = std::get_if<Variable>(&part);
        if (variable != nullptr) refuseIdle(key, hole, *variable);
      }
    }
  }

 private:
  void refuseIdle(const char* key, const api::Operand& hole, const Variable& variable) const {
    if (variable.as<Variable::Body>() != nullptr && !isPossibleWith(withBody())) {
      refuse(key, hole, "since the predicate allows no method with a body");
    }
    const auto* parameter = variable.as<Variable::Parameter>();
    if (parameter != nullptr && !isPossibleWith(hasParameter(parameter->name))) {
      refuse(key, hole, "since the predicate does not allow this parameter");
    }
    const auto* capture = variable.as<Variable::Capture>();
    if (capture != nullptr && !possibility_.existsWithCapture(permission_.predicate, capture->place)) {
      refuse(key, hole, "where the predicate holds");
    }
  }

  bool isPossibleWith(const Predicate& condition) const {
    return possibility_.exists({Demand{&permission_.predicate}, Demand{&condition}});
  }

  [[noreturn]] void refuse(const char* key, const api::Operand& hole, const char* when) const {
    mongo_.refuse(key, "the variable " + hole.text() + " never has a value " + when);
  }

  const Block& mongo_;
  const Permission& permission_;
  Possibility possibility_;
};

bool shadows(const Permission& first, const Permission& second) {
  const bool isForAll = std::all_of(second.roles.begin(), second.roles.end(), [&first](const std::string& role) {
    return std::find(first.roles.begin(), first.roles.end(), role) != first.roles.end();
  });
  if (!isForAll || first.whenUndecided == Permission::WhenUndecided::askNext) return false;
  if (first.predicate.text() == second.predicate.text()) return true;
  const std::array<const Predicate*, 2> both{&first.predicate, &second.predicate};
  return !Possibility(both).exists({Demand{&second.predicate}, Demand{&first.predicate, false}});
}

}  // namespace

void refuseIdle(const Block& block, const Permission& permission) {
  const Predicate& predicate = permission.predicate;
  if (const std::optional<std::string> part = Possibility(predicate).impossiblePart(predicate)) {
    block.refuse("predicate", "no request can fulfil '" + onOneLine(*part) + "'");
  }
  const std::vector<std::string>& roles = permission.roles;
  const bool isForAllStrangers = std::any_of(roles.begin(), roles.end(), isForStrangers);
  const bool isForThemAlone = std::all_of(roles.begin(), roles.end(), isForStrangers);
  if (isForThemAlone && !Possibility(predicate, api::Askers::strangers).exists({Demand{&predicate}})) {
    block.refuse("predicate", "needs a user, but $unauthenticated is for requests without one");
  }
  const Block mongo = block.block("mongo");
  const Holes holes(mongo, permission);
  holes.refuseIdle("readFilter", permission.readFilter, isForAllStrangers);
  holes.refuseIdle("writeFilter", permission.writeFilter, isForThemAlone);
  holes.refuseIdle("mergeRequest", permission.mergeRequest, isForThemAlone);
}

std::vector<std::string> shadowedPermissions(std::span<const Permission> permissions) {
  std::vector<const Permission*> inOrder;
  for (const Permission& each : permissions) inOrder.push_back(&each);
  std::stable_sort(inOrder.begin(), inOrder.end(),
                   [](const Permission* left, const Permission* right) { return left->priority < right->priority; });
  std::vector<std::string> sentences;
  for (auto second = inOrder.begin(); second != inOrder.end(); ++second) {
    const auto first =
        std::find_if(inOrder.begin(), second, [&](const Permission* each) { return shadows(*each, **second); });
    if (first == second) continue;
    sentences.push_back((*second)->place + " never decides: " + (*first)->place +
                        " is asked before it, and holds whenever it does");
  }
  return sentences;
}

std::vector<std::string> unservedPermissions(std::span<const Permission> permissions,
                                             std::span<const api::Mount> mounts) {
  Predicate::PathPrefix places;
  for (const api::Mount& mount : mounts) places.prefixes.push_back(mount.where);
  for (const api::OwnPath& own : api::ownPaths) {
    const std::string_view path = own.name.substr(1);
    places.prefixes.push_back({std::string(path.substr(0, path.find('/')))});
  }
  const Predicate isThere(std::move(places), "path-prefix");
  const Predicate isServed(Predicate::Method{{"GET", "POST", "PUT", "PATCH", "DELETE"}}, "method");
  std::vector<std::string> sentences;
  for (const Permission& each : permissions) {
    if (Possibility(each.predicate).exists({Demand{&each.predicate}, Demand{&isThere}, Demand{&isServed}})) continue;
    sentences.push_back(each.place + " permits nothing: where its predicate holds nothing is served");
  }
  return sentences;
}

}  // namespace rest
