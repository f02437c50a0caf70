// A BSON document goes in, its relaxed extended JSON is appended to a string. Refused with a DocumentFault: bytes that
// cannot be walked, or are nested deeper than any store keeps.
#include <charconv>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "document/bson_access.hpp"
#include "document/json.hpp"
#include "document/utf8.hpp"

namespace rest {
namespace {

// MongoDB keeps at most 100 levels; the margin is for what other programs stored.
constexpr int maxBsonDepth = 200;

enum class Bracket { object, array };

void appendMembers(std::string& out, const bson_iter_t& before, Bracket bracket, int depth);

void appendNested(std::string& out, const bson_iter_t& element, Bracket bracket, int depth) {
  if (depth == maxBsonDepth) throw DocumentFault("a stored document is nested too deeply");
  bson_iter_t members;
  if (!bson_iter_recurse(&element, &members)) throw DocumentFault("a stored document is damaged");
  appendMembers(out, members, bracket, depth + 1);
}

template <class Integer>
void appendInteger(std::string& out, Integer value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void appendDouble(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "{\"$numberDouble\":\"";
    out += std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    out += "\"}";
    return;
  }
  char digits[32];
  const std::string_view text(
      digits, static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits));
  out += text;
  // A bare 5 would come back as an integer.
  if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

constexpr std::string_view base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void appendBase64(std::string& out, BsonBytes bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < count ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k) out += k <= count ? base64Alphabet[group >> (18 - 6 * k) & 63] : '=';
  }
}

void appendBinary(std::string& out, const bson_iter_t& element) {
  bson_subtype_t subtype{};
  std::uint32_t size = 0;
  const std::uint8_t* data = nullptr;
  bson_iter_binary(&element, &subtype, &size, &data);
  char hex[3];
  std::snprintf(hex, sizeof hex, "%02x", static_cast<unsigned>(subtype) & 0xFFu);
  out += "{\"$binary\":{\"base64\":\"";
  appendBase64(out, {data, size});
  out += "\",\"subType\":\"";
  out += hex;
  out += "\"}}";
}

void appendObjectId(std::string& out, const bson_oid_t* oid) {
  char hex[25];
  bson_oid_to_string(oid, hex);
  out += "{\"$oid\":\"";
  out += hex;
  out += "\"}";
}

void appendTimestamp(std::string& out, const bson_iter_t& element) {
  std::uint32_t time = 0;
  std::uint32_t increment = 0;
  bson_iter_timestamp(&element, &time, &increment);
  out += "{\"$timestamp\":{\"t\":";
  appendInteger(out, time);
  out += ",\"i\":";
  appendInteger(out, increment);
  out += "}}";
}

void appendRegex(std::string& out, const bson_iter_t& element) {
  const char* options = nullptr;
  const char* pattern = bson_iter_regex(&element, &options);
  out += "{\"$regularExpression\":{\"pattern\":";
  appendJsonString(out, pattern);
  out += ",\"options\":";
  appendJsonString(out, options);
  out += "}}";
}

void appendCodeWithScope(std::string& out, const bson_iter_t& element, int depth) {
  if (depth == maxBsonDepth) throw DocumentFault("a stored document is nested too deeply");
  std::uint32_t codeSize = 0;
  std::uint32_t scopeSize = 0;
  const std::uint8_t* scopeBytes = nullptr;
  const char* code = bson_iter_codewscope(&element, &codeSize, &scopeSize, &scopeBytes);
  const bson_t scope = viewOf({scopeBytes, scopeSize});
  bson_iter_t members;
  bson_iter_init(&members, &scope);
  out += "{\"$code\":";
  appendJsonString(out, {code, codeSize});
  out += ",\"$scope\":";
  appendMembers(out, members, Bracket::object, depth + 1);
  out += '}';
}

void appendDbPointer(std::string& out, const bson_iter_t& element) {
  std::uint32_t size = 0;
  const char* collection = nullptr;
  const bson_oid_t* oid = nullptr;
  bson_iter_dbpointer(&element, &size, &collection, &oid);
  out += "{\"$dbPointer\":{\"$ref\":";
  appendJsonString(out, {collection, size});
  out += ",\"$id\":";
  appendObjectId(out, oid);
  out += "}}";
}

void appendDecimal(std::string& out, const bson_iter_t& element) {
  bson_decimal128_t decimal;
  char digits[BSON_DECIMAL128_STRING];
  bson_iter_decimal128(&element, &decimal);
  bson_decimal128_to_string(&decimal, digits);
  out += "{\"$numberDecimal\":\"";
  out += digits;
  out += "\"}";
}

void appendText(std::string& out, std::string_view before, std::string_view text, std::string_view after) {
  out += before;
  appendJsonString(out, text);
  out += after;
}

void appendValue(std::string& out, const bson_iter_t& element, int depth) {
  std::uint32_t size = 0;
  switch (bson_iter_type(&element)) {
    case BSON_TYPE_DOUBLE:
      return appendDouble(out, bson_iter_double(&element));
    case BSON_TYPE_UTF8: {
      const char* text = bson_iter_utf8(&element, &size);
      return appendJsonString(out, {text, size});
    }
    case BSON_TYPE_DOCUMENT:
      return appendNested(out, element, Bracket::object, depth);
    case BSON_TYPE_ARRAY:
      return appendNested(out, element, Bracket::array, depth);
    case BSON_TYPE_BINARY:
      return appendBinary(out, element);
    case BSON_TYPE_UNDEFINED:
      out += "{\"$undefined\":true}";
      return;
    case BSON_TYPE_OID:
      return appendObjectId(out, bson_iter_oid(&element));
    case BSON_TYPE_BOOL:
      out += bson_iter_bool(&element) ? "true" : "false";
      return;
    case BSON_TYPE_DATE_TIME:
      out += "{\"$date\":";
      appendInteger(out, bson_iter_date_time(&element));
      out += '}';
      return;
    case BSON_TYPE_NULL:
      out += "null";
      return;
    case BSON_TYPE_REGEX:
      return appendRegex(out, element);
    case BSON_TYPE_DBPOINTER:
      return appendDbPointer(out, element);
    case BSON_TYPE_CODE: {
      const char* code = bson_iter_code(&element, &size);
      return appendText(out, "{\"$code\":", {code, size}, "}");
    }
    case BSON_TYPE_SYMBOL: {
      const char* symbol = bson_iter_symbol(&element, &size);
      return appendText(out, "{\"$symbol\":", {symbol, size}, "}");
    }
    case BSON_TYPE_CODEWSCOPE:
      return appendCodeWithScope(out, element, depth);
    case BSON_TYPE_INT32:
      return appendInteger(out, bson_iter_int32(&element));
    case BSON_TYPE_TIMESTAMP:
      return appendTimestamp(out, element);
    case BSON_TYPE_INT64:
      return appendInteger(out, bson_iter_int64(&element));
    case BSON_TYPE_DECIMAL128:
      return appendDecimal(out, element);
    case BSON_TYPE_MAXKEY:
      out += "{\"$maxKey\":1}";
      return;
    case BSON_TYPE_MINKEY:
      out += "{\"$minKey\":1}";
      return;
    case BSON_TYPE_EOD:
      break;
  }
  throw DocumentFault("a stored document has a value of an unknown type");
}

void appendMembers(std::string& out, const bson_iter_t& before, Bracket bracket, int depth) {
  bson_iter_t members = before;
  out += bracket == Bracket::object ? '{' : '[';
  bool first = true;
  while (bson_iter_next(&members)) {
    if (!first) out += ',';
    first = false;
    if (bracket == Bracket::object) {
      appendJsonString(out, keyOf(members));
      out += ':';
    }
    appendValue(out, members, depth);
  }
  out += bracket == Bracket::object ? '}' : ']';
}

}  // namespace

void appendJsonString(std::string& out, std::string_view text) {
  if (!isUtf8(text)) {
    out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[7];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
  }
  out += '"';
}

void appendJson(std::string& out, BsonBytes document) {
  const bson_t view = viewOf(document);
  bson_iter_t members;
  if (!bson_iter_init(&members, &view)) throw DocumentFault("a stored document is damaged");
  appendMembers(out, members, Bracket::object, 0);
}

}  // namespace rest
