// Documents go in, one for each element of an array of theirs comes out.
#include "document/query/unwind_stage.hpp"

#include <string>
#include <vector>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/query/editable.hpp"
#include "document/query/path.hpp"

namespace rest::query {
namespace {

std::vector<PathPart> pathIn(const Value& operand) {
  const std::string_view text = isText(operand) ? textOf(operand) : std::string_view();
  if (!text.starts_with('$')) throw QueryFault("the path of $unwind is a text that begins with $");
  std::vector<PathPart> path = partsOf(text.substr(1));
  for (const PathPart& part : path) {
    if (part.name.empty() || part.name.starts_with('$'))
      throw QueryFault("the path of $unwind has an empty part, or one with $");
  }
  return path;
}

class Unwind : public Stage {
 public:
  explicit Unwind(const Value& operand) {
    if (!isObject(operand)) {
      path_ = pathIn(operand);
      return;
    }
    for (const Member& member : Members(operand)) {
      if (member.name == "path") {
        path_ = pathIn(member.value);
      } else if (member.name == "includeArrayIndex") {
        if (!isText(member.value) || textOf(member.value).empty() || textOf(member.value).starts_with('$')) {
          throw QueryFault("includeArrayIndex of $unwind is a name that does not begin with $");
        }
        if (textOf(member.value).find('.') != std::string_view::npos)
          throwNeedsMongoDb("a dotted includeArrayIndex of $unwind");
        index_ = textOf(member.value);
      } else if (member.name == "preserveNullAndEmptyArrays") {
        if (member.value.value_type != BSON_TYPE_BOOL)
          throw QueryFault("preserveNullAndEmptyArrays of $unwind is true or false");
        keepsEmpty_ = member.value.value.v_bool;
      } else {
        throw QueryFault("$unwind has an operand that it does not know");
      }
    }
    if (path_.empty()) throw QueryFault("$unwind needs a path");
  }

  std::optional<Document> next(const Source& source) override {
    while (true) {
      if (document_ && place_ < elements_.size()) {
        const std::size_t place = place_++;
        return with(&elements_[place], static_cast<std::int64_t>(place));
      }
      document_ = source();
      if (!document_) return std::nullopt;
      if (std::optional<Document> whole = begin()) return whole;
    }
  }

 private:
  /// A document that stays one; otherwise its elements are at hand then.
  std::optional<Document> begin() {
    elements_.clear();
    held_ = HeldMemory();
    place_ = 0;
    Lookup found{true, {}};
    BsonBytes object = document_->bytes();
    for (std::size_t i = 0; i < path_.size() && found.found; ++i) {
      found = find(object, path_[i].name);
      const bool isLast = i + 1 == path_.size();
      if (!isLast && found.found && !isObject(found.value)) found.found = false;
      if (!isLast && found.found) object = bytesOf(found.value);
    }
    const bool isNull =
        !found.found || found.value.value_type == BSON_TYPE_NULL || found.value.value_type == BSON_TYPE_UNDEFINED;
    if (isNull) return keepsEmpty_ ? std::optional(with(nullptr, -1)) : std::nullopt;
    if (!isArray(found.value)) return with(nullptr, -1);
    for (const Member& element : Members(found.value)) {
      held_.add(sizeof(Value));
      elements_.push_back(element.value);
    }
    if (!elements_.empty() || !keepsEmpty_) return std::nullopt;
    return withoutMember();
  }

  static void appendIndex(Editable& root, const std::string& name, std::int64_t index) {
    Value value;
    value.value_type = index < 0 ? BSON_TYPE_NULL : BSON_TYPE_INT64;
    value.value.v_int64 = index;
    if (Editable* known = root.find(name)) {
      *known = Editable(value);
    } else {
      root.append(name, Editable(value));
    }
  }

  Document finished(Editable& root, std::int64_t index) const {
    if (!index_.empty()) appendIndex(root, index_, index);
    OwnedBson result;
    root.appendMembersTo(result.get());
    spendSteps(1 + stepsOfBytes(result.bytes().size()));
    return result.document();
  }

  /// The document with the element in the place of its array; with no element, as it is.
  Document with(const Value* element, std::int64_t index) const {
    Editable root(document_->bytes());
    Editable* place = &root;
    for (std::size_t i = 0; element != nullptr && i < path_.size(); ++i) place = place->find(path_[i].name);
    if (element != nullptr) *place = Editable(*element);
    return finished(root, index);
  }

  Document withoutMember() const {
    Editable root(document_->bytes());
    Editable* object = &root;
    for (std::size_t i = 0; i + 1 < path_.size(); ++i) object = object->find(path_[i].name);
    object->remove(path_.back().name);
    return finished(root, -1);
  }

  std::vector<PathPart> path_{};
  std::string index_{};
  bool keepsEmpty_ = false;
  std::optional<Document> document_{};
  std::vector<Value> elements_{};
  HeldMemory held_{};
  std::size_t place_ = 0;
};

}  // namespace

std::unique_ptr<Stage> unwindStage(const Value& operand) {
  return std::make_unique<Unwind>(operand);
}

}  // namespace rest::query
