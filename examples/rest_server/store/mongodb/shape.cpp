// Filters, pipelines and explanations go in, short texts without a single value come out.
#include "store/mongodb/shape.hpp"

#include <array>
#include <string_view>

#include "document/query/value.hpp"

namespace rest::mongodb {
namespace {

using namespace query;

constexpr int maxDepth = 8;
constexpr std::array<std::string_view, 3> joints{"$and", "$or", "$nor"};

bool isJoint(std::string_view name) {
  for (const std::string_view joint : joints) {
    if (name == joint) return true;
  }
  return false;
}

bool hasOperators(const Value& value) {
  if (!isObject(value)) return false;
  for (const Member& member : Members(value)) return member.name.starts_with('$');
  return false;
}

/// An object whose names are the filter's own and no data.
std::string shapeOfNames(Members&& members, int depth);

std::string shapeOfList(const Value& list, int depth) {
  std::string text;
  for (const Member& element : Members(list)) {
    text += (text.empty() ? "" : ", ") + (isObject(element.value) ? shapeOfNames(Members(element.value), depth) : "?");
  }
  return "[" + text + "]";
}

std::string shapeOfValue(std::string_view name, const Value& value, int depth) {
  if (depth > maxDepth) return "?";
  if (isJoint(name) && isArray(value)) return shapeOfList(value, depth);
  const bool holdsFilter = name == "$elemMatch" && isObject(value);
  return holdsFilter || hasOperators(value) ? shapeOfNames(Members(value), depth) : "?";
}

std::string shapeOfNames(Members&& members, int depth) {
  std::string text;
  for (const Member& member : members) {
    text += text.empty() ? "" : ", ";
    text += std::string(member.name) + ": " + shapeOfValue(member.name, member.value, depth + 1);
  }
  return "{" + text + "}";
}

void collectPlan(BsonBytes stage, int depth, std::string& plan) {
  if (depth > 2 * maxDepth) return;
  bool isInnermost = true;
  for (const char* name : {"queryPlan", "inputStage", "outerStage", "innerStage"}) {
    const Lookup inner = find(stage, name);
    if (!inner.found || !isObject(inner.value)) continue;
    isInnermost = false;
    collectPlan(bytesOf(inner.value), depth + 1, plan);
  }
  for (const char* name : {"inputStages", "shards"}) {
    const Lookup list = find(stage, name);
    if (!list.found) continue;
    isInnermost = false;
    for (const Member& inner : Members(list.value)) {
      const Lookup winning = find(bytesOf(inner.value), "winningPlan");
      collectPlan(bytesOf(winning.found ? winning.value : inner.value), depth + 1, plan);
    }
  }
  const Lookup kind = find(stage, "stage");
  if (!isInnermost || !kind.found || !isText(kind.value)) return;
  plan += (plan.empty() ? "" : ", ") + std::string(textOf(kind.value));
  const Lookup index = find(stage, "indexName");
  if (index.found && isText(index.value)) plan += " " + std::string(textOf(index.value));
}

/// An aggregation's answer has the plan within its first stage.
void findPlan(BsonBytes place, int depth, std::string& plan) {
  if (depth > maxDepth) return;
  for (const Member& member : Members(place)) {
    if (!isObject(member.value) && !isArray(member.value)) continue;
    if (member.name == "winningPlan") {
      collectPlan(bytesOf(member.value), 0, plan);
    } else if (member.name != "command" && member.name != "rejectedPlans") {
      findPlan(bytesOf(member.value), depth + 1, plan);
    }
    if (!plan.empty()) return;
  }
}

}  // namespace

std::string shapeOfFilter(BsonBytes filter) {
  return shapeOfNames(Members(filter), 0);
}

std::string shapeOfPipeline(BsonBytes pipeline) {
  std::string text;
  for (const Member& stage : Members(pipeline)) {
    text += text.empty() ? "" : ", ";
    for (const Member& part : Members(stage.value)) {
      const bool isMatch = part.name == "$match" && isObject(part.value);
      text += std::string(part.name) + (isMatch ? " " + shapeOfFilter(bytesOf(part.value)) : "");
      break;
    }
  }
  return "[" + text + "]";
}

std::string planIn(BsonBytes explanation) {
  std::string plan;
  findPlan(explanation, 0, plan);
  return plan;
}

}  // namespace rest::mongodb
