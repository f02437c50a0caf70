// An update operator with its operand goes in; what it does with a field comes out. Refused: operands that it does not
// take, operators that are unknown or need MongoDB.
#include "document/query/field_update.hpp"

#include <algorithm>
#include <array>

#include "document/query/comparison.hpp"
#include "document/query/number.hpp"
#include "document/query/query_fault.hpp"
#include "document/query/type_names.hpp"
#include "utc_text.hpp"

namespace rest::query {
namespace {

Value integer(bson_type_t type, std::int64_t number) {
  Value value;
  value.value_type = type;
  if (type == BSON_TYPE_INT32) {
    value.value.v_int32 = static_cast<std::int32_t>(number);
  } else {
    value.value.v_int64 = number;
  }
  return value;
}

class Set : public Operation {
 public:
  explicit Set(const Value& operand) : operand_(operand) {}
  std::optional<Editable> apply(std::optional<Editable>) const override { return Editable(operand_); }

 private:
  Value operand_;
};

class Unset : public Operation {
 public:
  bool makesField() const noexcept override { return false; }
  std::optional<Editable> apply(std::optional<Editable>) const override { return std::nullopt; }
};

/// $inc and $mul. Integers stay integers: 32 bits grow to 64, and beyond those the update fails.
class Arithmetic : public Operation {
 public:
  enum class Kind { sum, product };

  Arithmetic(Kind kind, std::string path, const Value& operand)
      : kind_(kind), path_(std::move(path)), operand_(operand) {
    if (!isNumber(operand)) throw QueryFault("cannot " + verb() + " with a value that is no number, of " + path_);
    refuseDecimal(operand);
  }

  std::optional<Editable> apply(std::optional<Editable> current) const override {
    if (!current && kind_ == Kind::sum) return Editable(operand_);
    const Value zero = integer(BSON_TYPE_INT32, 0);
    const Value& value = current ? current->value() : zero;
    if (!isNumber(value)) {
      throw QueryFault("cannot " + verb() + " the value of " + path_ + ", which is of the type " + typeName(value));
    }
    refuseDecimal(value);
    return Editable(result(value));
  }

 private:
  std::string verb() const { return kind_ == Kind::sum ? "$inc" : "$mul"; }

  void refuseDecimal(const Value& value) const {
    if (value.value_type == BSON_TYPE_DECIMAL128) throwNeedsMongoDb(verb() + " of a Decimal128");
  }

  Value result(const Value& current) const {
    if (current.value_type == BSON_TYPE_DOUBLE || operand_.value_type == BSON_TYPE_DOUBLE) {
      const double left = nearestDouble(current).nearest;
      const double right = nearestDouble(operand_).nearest;
      Value value;
      value.value_type = BSON_TYPE_DOUBLE;
      value.value.v_double = kind_ == Kind::sum ? left + right : left * right;
      return value;
    }
    const std::int64_t left = truncated(current).value;
    const std::int64_t right = truncated(operand_).value;
    std::int64_t number = 0;
    const bool overflows = kind_ == Kind::sum ? __builtin_add_overflow(left, right, &number)
                                              : __builtin_mul_overflow(left, right, &number);
    if (overflows) throw QueryFault(verb() + " of " + path_ + " leaves what 64 bits can hold");
    const bool isShort = current.value_type == BSON_TYPE_INT32 && operand_.value_type == BSON_TYPE_INT32 &&
                         number == static_cast<std::int32_t>(number);
    return integer(isShort ? BSON_TYPE_INT32 : BSON_TYPE_INT64, number);
  }

  Kind kind_;
  std::string path_;
  Value operand_;
};

class Extreme : public Operation {
 public:
  enum class Kind { least, greatest };
  Extreme(Kind kind, const Value& operand) : kind_(kind), operand_(operand) {}
  std::optional<Editable> apply(std::optional<Editable> current) const override {
    if (!current) return Editable(operand_);
    const int order = compare(operand_, current->value());
    if (kind_ == Kind::least ? order < 0 : order > 0) return Editable(operand_);
    return current;
  }

 private:
  Kind kind_;
  Value operand_;
};

class CurrentDate : public Operation {
 public:
  CurrentDate(const std::string& path, const Value& operand) {
    if (operand.value_type == BSON_TYPE_BOOL) return;
    const Lookup type = isObject(operand) ? find(bytesOf(operand), "$type") : Lookup{};
    const std::string_view name = type.found && isText(type.value) ? textOf(type.value) : "";
    for (const Member& option : Members(operand)) {
      if (option.name != "$type")
        throw QueryFault("$currentDate takes nothing beside $type: " + std::string(option.name));
    }
    if (name != "date" && name != "timestamp") {
      throw QueryFault("$currentDate of " + path + " needs true, or a $type that is date or timestamp");
    }
    isTimestamp_ = name == "timestamp";
  }

  std::optional<Editable> apply(std::optional<Editable>) const override {
    const std::int64_t now = utcNow().time_since_epoch().count();
    Value value;
    value.value_type = isTimestamp_ ? BSON_TYPE_TIMESTAMP : BSON_TYPE_DATE_TIME;
    if (isTimestamp_) {
      value.value.v_timestamp.timestamp = static_cast<std::uint32_t>(now / 1000);
      value.value.v_timestamp.increment = 1;
    } else {
      value.value.v_datetime = now;
    }
    return Editable(value);
  }

 private:
  bool isTimestamp_ = false;
};

}  // namespace

void checkUpdateOperator(std::string_view name) {
  static constexpr std::array known{"$set",         "$setOnInsert", "$unset", "$inc",  "$mul", "$min",      "$max",
                                    "$currentDate", "$rename",      "$push",  "$pull", "$pop", "$addToSet", "$pullAll"};
  if (name == "$bit") throwNeedsMongoDb("$bit");
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw QueryFault("unknown update operator: " + std::string(name));
  }
}

OperationPtr readOperation(std::string_view name, const std::string& path, const Value& operand) {
  if (name == "$set" || name == "$setOnInsert") return std::make_unique<Set>(operand);
  if (name == "$unset") return std::make_unique<Unset>();
  if (name == "$inc") return std::make_unique<Arithmetic>(Arithmetic::Kind::sum, path, operand);
  if (name == "$mul") return std::make_unique<Arithmetic>(Arithmetic::Kind::product, path, operand);
  if (name == "$min") return std::make_unique<Extreme>(Extreme::Kind::least, operand);
  if (name == "$max") return std::make_unique<Extreme>(Extreme::Kind::greatest, operand);
  if (name == "$currentDate") return std::make_unique<CurrentDate>(path, operand);
  if (OperationPtr ofArray = readArrayOperation(name, path, operand)) return ofArray;
  throw QueryFault("unknown update operator: " + std::string(name));
}

}  // namespace rest::query
