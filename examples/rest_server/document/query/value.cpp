// The bytes of a document go in, its members and their values come out, borrowed.
#include "document/query/value.hpp"

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/query/number.hpp"

namespace rest::query {
namespace {

/// Its name is looked at, and of a regular expression the value, too, to find the end.
std::uint64_t stepsOf(const bson_iter_t& member) noexcept {
  const std::size_t scanned =
      BSON_ITER_HOLDS_REGEX(&member) ? member.next_off - member.off : bson_iter_key_len(&member);
  constexpr std::uint64_t stepsOfAny = 5;
  return stepsOfAny + stepsOfBytes(scanned);
}

}  // namespace

Members::Members(BsonBytes object) noexcept
    : isReadable_(!object.empty() && bson_iter_init_from_data(&place_, object.data(), object.size())) {}

Members::Members(const Value& container) noexcept
    : Members(isObject(container) || isArray(container) ? bytesOf(container) : BsonBytes()) {}

Member Members::Iterator::operator*() const noexcept {
  return {keyOf(*place_), *bson_iter_value(place_)};
}

Members::Iterator& Members::Iterator::operator++() {
  if (bson_iter_next(place_)) {
    spendSteps(stepsOf(*place_));
  } else {
    place_ = nullptr;
  }
  return *this;
}

Members::Iterator Members::begin() {
  return isReadable_ ? ++Iterator(&place_) : Iterator(nullptr);
}

Lookup find(BsonBytes object, std::string_view name) {
  bson_iter_t place;
  if (object.empty() || !bson_iter_init_from_data(&place, object.data(), object.size())) return {};
  Lookup lookup;
  std::uint64_t steps = 12;  // with what asks for it
  while (!lookup.found && bson_iter_next(&place)) {
    steps += stepsOf(place);
    if (keyOf(place) == name) lookup = {true, *bson_iter_value(&place)};
  }
  spendSteps(steps);
  return lookup;
}

Value nullValue() noexcept {
  Value value{};
  value.value_type = BSON_TYPE_NULL;
  return value;
}

BsonBytes bytesOf(const Value& container) noexcept {
  return {container.value.v_doc.data, container.value.v_doc.data_len};
}

std::string_view textOf(const Value& text) noexcept {
  // v_symbol has the members of v_utf8, in the same places.
  if (text.value_type == BSON_TYPE_SYMBOL) return {text.value.v_symbol.symbol, text.value.v_symbol.len};
  return {text.value.v_utf8.str, text.value.v_utf8.len};
}

bool isNumber(const Value& value) noexcept {
  switch (value.value_type) {
    case BSON_TYPE_INT32:
    case BSON_TYPE_INT64:
    case BSON_TYPE_DOUBLE:
    case BSON_TYPE_DECIMAL128:
      return true;
    default:
      return false;
  }
}

bool isTruthy(const Value& value) {
  switch (value.value_type) {
    case BSON_TYPE_BOOL:
      return value.value.v_bool;
    case BSON_TYPE_INT32:
      return value.value.v_int32 != 0;
    case BSON_TYPE_INT64:
      return value.value.v_int64 != 0;
    case BSON_TYPE_DOUBLE:
      return value.value.v_double != 0;
    case BSON_TYPE_DECIMAL128: {
      const NearestDouble number = nearestDouble(value);
      return number.nearest != 0 || number.side != 0;
    }
    case BSON_TYPE_NULL:
    case BSON_TYPE_UNDEFINED:
      return false;
    default:
      return true;
  }
}

}  // namespace rest::query
