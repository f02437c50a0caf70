// A stage that shapes documents goes in; documents go through it one by one. Refused: paths that meet, members that are
// named both to be kept and to be left out, what is no expression.
#include "document/query/shape.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/query/expression.hpp"
#include "document/query/path.hpp"

namespace rest::query {

/// A part of a path: kept, left out, computed, or on the way to others.
struct ShapeNode {
  enum class Kind { inner, kept, leftOut, computed };

  ShapeNode();  // by itself it would need the type of `inner` complete here

  Kind kind = Kind::inner;
  ExpressionPtr expression{};
  std::vector<std::pair<std::string, ShapeNode>> inner;
  bool keepsOthers = false;  ///< members that are not named
  bool computes = false;     ///< something within it is computed

  const ShapeNode* find(std::string_view name) const {
    spendSteps(1 + inner.size() / 8);
    for (const auto& [known, node] : inner) {
      if (known == name) return &node;
    }
    return nullptr;
  }
};

ShapeNode::ShapeNode() = default;

namespace {

constexpr int maxDepth = 100;  // MongoDB's, of a document

void requireDepth(const Value& value, int depth) {
  if (!isObject(value) && !isArray(value)) return;
  if (depth > maxDepth) throw QueryFault("a stage makes a document that is nested too deeply");
  for (const Member& member : Members(value)) requireDepth(member.value, depth + 1);
}

ShapeNode& nodeAt(ShapeNode& root, PathParts path) {
  if (path.size() > static_cast<std::size_t>(maxDepth)) throw QueryFault("a path has too many parts");
  ShapeNode* node = &root;
  for (const PathPart& part : path) {
    if (part.name.empty() || part.name.starts_with('$'))
      throw QueryFault("a path has an empty part, or one that begins with $");
    if (node->kind != ShapeNode::Kind::inner) throw QueryFault("two paths of a stage meet");
    ShapeNode* found = nullptr;
    for (auto& [name, inner] : node->inner) {
      if (name == part.name) found = &inner;
    }
    spendSteps(1 + node->inner.size() / 8);
    if (found == nullptr) found = &node->inner.emplace_back(part.name, ShapeNode()).second;
    node = found;
  }
  return *node;
}

void setLeaf(ShapeNode& root, PathParts path, ShapeNode::Kind kind, ExpressionPtr expression = nullptr) {
  ShapeNode& node = nodeAt(root, path);
  if (node.kind != ShapeNode::Kind::inner || !node.inner.empty()) throw QueryFault("two paths of a stage meet");
  node.kind = kind;
  node.expression = std::move(expression);
}

/// Says of each node what it does with what is not named. Returns whether anything within it is computed.
bool settle(ShapeNode& node, bool keepsOthers) {
  node.keepsOthers = keepsOthers;
  node.computes = node.kind == ShapeNode::Kind::computed;
  for (auto& each : node.inner) node.computes = settle(each.second, keepsOthers) || node.computes;
  return node.computes;
}

bool beginsWithOperator(const Value& object) {
  Members members(object);
  const auto first = members.begin();
  return first != members.end() && (*first).name.starts_with('$');
}

class Reader {
 public:
  enum class Stage { project, addFields };
  explicit Reader(Stage stage) : stage_(stage) {}

  ShapeNode root;
  bool keeps = false;
  bool leavesOut = false;
  bool computes = false;
  std::optional<bool> idIsKept;

  void read(BsonBytes operand, std::vector<PathPart>& path, int depth = 0) {
    if (depth > maxDepth) throw QueryFault("a stage is nested too deeply");
    for (const Member& member : Members(operand)) {
      std::vector<PathPart> here = path;
      for (PathPart& part : partsOf(member.name)) here.push_back(std::move(part));
      const bool isInner = isObject(member.value) && !beginsWithOperator(member.value);
      Members members(member.value);
      const bool isEmpty = isInner && members.begin() == members.end();
      if (isEmpty && stage_ == Stage::project) throw QueryFault("$project has an empty object");
      if (isInner && !isEmpty) {
        read(bytesOf(member.value), here, depth + 1);
      } else {
        readLeaf(here, member.value);
      }
    }
  }

 private:
  void readLeaf(const std::vector<PathPart>& path, const Value& value) {
    const bool isFlag = stage_ == Stage::project && (isNumber(value) || value.value_type == BSON_TYPE_BOOL);
    if (!isFlag) {
      computes = true;
      return setLeaf(root, path, ShapeNode::Kind::computed, readExpression(value));
    }
    const bool isKept = isTruthy(value);
    if (path.size() == 1 && path.front().name == "_id") {
      idIsKept = isKept;
    } else {
      (isKept ? keeps : leavesOut) = true;
    }
    setLeaf(root, path, isKept ? ShapeNode::Kind::kept : ShapeNode::Kind::leftOut);
  }

  Stage stage_;
};

class Applied {
 public:
  explicit Applied(BsonBytes document) : document_(document) {}

  void appendMembers(bson_t* target, const ShapeNode& node, const Value* object) {
    std::vector<bool> isDone(node.inner.size(), false);
    if (object != nullptr) {
      for (const Member& member : Members(*object)) appendMember(target, node, member, isDone);
    }
    for (std::size_t i = 0; i < node.inner.size(); ++i) {
      const auto& [name, inner] = node.inner[i];
      if (isDone[i] || !inner.computes) continue;
      if (inner.kind == ShapeNode::Kind::computed) {
        appendResult(target, name, inner.expression->valueIn(document_));
      } else {
        bson_t nested;
        bson_append_document_begin(target, name.data(), static_cast<int>(name.size()), &nested);
        appendMembers(&nested, inner, nullptr);
        bson_append_document_end(target, &nested);
      }
    }
  }

 private:
  void appendMember(bson_t* target, const ShapeNode& node, const Member& member, std::vector<bool>& isDone) {
    const ShapeNode* inner = node.find(member.name);
    if (inner == nullptr) {
      if (node.keepsOthers) append(target, member.name, member.value);
      return;
    }
    switch (inner->kind) {
      case ShapeNode::Kind::kept:
        return append(target, member.name, member.value);
      case ShapeNode::Kind::leftOut:
        return;
      case ShapeNode::Kind::computed:
        // A computed member takes the place of the one that it replaces, unless only what is named is kept.
        if (!node.keepsOthers) return;
        appendResult(target, member.name, inner->expression->valueIn(document_));
        break;
      case ShapeNode::Kind::inner:
        appendInner(target, member.name, *inner, member.value);
        break;
    }
    for (std::size_t i = 0; i < node.inner.size(); ++i) isDone[i] = isDone[i] || &node.inner[i].second == inner;
  }

  void appendInner(bson_t* target, std::string_view name, const ShapeNode& node, const Value& value) {
    const int size = static_cast<int>(name.size());
    bson_t nested;
    if (isArray(value)) {
      beginArray(target, name, &nested);
      std::uint32_t count = 0;
      for (const Member& element : Members(value)) {
        const std::size_t before = nested.len;
        appendInner(&nested, std::to_string(count), node, element.value);
        if (nested.len != before) ++count;
      }
      bson_append_array_end(target, &nested);
    } else if (isObject(value) || node.computes) {
      bson_append_document_begin(target, name.data(), size, &nested);
      appendMembers(&nested, node, isObject(value) ? &value : nullptr);
      bson_append_document_end(target, &nested);
    } else if (node.keepsOthers) {
      append(target, name, value);
    }
  }

  void appendResult(bson_t* target, std::string_view name, const Result& result) {
    if (!result.isMissing()) append(target, name, result.value());
  }

  void append(bson_t* target, std::string_view name, const Value& value) {
    const std::size_t size = name.size() + sizeOf(value);
    spendSteps(1 + stepsOfBytes(size));
    held_.add(size);
    bson_append_value(target, name.data(), static_cast<int>(name.size()), &value);
  }

  BsonBytes document_;
  HeldMemory held_{};
};

}  // namespace

void requireShallow(BsonBytes document) {
  requireDepth(valueOf(document), 0);
}

Shape::Shape() : root_(std::make_unique<ShapeNode>()) {}
Shape::Shape(Shape&&) noexcept = default;
Shape& Shape::operator=(Shape&&) noexcept = default;
Shape::~Shape() = default;

Shape Shape::ofProject(BsonBytes operand) {
  Reader reader(Reader::Stage::project);
  std::vector<PathPart> path;
  reader.read(operand, path);
  const bool names = reader.keeps || reader.computes || (reader.idIsKept.value_or(false) && !reader.leavesOut);
  if (names && reader.leavesOut) throw QueryFault("$project names members both to be kept and to be left out");
  if (reader.root.inner.empty()) throw QueryFault("$project names no member");
  Shape shape;
  *shape.root_ = std::move(reader.root);
  const bool hasId = shape.root_->find("_id") != nullptr;
  if (names && !hasId) shape.root_->inner.emplace_back("_id", ShapeNode()).second.kind = ShapeNode::Kind::kept;
  settle(*shape.root_, !names);
  return shape;
}

Shape Shape::ofAddFields(BsonBytes operand) {
  Reader reader(Reader::Stage::addFields);
  std::vector<PathPart> path;
  reader.read(operand, path);
  if (reader.root.inner.empty()) throw QueryFault("$addFields names no member");
  Shape shape;
  *shape.root_ = std::move(reader.root);
  settle(*shape.root_, true);
  return shape;
}

Shape Shape::ofUnset(BsonBytes stage) {
  Shape shape;
  const auto leaveOut = [&shape](const Value& name) {
    if (!isText(name)) throw QueryFault("$unset takes a name, or an array of names");
    const std::vector<PathPart> path = partsOf(textOf(name));
    setLeaf(*shape.root_, path, ShapeNode::Kind::leftOut);
  };
  for (const Member& member : Members(stage)) {
    if (!isArray(member.value)) leaveOut(member.value);
    for (const Member& name : Members(isArray(member.value) ? member.value : nullValue())) leaveOut(name.value);
  }
  if (shape.root_->inner.empty()) throw QueryFault("$unset names no member");
  settle(*shape.root_, true);
  return shape;
}

Document Shape::apply(BsonBytes document) const {
  const Value given = valueOf(document);
  OwnedBson result;
  Applied(document).appendMembers(result.get(), *root_, &given);
  requireShallow(result.bytes());
  return result.document();
}

}  // namespace rest::query
