// The fields of a sort or an index and a document go in; bytes come out by which documents are ordered. Arrays give a
// key for each element, so that the first key holds the least element for an ascending field and the greatest for a
// descending one. Refused: invalid directions, and two arrays side by side.
#include "document/query/ordering.hpp"

#include <algorithm>
#include <set>

#include "budget/steps.hpp"
#include "document/query/number.hpp"
#include "document/query/order_key.hpp"
#include "document/query/query_fault.hpp"

namespace rest::query {
namespace {

constexpr std::size_t maxFields = 32;     // MongoDB's
constexpr std::size_t maxKeys = 100'000;  // of one document: arrays within arrays multiply

Direction directionOf(std::string_view path, const Value& value) {
  if (isObject(value) && find(bytesOf(value), "$meta").found) throwNeedsMongoDb("$meta");
  const WholeNumber number = wholeNumber(value);
  if (number.isWhole && number.value == 1) return Direction::ascending;
  if (number.isWhole && number.value == -1) return Direction::descending;
  throw QueryFault("the order of " + std::string(path) + " must be 1 or -1");
}

/// How far a field's path was followed into a document.
struct Place {
  PathParts rest{};
  Value value{};
  bool found = false;
  /// There is an array here, whose elements are to be gone through.
  bool isOpenArray() const { return found && isArray(value) && !isTaken; }
  bool isTaken = false;  ///< the value counts as it is
};

Place follow(PathParts path, BsonBytes object) {
  const Lookup member = find(object, path.front().name);
  Place place{path.subspan(1), member.value, member.found};
  if (place.rest.empty() || !place.found || isArray(place.value)) return place;
  if (isObject(place.value)) return follow(place.rest, bytesOf(place.value));
  return {};
}

/// Past the array at a place by a number in its path, when there is such an element: {a: [..]} for "a.0".
Place byIndex(const Place& place) {
  if (!place.isOpenArray() || place.rest.empty() || !place.rest.front().index) return place;
  std::uint32_t index = 0;
  for (const Member& element : Members(place.value)) {
    if (index++ != *place.rest.front().index) continue;
    const PathParts beyond = place.rest.subspan(1);
    if (beyond.empty() || isArray(element.value)) return byIndex({beyond, element.value, true});
    if (isObject(element.value)) return byIndex(follow(beyond, bytesOf(element.value)));
    return {};
  }
  return place;
}

Place inElement(const Place& place, const Value& element) {
  if (place.rest.empty()) return {{}, element, true, true};
  if (isObject(element)) return byIndex(follow(place.rest, bytesOf(element)));
  return {};
}

struct Before {
  bool operator()(const std::string& left, const std::string& right) const {
    spendSteps(1 + stepsOfBytes(std::min(left.size(), right.size())));
    return left < right;
  }
};

/// Every key of a document, or the least of them.
class Keys {
 public:
  enum class Wanted { all, least };

  Keys(const std::vector<OrderedField>& fields, BsonBytes document, Wanted wanted, KeyRoom& room)
      : fields_(fields), wanted_(wanted), room_(room) {
    std::vector<Place> places;
    places.reserve(fields.size());
    for (const OrderedField& field : fields) places.push_back(byIndex(follow(field.parts, document)));
    collect(places);
  }

  /// In their order, no two equal.
  HeldKeys take() {
    while (!keys_.empty()) found_.keys.push_back(std::move(keys_.extract(keys_.begin()).value()));
    return std::move(found_);
  }

 private:
  void collect(const std::vector<Place>& places) {
    const Place* array = nullptr;
    for (const Place& place : places) {
      if (!place.isOpenArray()) continue;
      if (array != nullptr && bytesOf(array->value).data() != bytesOf(place.value).data()) {
        throw QueryFault(QueryFault::Kind::refused,
                         "a document with two arrays side by side has no place in this order");
      }
      array = &place;
    }
    if (array == nullptr) return add(places);

    bool isEmptyArray = true;
    for (const Member& element : Members(array->value)) {
      isEmptyArray = false;
      collect(withArray(places, [&](const Place& place) { return inElement(place, element.value); }));
    }
    if (isEmptyArray) {
      Value undefined;
      undefined.value_type = BSON_TYPE_UNDEFINED;
      collect(withArray(places, [&](const Place& place) {
        return place.rest.empty() ? Place{{}, undefined, true, true} : Place{};
      }));
    }
  }

  template <class Step>
  static std::vector<Place> withArray(const std::vector<Place>& places, const Step& step) {
    constexpr std::uint64_t stepsOfPlace = 3;
    std::vector<Place> next;
    spendSteps(stepsOfPlace * places.size());
    for (const Place& place : places) next.push_back(place.isOpenArray() ? step(place) : place);
    return next;
  }

  void add(const std::vector<Place>& places) {
    if (++count_ > maxKeys) {
      throw QueryFault(QueryFault::Kind::refused, "a document has too many places in this order");
    }
    key_.clear();
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      appendFieldKey(key_, places[i].found ? places[i].value : nullValue(), fields_[i].direction);
    }
    if (keys_.empty() || (wanted_ == Wanted::all && !keys_.contains(key_))) {
      keep();
    } else if (wanted_ == Wanted::least && Before()(key_, *keys_.begin())) {
      auto least = keys_.extract(keys_.begin());
      least.value().swap(key_);
      keys_.insert(std::move(least));
    }
  }

  void keep() {
    constexpr std::uint64_t stepsOfNode = 20;
    constexpr std::size_t bytesOfNode = 80;
    takeRoom(key_.size());
    spendSteps(stepsOfNode + stepsOfCopy(key_.size()));
    found_.held.add(bytesOfNode + key_.size());
    keys_.insert(key_);
  }

  void takeRoom(std::size_t keyBytes) {
    const std::size_t bytes = keyBytes + room_.besideEach;
    if (bytes > room_.ofEach) {
      throw QueryFault(QueryFault::Kind::refused,
                       "an entry of a document in an index takes more than " + std::to_string(room_.ofEach) + " bytes");
    }
    if (bytes > room_.bytes) {
      throw QueryFault(QueryFault::Kind::refused, "the entries of a document in the indexes take too many bytes");
    }
    room_.bytes -= bytes;
  }

  const std::vector<OrderedField>& fields_;
  const Wanted wanted_;
  std::size_t count_ = 0;
  KeyRoom& room_;
  std::string key_{};
  std::set<std::string, Before> keys_{};
  HeldKeys found_{};
};

}  // namespace

Ordering::Ordering(BsonBytes fields) {
  for (const Member& member : Members(fields)) {
    if (member.name.empty()) throw QueryFault("a field of an order has no name");
    if (member.name.starts_with('$')) throw QueryFault("a field of an order cannot start with $");
    fields_.push_back({std::string(member.name), partsOf(member.name), directionOf(member.name, member.value)});
    for (const PathPart& part : fields_.back().parts) {
      if (part.name.empty()) throw QueryFault("a field of an order has an empty part in its path");
    }
  }
  if (fields_.size() > maxFields) throw QueryFault("an order has at most 32 fields");
}

HeldKeys Ordering::keysOf(BsonBytes document, KeyRoom& room) const {
  return Keys(fields_, document, Keys::Wanted::all, room).take();
}

HeldKeys Ordering::keysOf(BsonBytes document) const {
  KeyRoom any;
  return keysOf(document, any);
}

std::string Ordering::keyOf(BsonBytes document) const {
  try {
    KeyRoom any;
    return std::move(Keys(fields_, document, Keys::Wanted::least, any).take().keys.front());
  } catch (const QueryFault& fault) {
    // A request that sorts by such fields is wrong, while an index would be right to refuse the document.
    throw QueryFault(QueryFault::Kind::invalid, fault.what());
  }
}

std::string Ordering::keyOfPlace(BsonBytes values) const {
  std::string key;
  for (const OrderedField& field : fields_) {
    std::vector<PathPart> whole{{field.path}};
    key += Ordering({OrderedField{field.path, std::move(whole), field.direction}}).keyOf(values);
  }
  return key;
}

bool Ordering::finds(BsonBytes document) const {
  return std::any_of(fields_.begin(), fields_.end(), [document](const OrderedField& field) {
    return anyValueAt(field.parts, document, ArraysAtTheEnd::closed,
                      [](const Value* value) { return value != nullptr; });
  });
}

void appendFieldKey(std::string& key, const Value& value, Direction direction) {
  const std::size_t from = key.size();
  appendOrderKey(key, value);
  if (direction != Direction::descending) return;
  spendSteps(stepsOfCopy(key.size() - from));
  reverseOrder(key, from);
}

}  // namespace rest::query
