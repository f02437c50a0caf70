// Values that are computed for a request, and how they compare.
#include "document/query/result.hpp"

#include <string>

#include "document/query/comparison.hpp"

namespace rest::query {
namespace {

Value valueOf(bson_type_t type) noexcept {
  Value value;
  value.value_type = type;
  return value;
}

}  // namespace

Result Result::ofBoolean(bool flag) noexcept {
  Value value = valueOf(BSON_TYPE_BOOL);
  value.value.v_bool = flag;
  return value;
}

Result Result::ofInt32(std::int32_t number) noexcept {
  Value value = valueOf(BSON_TYPE_INT32);
  value.value.v_int32 = number;
  return value;
}

Result Result::ofInt64(std::int64_t number) noexcept {
  Value value = valueOf(BSON_TYPE_INT64);
  value.value.v_int64 = number;
  return value;
}

Result Result::ofDouble(double number) noexcept {
  Value value = valueOf(BSON_TYPE_DOUBLE);
  value.value.v_double = number;
  return value;
}

Result Result::ofDate(std::int64_t milliseconds) noexcept {
  Value value = valueOf(BSON_TYPE_DATE_TIME);
  value.value.v_datetime = milliseconds;
  return value;
}

Result Result::ofText(std::string_view text) {
  OwnedBson built;
  bson_append_utf8(built.get(), "", 0, text.data(), static_cast<int>(text.size()));
  return ofOnlyMember(built);
}

Result Result::ofOnlyMember(const OwnedBson& built) {
  spendSteps(1 + stepsOfBytes(built.bytes().size()));
  Result result;
  result.memory_ =
      std::make_shared<const Memory>(Memory{built.document(), HeldMemory(built.bytes().size() + sizeof(Memory))});
  result.value_ = find(result.memory_->document.bytes(), "").value;
  result.isMissing_ = false;
  return result;
}

bool Result::isNullish() const noexcept {
  return isMissing_ || value_.value_type == BSON_TYPE_NULL || value_.value_type == BSON_TYPE_UNDEFINED;
}

Result Result::kept() const {
  if (isMissing_ || memory_) return *this;
  OwnedBson built;
  bson_append_value(built.get(), "", 0, &value_);
  return ofOnlyMember(built);
}

int compare(const Result& left, const Result& right) {
  spendSteps(1);
  if (!left.isMissing() && !right.isMissing()) return compare(left.value(), right.value());
  if (left.isMissing() && right.isMissing()) return 0;
  const Result& given = left.isMissing() ? right : left;
  const int side = given.value().value_type == BSON_TYPE_MINKEY ? -1 : 1;
  return left.isMissing() ? -side : side;
}

bool isTruthy(const Result& result) {
  return !result.isMissing() && isTruthy(result.value());
}

bool isArray(const Result& result) noexcept {
  return !result.isMissing() && isArray(result.value());
}

std::size_t sizeOf(const Value& value) noexcept {
  constexpr std::size_t ofOthers = 16;
  switch (value.value_type) {
    case BSON_TYPE_UTF8:
      return ofOthers + value.value.v_utf8.len;
    case BSON_TYPE_BINARY:
      return ofOthers + value.value.v_binary.data_len;
    case BSON_TYPE_DOCUMENT:
    case BSON_TYPE_ARRAY:
      return ofOthers + value.value.v_doc.data_len;
    default:
      return ofOthers;
  }
}

ArrayBuilder::ArrayBuilder() {
  beginArray(holder_.get(), "", &array_);
}

void ArrayBuilder::add(const Value& value) {
  const std::size_t size = sizeOf(value);
  spendSteps(1 + stepsOfBytes(size));
  held_.add(size);
  bson_append_value(&array_, std::to_string(count_++).c_str(), -1, &value);
}

Result ArrayBuilder::result() {
  bson_append_array_end(holder_.get(), &array_);
  return Result::ofOnlyMember(holder_);
}

}  // namespace rest::query
