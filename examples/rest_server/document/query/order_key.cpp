// A value goes in, bytes that sort like it come out.
#include "document/query/order_key.hpp"

#include <bit>
#include <cmath>

#include "budget/request_budget.hpp"
#include "budget/steps.hpp"
#include "document/query/comparison.hpp"
#include "document/query/number.hpp"

namespace rest::query {
namespace {

void appendBigEndian(std::string& key, std::uint64_t value, int bytes = 8) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) key += static_cast<char>(value >> shift & 0xFF);
}

void appendSigned(std::string& key, std::int64_t value) {
  appendBigEndian(key, static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63));
}

// The nearest double, then the side on which the number is of it, then, for those that are not equal to it, the digits:
// that orders all four types exactly among each other, and most numbers take ten bytes.
void appendNumber(std::string& key, const Value& value) {
  const NearestDouble number = nearestDouble(value);
  if (std::isnan(number.nearest)) {
    appendBigEndian(key, 0);
  } else {
    const auto bits = std::bit_cast<std::uint64_t>(number.nearest == 0 ? 0.0 : number.nearest);
    const std::uint64_t sign = std::uint64_t{1} << 63;
    appendBigEndian(key, (bits & sign) != 0 ? ~bits : bits | sign);
  }
  key += static_cast<char>(number.side + 2);
  if (number.side == 0) return;
  const std::size_t from = key.size();
  appendBigEndian(key, static_cast<std::uint64_t>(number.exponent + 0x8000), 2);
  key += number.digits;
  key += '\0';
  if (number.isNegative) reverseOrder(key, from);
}

// Zero bytes are escaped, so that the end sorts before every continuation.
void appendText(std::string& key, std::string_view text) {
  spendSteps(stepsOfCopy(text.size()));
  for (std::size_t zero = text.find('\0'); zero != std::string_view::npos; zero = text.find('\0')) {
    key.append(text.substr(0, zero + 1)) += '\xFF';
    text.remove_prefix(zero + 1);
  }
  key += text;
  key += '\0';
  key += '\1';
}

void appendMembers(std::string& key, const Value& container) {
  for (const Member& member : Members(container)) {
    const std::size_t from = key.size();
    appendOrderKey(key, member.value);
    if (!isObject(container)) continue;
    // MongoDB compares the types, the names, then the values.
    std::string name;
    appendText(name, member.name);
    spendSteps(stepsOfCopy(key.size() - from));
    key.insert(from + 1, name);
  }
  key += '\0';
}

void appendBinary(std::string& key, const Value& value) {
  const auto& binary = value.value.v_binary;
  spendSteps(stepsOfCopy(binary.data_len));
  appendBigEndian(key, binary.data_len, 4);
  key += static_cast<char>(binary.subtype);
  key.append(reinterpret_cast<const char*>(binary.data), binary.data_len);
}

void appendObjectId(std::string& key, const bson_oid_t& id) {
  key.append(reinterpret_cast<const char*>(id.bytes), sizeof id.bytes);
}

}  // namespace

void appendOrderKey(std::string& key, const Value& value) {
  constexpr std::uint64_t stepsOfAny = 5;
  spendSteps(stepsOfAny);
  const Rank rank = rankOf(value);
  key += static_cast<char>(rank);
  switch (rank) {
    case Rank::number:
      return appendNumber(key, value);
    case Rank::text:
      return appendText(key, textOf(value));
    case Rank::object:
    case Rank::array:
      return appendMembers(key, value);
    case Rank::binary:
      return appendBinary(key, value);
    case Rank::objectId:
      return appendObjectId(key, value.value.v_oid);
    case Rank::boolean:
      key += value.value.v_bool ? '\1' : '\0';
      return;
    case Rank::date:
      return appendSigned(key, value.value.v_datetime);
    case Rank::timestamp:
      return appendBigEndian(
          key, std::uint64_t{value.value.v_timestamp.timestamp} << 32 | value.value.v_timestamp.increment);
    case Rank::regex:
      appendText(key, value.value.v_regex.regex);
      return appendText(key, value.value.v_regex.options);
    case Rank::pointer:
      appendText(key, {value.value.v_dbpointer.collection, value.value.v_dbpointer.collection_len});
      return appendObjectId(key, value.value.v_dbpointer.oid);
    case Rank::code:
      return appendText(key, {value.value.v_code.code, value.value.v_code.code_len});
    case Rank::scopedCode: {
      const auto& code = value.value.v_codewscope;
      appendText(key, {code.code, code.code_len});
      return appendText(key, {reinterpret_cast<const char*>(code.scope_data), code.scope_len});
    }
    default:
      return;
  }
}

void reverseOrder(std::string& key, std::size_t from) noexcept {
  for (std::size_t i = from; i < key.size(); ++i) key[i] = static_cast<char>(~key[i]);
}

}  // namespace rest::query
