// An update and a document go in, the changed document comes out. Refused: paths that meet, operators that do not fit
// what is there, and a change of the `_id`.
#include "document/query/update.hpp"

#include <algorithm>
#include <set>

#include "budget/request_budget.hpp"
#include "budget/steps.hpp"
#include "document/bson_access.hpp"
#include "document/query/comparison.hpp"
#include "document/query/field_update.hpp"

namespace rest::query {
namespace {

constexpr std::uint32_t maxIndex = 1'500'000;        // MongoDB's bound for what is filled up with null
constexpr std::size_t maxBytes = 16u * 1024 * 1024;  // MongoDB's of a document
constexpr std::size_t maxParts = 100;

std::vector<PathPart> writablePath(const std::string& path) {
  std::vector<PathPart> parts = partsOf(path);
  if (parts.size() > maxParts) throw QueryFault("a path of the update has too many parts");
  for (const PathPart& part : parts) {
    if (part.name.empty()) throw QueryFault("the update path '" + path + "' contains an empty field name");
    if (part.name == "$" || part.name.starts_with("$[")) throwNeedsMongoDb("the positional " + part.name);
    if (part.name.starts_with('$'))
      throw QueryFault("the path '" + path + "' of the update has a name that starts with $");
  }
  return parts;
}

/// Refuses a path that is another one's, or on the way to it.
class Conflicts {
 public:
  void add(const std::string& path) {
    const auto next = paths_.lower_bound(path);
    if (next != paths_.end() && isWithin(*next, path)) refuse(path, path);
    if (next != paths_.begin() && isWithin(path, *std::prev(next))) refuse(path, *std::prev(next));
    paths_.insert(next, path);
  }

 private:
  /// What lies within a path follows it at once.
  struct ByParts {
    bool operator()(std::string_view left, std::string_view right) const {
      const auto rank = [](char c) { return c == '.' ? -1 : static_cast<unsigned char>(c); };
      return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                          [&](char l, char r) { return rank(l) < rank(r); });
    }
  };

  [[noreturn]] static void refuse(const std::string& path, const std::string& place) {
    throw QueryFault("updating the path '" + path + "' would create a conflict at '" + place + "'");
  }

  std::set<std::string, ByParts> paths_;
};

/// MongoDB applies updates, and so makes fields, in the order of their paths: numbers as numbers.
bool comesBefore(const FieldUpdate& left, const FieldUpdate& right) {
  return std::lexicographical_compare(
      left.parts.begin(), left.parts.end(), right.parts.begin(), right.parts.end(),
      [](const PathPart& l, const PathPart& r) { return l.index && r.index ? *l.index < *r.index : l.name < r.name; });
}

/// What all paths of an update have filled arrays up with.
struct Filling {
  std::size_t elements = 0;
  HeldMemory held{};
};

class Applier {
 public:
  Applier(const std::string& path, const Operation& operation, Filling& filling)
      : path_(path), operation_(operation), filling_(filling) {}

  void apply(Editable& container, PathParts parts) const {
    if (container.holdsObject()) return inObject(container, parts);
    if (container.holdsArray() && parts.front().index) return inArray(container, parts);
    if (operation_.makesField()) {
      throw QueryFault("cannot create the field '" + parts.front().name + "' of '" + path_ +
                       "' in what is no document");
    }
  }

 private:
  void inObject(Editable& object, PathParts parts) const {
    Editable* there = object.find(parts.front().name);
    if (there == nullptr && !operation_.makesField()) return;
    if (parts.size() > 1) {
      if (there == nullptr) there = &object.append(parts.front().name, Editable::emptyObject());
      return apply(*there, parts.subspan(1));
    }
    std::optional<Editable> current;
    if (there != nullptr) current.emplace(std::move(*there));
    std::optional<Editable> changed = operation_.apply(std::move(current));
    if (!changed) {
      object.remove(parts.front().name);
    } else if (there != nullptr) {
      *there = std::move(*changed);
    } else {
      object.append(parts.front().name, std::move(*changed));
    }
  }

  void inArray(Editable& array, PathParts parts) const {
    const std::uint32_t index = *parts.front().index;
    std::vector<Editable>& elements = array.elements();
    const bool isNew = index >= elements.size();
    if (isNew) {
      if (!operation_.makesField()) return;
      // Of all paths together: a short update could take memory for each of many otherwise.
      filling_.elements += index - elements.size();
      if (index > maxIndex || filling_.elements > maxIndex) {
        throw QueryFault("the path '" + path_ + "' leads too far beyond the end of an array");
      }
      filling_.held.add((index - elements.size()) * sizeof(Editable));
      spendSteps((index - elements.size()) * Editable::stepsOfElement);
      elements.reserve(index + 1);
      while (elements.size() < index) elements.emplace_back(nullValue());
    }
    if (parts.size() > 1) {
      if (isNew) elements.push_back(Editable::emptyObject());
      return apply(elements[index], parts.subspan(1));
    }
    std::optional<Editable> current;
    if (isNew) {
      elements.emplace_back(nullValue());
    } else {
      current.emplace(std::move(elements[index]));
    }
    std::optional<Editable> changed = operation_.apply(std::move(current));
    // An element that is taken away leaves null, so that the others keep their places.
    elements[index] = changed ? std::move(*changed) : Editable(nullValue());
  }

  const std::string& path_;
  const Operation& operation_;
  Filling& filling_;
};

/// The object that holds what is renamed; null where that is missing.
Editable* holderOfRenamed(Editable& document, PathParts from) {
  Editable* holder = nullptr;
  Editable* value = &document;
  bool isInArray = false;
  for (const PathPart& part : from) {
    holder = value;
    if (holder->holdsObject()) {
      value = holder->find(part.name);
    } else if (holder->holdsArray() && part.index) {
      isInArray = true;
      std::vector<Editable>& elements = holder->elements();
      value = *part.index < elements.size() ? &elements[*part.index] : nullptr;
    } else {
      throw QueryFault("the source of a $rename cannot be at '" + part.name + "' of what is no object");
    }
    if (value == nullptr) return nullptr;
  }
  if (isInArray) throw QueryFault("the source of a $rename cannot be in an array");
  return holder;
}

void refuseArraysOnTheWay(Editable& document, PathParts to) {
  Editable* holder = &document;
  for (const PathPart& part : to) {
    if (holder->holdsArray()) throw QueryFault("the destination of a $rename cannot be in an array");
    holder = holder->holdsObject() ? holder->find(part.name) : nullptr;
    if (holder == nullptr) return;
  }
}

void rename(Editable& document, const FieldUpdate& update, Filling& filling) {
  Editable* holder = holderOfRenamed(document, update.renamedFrom);
  if (holder == nullptr) return;
  refuseArraysOnTheWay(document, update.parts);
  const std::string& name = update.renamedFrom.back().name;
  // No other path of the update leads into it, so it is still as it came.
  const OperationPtr set = readOperation("$set", update.path, holder->find(name)->value());
  holder->remove(name);
  Applier(update.path, *set, filling).apply(document, update.parts);
}

Document written(const Editable& document) {
  OwnedBson result;
  document.appendMembersTo(result.get());
  if (result.bytes().size() > maxBytes) {
    throw QueryFault(QueryFault::Kind::refused, "the update would make the document larger than 16 MiB");
  }
  spendSteps(2 * stepsOfCopy(result.bytes().size()));
  return result.document();
}

void refuseNewId(BsonBytes before, BsonBytes after) {
  const Lookup old = find(before, "_id");
  const Lookup now = find(after, "_id");
  if (old.found != now.found || (old.found && compare(old.value, now.value) != 0)) {
    throw QueryFault("the update would change the immutable field '_id'");
  }
}

}  // namespace

Update::Update(Update&&) noexcept = default;
Update& Update::operator=(Update&&) noexcept = default;
Update::~Update() = default;

Update::Update(BsonBytes operators) : source_(Document::copyOf(operators)) {
  Conflicts conflicts;
  for (const Member& member : Members(source_.bytes())) {
    const std::string name(member.name);
    if (!name.starts_with('$')) throw QueryFault("an update has operators alone, and none is called " + name);
    checkUpdateOperator(name);
    if (!isObject(member.value)) throw QueryFault(name + " needs an object of fields");
    for (const Member& field : Members(member.value)) {
      constexpr std::size_t bytesOfPart = 400;  // here, and where it is made in a document
      FieldUpdate update{std::string(field.name)};
      update.parts = writablePath(update.path);
      if (name == "$rename") {
        if (!isText(field.value)) throw QueryFault("$rename needs the new name of a field");
        update.renamedFrom = std::move(update.parts);
        conflicts.add(update.path);
        update.path = textOf(field.value);
        update.parts = writablePath(update.path);
      } else {
        update.operation = readOperation(name, update.path, field.value);
        update.onInsertOnly = name == "$setOnInsert";
      }
      conflicts.add(update.path);
      held_.add(bytesOfPart * (1 + update.parts.size() + update.renamedFrom.size()) + update.path.size());
      updates_.push_back(std::move(update));
    }
  }
  if (source_ == Document()) throw QueryFault("an update needs an operator");
  std::stable_sort(updates_.begin(), updates_.end(), comesBefore);
}

Document Update::apply(BsonBytes document) const {
  return applied(document, Insertion::no);
}

Document Update::applyToNew(BsonBytes idAlone) const {
  return applied(idAlone, Insertion::yes);
}

Document Update::applied(BsonBytes document, Insertion insertion) const {
  Editable edited(document);
  Filling filling;
  for (const FieldUpdate& update : updates_) {
    if (update.onInsertOnly && insertion == Insertion::no) continue;
    if (update.operation) {
      Applier(update.path, *update.operation, filling).apply(edited, update.parts);
    } else {
      rename(edited, update, filling);
    }
  }
  Document result = written(edited);
  refuseNewId(document, result);
  return result;
}

std::vector<std::string> Update::paths() const {
  std::vector<std::string> paths;
  for (const FieldUpdate& update : updates_) {
    paths.push_back(update.path);
    if (update.renamedFrom.empty()) continue;
    std::string from;
    for (const PathPart& part : update.renamedFrom) from += (from.empty() ? "" : ".") + part.name;
    paths.push_back(std::move(from));
  }
  return paths;
}

}  // namespace rest::query
