// Two values go in; which one MongoDB puts first comes out.
#include "document/query/comparison.hpp"

#include <algorithm>
#include <cstring>

#include "budget/request_budget.hpp"
#include "document/query/number.hpp"

namespace rest::query {
namespace {

template <class T>
int order(const T& left, const T& right) {
  return left < right ? -1 : right < left ? 1 : 0;
}

int orderTexts(std::string_view left, std::string_view right) {
  spendSteps(stepsOfBytes(std::min(left.size(), right.size())));
  return order(left.compare(right), 0);
}

int orderMembers(const Value& left, const Value& right) {
  Members lefts(left);
  Members rights(right);
  auto l = lefts.begin();
  auto r = rights.begin();
  for (; l != lefts.end() && r != rights.end(); ++l, ++r) {
    const Member a = *l;
    const Member b = *r;
    if (const int types = order(rankOf(a.value), rankOf(b.value)); types != 0) return types;
    if (const int names = orderTexts(a.name, b.name); names != 0) return names;
    if (const int values = compare(a.value, b.value); values != 0) return values;
  }
  return (l == lefts.end() ? 0 : 1) - (r == rights.end() ? 0 : 1);
}

int orderBinaries(const Value& left, const Value& right) {
  const auto& l = left.value.v_binary;
  const auto& r = right.value.v_binary;
  if (l.data_len != r.data_len) return order(l.data_len, r.data_len);
  if (l.subtype != r.subtype) return order(l.subtype, r.subtype);
  spendSteps(stepsOfBytes(l.data_len));
  return l.data_len == 0 ? 0 : order(std::memcmp(l.data, r.data, l.data_len), 0);
}

int orderRegexes(const Value& left, const Value& right) {
  const int patterns = orderTexts(left.value.v_regex.regex, right.value.v_regex.regex);
  return patterns != 0 ? patterns : orderTexts(left.value.v_regex.options, right.value.v_regex.options);
}

int orderPointers(const Value& left, const Value& right) {
  const auto& l = left.value.v_dbpointer;
  const auto& r = right.value.v_dbpointer;
  const int names = orderTexts({l.collection, l.collection_len}, {r.collection, r.collection_len});
  return names != 0 ? names : bson_oid_compare(&l.oid, &r.oid);
}

int orderScopedCodes(const Value& left, const Value& right) {
  const auto& l = left.value.v_codewscope;
  const auto& r = right.value.v_codewscope;
  const int codes = orderTexts({l.code, l.code_len}, {r.code, r.code_len});
  if (codes != 0) return codes;
  return orderTexts({reinterpret_cast<const char*>(l.scope_data), l.scope_len},
                    {reinterpret_cast<const char*>(r.scope_data), r.scope_len});
}

}  // namespace

Rank rankOf(const Value& value) noexcept {
  switch (value.value_type) {
    case BSON_TYPE_MINKEY:
      return Rank::minKey;
    case BSON_TYPE_NULL:
      return Rank::null;
    case BSON_TYPE_INT32:
    case BSON_TYPE_INT64:
    case BSON_TYPE_DOUBLE:
    case BSON_TYPE_DECIMAL128:
      return Rank::number;
    case BSON_TYPE_UTF8:
    case BSON_TYPE_SYMBOL:
      return Rank::text;
    case BSON_TYPE_DOCUMENT:
      return Rank::object;
    case BSON_TYPE_ARRAY:
      return Rank::array;
    case BSON_TYPE_BINARY:
      return Rank::binary;
    case BSON_TYPE_OID:
      return Rank::objectId;
    case BSON_TYPE_BOOL:
      return Rank::boolean;
    case BSON_TYPE_DATE_TIME:
      return Rank::date;
    case BSON_TYPE_TIMESTAMP:
      return Rank::timestamp;
    case BSON_TYPE_REGEX:
      return Rank::regex;
    case BSON_TYPE_DBPOINTER:
      return Rank::pointer;
    case BSON_TYPE_CODE:
      return Rank::code;
    case BSON_TYPE_CODEWSCOPE:
      return Rank::scopedCode;
    case BSON_TYPE_MAXKEY:
      return Rank::maxKey;
    default:
      return Rank::undefined;
  }
}

int compare(const Value& left, const Value& right) {
  spendSteps(1);
  const Rank rank = rankOf(left);
  if (rank != rankOf(right)) return order(rank, rankOf(right));
  switch (rank) {
    case Rank::number:
      return compareNumbers(left, right);
    case Rank::text:
      return orderTexts(textOf(left), textOf(right));
    case Rank::object:
    case Rank::array:
      return orderMembers(left, right);
    case Rank::binary:
      return orderBinaries(left, right);
    case Rank::objectId:
      return order(bson_oid_compare(&left.value.v_oid, &right.value.v_oid), 0);
    case Rank::boolean:
      return order(left.value.v_bool, right.value.v_bool);
    case Rank::date:
      return order(left.value.v_datetime, right.value.v_datetime);
    case Rank::timestamp: {
      const auto& l = left.value.v_timestamp;
      const auto& r = right.value.v_timestamp;
      return l.timestamp != r.timestamp ? order(l.timestamp, r.timestamp) : order(l.increment, r.increment);
    }
    case Rank::regex:
      return orderRegexes(left, right);
    case Rank::pointer:
      return orderPointers(left, right);
    case Rank::code:
      return orderTexts({left.value.v_code.code, left.value.v_code.code_len},
                        {right.value.v_code.code, right.value.v_code.code_len});
    case Rank::scopedCode:
      return orderScopedCodes(left, right);
    default:
      return 0;
  }
}

}  // namespace rest::query
