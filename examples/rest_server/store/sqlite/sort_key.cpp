// An `_id` goes in, bytes that sort like it come out. Refused: values that MongoDB does not take as an `_id`, and
// Decimal128, which this store cannot order among the other numbers.
#include "store/sqlite/sort_key.hpp"

#include <bit>
#include <cmath>

#include "document/bson_access.hpp"
#include "store/document_store.hpp"

namespace rest {
namespace {

// MongoDB's order of the types (its manual, "Comparison/Sort Order"). Zero is free: it ends an object.
enum class Rank : std::uint8_t {
  minKey = 1,
  null,
  number,
  text,
  object,
  array,
  binary,
  objectId,
  boolean,
  date,
  timestamp,
  maxKey,
};

enum class Level { top, nested };

void appendBigEndian(std::string& key, std::uint64_t value, int bytes = 8) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) key += static_cast<char>(value >> shift & 0xFF);
}

void appendSigned(std::string& key, std::int64_t value) {
  appendBigEndian(key, static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63));
}

void appendRank(std::string& key, Rank rank) {
  key += static_cast<char>(rank);
}

// The nearest double, then what an integer has beyond it: that orders integers and doubles exactly among each other.
void appendNumber(std::string& key, double nearest, std::int64_t rest) {
  appendRank(key, Rank::number);
  if (std::isnan(nearest)) return appendBigEndian(key, 0);
  const auto bits = std::bit_cast<std::uint64_t>(nearest == 0 ? 0.0 : nearest);
  const std::uint64_t sign = std::uint64_t{1} << 63;
  appendBigEndian(key, (bits & sign) != 0 ? ~bits : bits | sign);
  appendSigned(key, rest);
}

void appendInteger(std::string& key, std::int64_t value) {
  const auto nearest = static_cast<double>(value);
  // 2^63 is what the largest integers round to, and no int64 itself.
  const std::int64_t rest = nearest >= 0x1p63 ? (value - std::numeric_limits<std::int64_t>::max()) - 1
                                              : value - static_cast<std::int64_t>(nearest);
  appendNumber(key, nearest, rest);
}

// Zero bytes are escaped, so that the end sorts before every continuation.
void appendText(std::string& key, std::string_view text) {
  for (const char c : text) {
    key += c;
    if (c == '\0') key += '\xFF';
  }
  key += '\0';
  key += '\1';
}

void appendValue(std::string& key, const bson_iter_t& value, Level level);

void appendMembers(std::string& key, const bson_iter_t& container, Rank rank) {
  appendRank(key, rank);
  bson_iter_t member;
  if (!bson_iter_recurse(&container, &member)) throw DocumentFault("an _id is damaged");
  while (bson_iter_next(&member)) {
    std::string value;
    appendValue(value, member, Level::nested);
    key += value.front();
    if (rank == Rank::object) appendText(key, keyOf(member));
    key.append(value, 1);
  }
  key += '\0';
}

void appendValue(std::string& key, const bson_iter_t& value, Level level) {
  std::uint32_t size = 0;
  switch (bson_iter_type(&value)) {
    case BSON_TYPE_MINKEY:
      return appendRank(key, Rank::minKey);
    case BSON_TYPE_NULL:
      return appendRank(key, Rank::null);
    case BSON_TYPE_INT32:
      return appendInteger(key, bson_iter_int32(&value));
    case BSON_TYPE_INT64:
      return appendInteger(key, bson_iter_int64(&value));
    case BSON_TYPE_DOUBLE:
      return appendNumber(key, bson_iter_double(&value), 0);
    case BSON_TYPE_UTF8: {
      const char* text = bson_iter_utf8(&value, &size);
      appendRank(key, Rank::text);
      return appendText(key, {text, size});
    }
    case BSON_TYPE_DOCUMENT:
      return appendMembers(key, value, Rank::object);
    case BSON_TYPE_ARRAY:
      if (level == Level::top) break;
      return appendMembers(key, value, Rank::array);
    case BSON_TYPE_BINARY: {
      bson_subtype_t subtype{};
      const std::uint8_t* data = nullptr;
      bson_iter_binary(&value, &subtype, &size, &data);
      appendRank(key, Rank::binary);
      appendBigEndian(key, size, 4);
      key += static_cast<char>(subtype);
      key.append(reinterpret_cast<const char*>(data), size);
      return;
    }
    case BSON_TYPE_OID:
      appendRank(key, Rank::objectId);
      key.append(reinterpret_cast<const char*>(bson_iter_oid(&value)->bytes), 12);
      return;
    case BSON_TYPE_BOOL:
      appendRank(key, Rank::boolean);
      key += bson_iter_bool(&value) ? '\1' : '\0';
      return;
    case BSON_TYPE_DATE_TIME:
      appendRank(key, Rank::date);
      return appendSigned(key, bson_iter_date_time(&value));
    case BSON_TYPE_TIMESTAMP: {
      std::uint32_t time = 0;
      std::uint32_t increment = 0;
      bson_iter_timestamp(&value, &time, &increment);
      appendRank(key, Rank::timestamp);
      return appendBigEndian(key, std::uint64_t{time} << 32 | increment);
    }
    case BSON_TYPE_MAXKEY:
      return appendRank(key, Rank::maxKey);
    default:
      break;
  }
  throw StoreError(StoreError::Kind::refused, "an _id of this type cannot be kept in the embedded store");
}

}  // namespace

std::string sortKey(const DocumentId& id) {
  const bson_t filter = viewOf(id.asFilter());
  bson_iter_t value;
  bson_iter_init(&value, &filter);
  if (!bson_iter_next(&value)) throw DocumentFault("an _id is damaged");
  std::string key;
  appendValue(key, value, Level::top);
  return key;
}

}  // namespace rest
