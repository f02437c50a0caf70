// A projection and a document go in, what is shown of the document comes out. Refused: inclusion and exclusion mixed,
// paths that meet, and expressions, which need MongoDB.
#include "document/query/projection.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <optional>

#include "budget/request_budget.hpp"
#include "budget/steps.hpp"
#include "document/bson_access.hpp"
#include "document/query/filter_reader.hpp"
#include "document/query/number.hpp"
#include "document/query/path.hpp"

namespace rest::query {
namespace {

enum class Mode { inclusion, exclusion };

struct Slice {
  std::int64_t skip = 0;  ///< below zero: from the end
  std::int64_t limit = 0;
};

}  // namespace

/// What is to be done with the members of one object.
struct ProjectionNode {
  enum class Action { descend, include, exclude, slice, elemMatch };

  Action action = Action::descend;
  Slice slice{};
  PredicatePtr ofElement{};
  std::map<std::string, std::unique_ptr<ProjectionNode>, std::less<>> members{};
  // In the root alone:
  Mode mode = Mode::exclusion;             ///< of the whole projection
  std::vector<std::string> elemMatches{};  ///< the members with one, in the projection's order

  const ProjectionNode* member(std::string_view wanted) const {
    const auto found = members.find(wanted);
    return found == members.end() ? nullptr : found->second.get();
  }
};

namespace {

using Action = ProjectionNode::Action;

constexpr int maxDepth = 100;

class Reader {
 public:
  ProjectionNode read(BsonBytes projection) {
    readMembers(projection, "", 0);
    root_.mode = mode_.value_or(defaultMode());
    if (idAction_) {
      place("_id", {*idAction_});
    } else if (root_.mode == Mode::inclusion && root_.member("_id") == nullptr) {
      place("_id", {Action::include});
    }
    return std::move(root_);
  }

  std::vector<std::string> paths;

 private:
  void readMembers(BsonBytes projection, const std::string& within, int depth) {
    if (depth > maxDepth) throw QueryFault("the projection is nested too deeply");
    for (const Member& member : Members(projection)) {
      const std::string path = within + std::string(member.name);
      paths.push_back(path);
      if (path == "_id" && (isNumber(member.value) || member.value.value_type == BSON_TYPE_BOOL)) {
        idAction_ = isTruthy(member.value) ? Action::include : Action::exclude;
      } else {
        readMember(path, member.value, depth);
      }
    }
  }

  void readMember(const std::string& path, const Value& value, int depth) {
    if (isNumber(value) || value.value_type == BSON_TYPE_BOOL) {
      setMode(isTruthy(value) ? Mode::inclusion : Mode::exclusion, path);
      return place(path, {isTruthy(value) ? Action::include : Action::exclude});
    }
    if (!isObject(value)) throwNeedsMongoDb("a computed field in a projection");
    Members members(value);
    auto next = members.begin();
    if (next == members.end()) throw QueryFault("an empty sub-projection is not a valid value for " + path);
    const Member operation = *next;
    if (!operation.name.starts_with('$')) {
      paths.pop_back();
      return readMembers(bytesOf(value), path + '.', depth + 1);
    }
    if (++next != members.end()) throw QueryFault("an operator of the projection has to stand alone");
    if (operation.name == "$slice") {
      hasSlice_ = true;
      return place(path, sliceOf(operation.value));
    }
    if (operation.name == "$elemMatch") return place(path, elemMatchOf(path, operation.value));
    throwNeedsMongoDb(std::string(operation.name) + " in a projection");
  }

  /// Of a projection that names neither what is shown nor what is not, `_id` apart.
  Mode defaultMode() const {
    const bool isInclusion = idAction_ == Action::include || (!root_.elemMatches.empty() && !hasSlice_);
    return isInclusion ? Mode::inclusion : Mode::exclusion;
  }

  void setMode(Mode mode, const std::string& path) {
    if (mode_ && *mode_ != mode) {
      throw QueryFault(mode == Mode::exclusion ? "cannot do exclusion on field " + path + " in inclusion projection"
                                               : "cannot do inclusion on field " + path + " in exclusion projection");
    }
    mode_ = mode;
  }

  static ProjectionNode sliceOf(const Value& operand) {
    std::vector<std::int64_t> numbers;
    if (isNumber(operand)) {
      numbers.push_back(truncated(operand).value);
    } else {
      for (const Member& element : Members(operand)) {
        if (!isNumber(element.value)) throw QueryFault("$slice needs numbers");
        numbers.push_back(truncated(element.value).value);
      }
      if (numbers.size() != 2) throw QueryFault("$slice needs a number, or how many to skip and how many to show");
      if (numbers[1] <= 0) throw QueryFault("the limit of a $slice must be positive");
    }
    if (numbers.size() == 2) return {Action::slice, {numbers[0], numbers[1]}};
    constexpr auto all = std::numeric_limits<std::int64_t>::max();
    if (numbers[0] < 0) return {Action::slice, {numbers[0], all}};
    return {Action::slice, {0, numbers[0]}};
  }

  ProjectionNode elemMatchOf(const std::string& path, const Value& operand) {
    if (path.find('.') != std::string::npos) throw QueryFault("cannot use $elemMatch projection on a nested field");
    if (!isObject(operand)) throw QueryFault("elemMatch: invalid argument, object required");
    root_.elemMatches.push_back(path);
    ProjectionNode node{Action::elemMatch};
    node.ofElement = readElemMatch(operand);
    return node;
  }

  void place(std::string_view path, ProjectionNode node) {
    ProjectionNode* within = &root_;
    const std::vector<PathPart> parts = partsOf(path);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::string& name = parts[i].name;
      if (name.empty()) throw QueryFault("a path of the projection has an empty part");
      if (name == "$") throwNeedsMongoDb("the positional $ in a projection");
      if (name.starts_with('$')) throw QueryFault("a path of the projection cannot start with $");
      const auto [member, isNew] = within->members.try_emplace(name);
      const bool isLast = i + 1 == parts.size();
      if (!isNew && (isLast || member->second->action != Action::descend)) {
        throw QueryFault("path collision at " + std::string(path));
      }
      if (isNew) member->second = std::make_unique<ProjectionNode>(isLast ? std::move(node) : ProjectionNode());
      within = member->second.get();
    }
  }

  ProjectionNode root_{};
  std::optional<Mode> mode_{};
  std::optional<Action> idAction_{};
  bool hasSlice_ = false;
};

class Applier {
 public:
  explicit Applier(Mode mode) : mode_(mode) {}

  void document(bson_t* target, const ProjectionNode& root, BsonBytes document) const {
    members(target, root, document);
    if (mode_ == Mode::exclusion) return;
    // MongoDB shows what an $elemMatch found after the members that are shown as they are.
    for (const std::string& name : root.elemMatches) {
      const Lookup member = find(document, name);
      if (member.found) firstMatching(target, {name, member.value}, *root.member(name)->ofElement);
    }
  }

 private:
  void members(bson_t* target, const ProjectionNode& node, BsonBytes object) const {
    for (const Member& member : Members(object)) one(target, node, member);
  }

  void one(bson_t* target, const ProjectionNode& within, const Member& member) const {
    const ProjectionNode* node = within.member(member.name);
    if (node == nullptr) {
      if (mode_ == Mode::exclusion) append(target, member.name, member.value);
      return;
    }
    switch (node->action) {
      case Action::include:
        return append(target, member.name, member.value);
      case Action::exclude:
        return;
      case Action::slice:
        return sliced(target, member, node->slice);
      case Action::elemMatch:
        if (mode_ == Mode::exclusion) firstMatching(target, member, *node->ofElement);
        return;
      case Action::descend:
        return descend(target, *node, member);
    }
  }

  static void append(bson_t* target, std::string_view name, const Value& value) {
    constexpr std::uint64_t stepsOfAny = 8;
    spendSteps(stepsOfAny + stepsOfCopy(isObject(value) || isArray(value) ? bytesOf(value).size() : 0));
    bson_append_value(target, name.data(), static_cast<int>(name.size()), &value);
  }

  void descend(bson_t* target, const ProjectionNode& node, const Member& member) const {
    constexpr std::uint64_t stepsOfContainer = 12;
    spendSteps(stepsOfContainer);
    const auto size = static_cast<int>(member.name.size());
    bson_t nested;
    if (isObject(member.value)) {
      bson_append_document_begin(target, member.name.data(), size, &nested);
      members(&nested, node, bytesOf(member.value));
      bson_append_document_end(target, &nested);
    } else if (isArray(member.value)) {
      beginArray(target, member.name, &nested);
      elements(&nested, node, member.value);
      bson_append_array_end(target, &nested);
    } else if (mode_ == Mode::exclusion) {
      append(target, member.name, member.value);
    }
  }

  void elements(bson_t* target, const ProjectionNode& node, const Value& array) const {
    std::uint32_t index = 0;
    for (Member element : Members(array)) {
      const bool isShown = isObject(element.value) || isArray(element.value) || mode_ == Mode::exclusion;
      if (!isShown) continue;
      const std::string name = std::to_string(index++);
      element.name = name;
      descend(target, node, element);
    }
  }

  static void sliced(bson_t* target, const Member& member, const Slice& slice) {
    if (!isArray(member.value)) return append(target, member.name, member.value);
    std::int64_t size = 0;
    for ([[maybe_unused]] const Member& element : Members(member.value)) ++size;
    const std::int64_t from = slice.skip < 0 ? std::max<std::int64_t>(0, size + slice.skip) : slice.skip;
    bson_t nested;
    beginArray(target, member.name, &nested);
    std::int64_t index = 0;
    for (const Member& element : Members(member.value)) {
      const std::int64_t place = index++ - from;
      if (place >= 0 && place < slice.limit) append(&nested, std::to_string(place), element.value);
    }
    bson_append_array_end(target, &nested);
  }

  static void firstMatching(bson_t* target, const Member& member, const Predicate& ofElement) {
    if (!isArray(member.value)) return;
    for (const Member& element : Members(member.value)) {
      if (!ofElement.holdsFor(&element.value)) continue;
      bson_t nested;
      beginArray(target, member.name, &nested);
      append(&nested, "0", element.value);
      bson_append_array_end(target, &nested);
      return;
    }
  }

  Mode mode_;
};

}  // namespace

Projection::Projection() = default;
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;
Projection::~Projection() = default;

Projection::Projection(BsonBytes projection) : source_(Document::copyOf(projection)) {
  if (source_ == Document()) return;
  Reader reader;
  root_ = std::make_unique<const ProjectionNode>(reader.read(source_));
  paths_ = std::move(reader.paths);
}

bool Projection::showsOthers() const noexcept {
  return showsAll() || root_->mode == Mode::exclusion;
}

Document Projection::apply(BsonBytes document) const {
  if (!root_) return Document::copyOf(document);
  OwnedBson shown;
  Applier(root_->mode).document(shown.get(), *root_, document);
  return shown.document();
}

}  // namespace rest::query
