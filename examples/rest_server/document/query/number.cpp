// Numbers of BSON's four types go in; how they compare comes out, exactly: none is turned into another type that cannot
// hold it. Where a Decimal128 takes part, decimal digits are compared, which every number has.
#include "document/query/number.hpp"

#include <charconv>
#include <cmath>
#include <compare>
#include <limits>

#include "budget/request_budget.hpp"
#include "src/text/number.hpp"

namespace rest::query {
namespace {

enum class Class { notANumber, minusInfinity, finite, infinity };

/// ±0.d1d2d3... times ten to the exponent + 1.
struct Decimal {
  Class kind = Class::finite;
  int sign = 0;
  int exponent = 0;
  std::string digits{};
};

Decimal parseDecimal(std::string_view text) {
  Decimal decimal;
  decimal.sign = text.front() == '-' ? -1 : 1;
  if (text.front() == '-' || text.front() == '+') text.remove_prefix(1);
  if (text.starts_with('N') || text.starts_with('n')) return {Class::notANumber, 0};
  if (text.starts_with('I') || text.starts_with('i')) {
    return {decimal.sign < 0 ? Class::minusInfinity : Class::infinity, decimal.sign};
  }

  const std::size_t e = text.find_first_of("eE");
  if (e != std::string_view::npos) {
    const std::string_view exponent = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.exponent);
    text = text.substr(0, e);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  decimal.exponent += static_cast<int>(point) - 1;
  for (const char c : text) {
    if (c == '.') continue;
    if (c == '0' && decimal.digits.empty()) {
      --decimal.exponent;
    } else {
      decimal.digits += c;
    }
  }
  decimal.digits.resize(decimal.digits.find_last_not_of('0') + 1);
  if (decimal.digits.empty()) return {};
  return decimal;
}

Decimal decimalOf(double number) {
  if (std::isnan(number)) return {Class::notANumber, 0};
  if (std::isinf(number)) return {number < 0 ? Class::minusInfinity : Class::infinity, number < 0 ? -1 : 1};
  spendSteps(1'000);
  // No double has more digits than these.
  char text[800];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number, std::chars_format::scientific, 766);
  return parseDecimal({text, end});
}

std::string decimalText(const Value& number) {
  spendSteps(100);
  char text[BSON_DECIMAL128_STRING];
  bson_decimal128_to_string(&number.value.v_decimal128, text);
  return text;
}

Decimal decimalOf(const Value& number) {
  constexpr std::uint64_t stepsOfDigits = 40;
  spendSteps(stepsOfDigits);
  switch (number.value_type) {
    case BSON_TYPE_INT32:
      return parseDecimal(std::to_string(number.value.v_int32));
    case BSON_TYPE_INT64:
      return parseDecimal(std::to_string(number.value.v_int64));
    case BSON_TYPE_DOUBLE:
      return decimalOf(number.value.v_double);
    default:
      return parseDecimal(decimalText(number));
  }
}

int sign(std::strong_ordering order) {
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

int compare(const Decimal& left, const Decimal& right) {
  if (left.kind != right.kind) return left.kind < right.kind ? -1 : 1;
  if (left.sign != right.sign) return left.sign < right.sign ? -1 : 1;
  if (left.exponent != right.exponent) return left.exponent < right.exponent ? -left.sign : left.sign;
  return left.sign * sign(left.digits <=> right.digits);
}

int compare(double left, double right) {
  if (std::isnan(left) || std::isnan(right)) return (std::isnan(left) ? 0 : 1) - (std::isnan(right) ? 0 : 1);
  return left < right ? -1 : left > right ? 1 : 0;
}

int compare(std::int64_t left, double right) {
  if (std::isnan(right) || right < -0x1p63) return 1;
  if (right >= 0x1p63) return -1;
  const auto whole = static_cast<std::int64_t>(right);
  if (left != whole) return left < whole ? -1 : 1;
  return compare(0.0, right - static_cast<double>(whole));
}

bool isInteger(const Value& number) {
  return number.value_type == BSON_TYPE_INT32 || number.value_type == BSON_TYPE_INT64;
}

std::int64_t integerOf(const Value& number) {
  return number.value_type == BSON_TYPE_INT32 ? number.value.v_int32 : number.value.v_int64;
}

double nearestTo(const Decimal& decimal, const std::string& text) {
  switch (decimal.kind) {
    case Class::notANumber:
      return std::numeric_limits<double>::quiet_NaN();
    case Class::minusInfinity:
    case Class::infinity:
      return decimal.sign * std::numeric_limits<double>::infinity();
    case Class::finite:
      break;
  }
  double nearest = 0;
  if (jwtauth::readNumber(text, nearest).ec == std::errc::result_out_of_range) {
    return decimal.exponent > 0 ? decimal.sign * std::numeric_limits<double>::infinity() : 0;
  }
  return nearest;
}

WholeNumber truncated(const Decimal& decimal) {
  constexpr int maxExponent = std::numeric_limits<std::int64_t>::digits10;
  if (decimal.kind != Class::finite || decimal.exponent > maxExponent) return {};
  if (decimal.sign == 0 || decimal.exponent < 0) return {true, 0};
  std::string whole = decimal.digits;
  whole.resize(static_cast<std::size_t>(decimal.exponent) + 1, '0');
  if (decimal.sign < 0) whole.insert(0, 1, '-');
  const std::optional<std::int64_t> number = jwtauth::numberIn<std::int64_t>(whole);
  return {number.has_value(), number.value_or(0)};
}

}  // namespace

int compareNumbers(const Value& left, const Value& right) {
  if (left.value_type == BSON_TYPE_DECIMAL128 || right.value_type == BSON_TYPE_DECIMAL128) {
    return compare(decimalOf(left), decimalOf(right));
  }
  if (isInteger(left)) {
    if (!isInteger(right)) return compare(integerOf(left), right.value.v_double);
    return sign(integerOf(left) <=> integerOf(right));
  }
  if (isInteger(right)) return -compare(integerOf(right), left.value.v_double);
  return compare(left.value.v_double, right.value.v_double);
}

NearestDouble nearestDouble(const Value& number) {
  NearestDouble result;
  if (number.value_type == BSON_TYPE_DOUBLE) {
    result.nearest = number.value.v_double;
    return result;
  }
  if (isInteger(number)) {
    result.nearest = static_cast<double>(integerOf(number));
    result.side = compare(integerOf(number), result.nearest);
    if (result.side == 0) return result;
  }
  Decimal decimal = decimalOf(number);
  if (!isInteger(number)) {
    result.nearest = nearestTo(decimal, decimalText(number));
    result.side = compare(decimal, decimalOf(result.nearest));
  }
  result.isNegative = decimal.sign < 0;
  result.exponent = decimal.exponent;
  result.digits = std::move(decimal.digits);
  return result;
}

WholeNumber truncated(const Value& number) {
  if (isInteger(number)) return {true, integerOf(number)};
  if (number.value_type == BSON_TYPE_DECIMAL128) return truncated(decimalOf(number));
  const double value = nearestDouble(number).nearest;
  if (std::isnan(value) || value < -0x1p63 || value >= 0x1p63) return {};
  return {true, static_cast<std::int64_t>(value)};
}

WholeNumber wholeNumber(const Value& number) {
  if (!isNumber(number)) return {};
  const WholeNumber whole = truncated(number);
  Value asInteger{};
  asInteger.value_type = BSON_TYPE_INT64;
  asInteger.value.v_int64 = whole.value;
  if (!whole.isWhole || compareNumbers(asInteger, number) != 0) return {};
  return whole;
}

}  // namespace rest::query
