// A BSON document goes in, its JSON is appended to a string in one of MongoDB's styles. Refused with a DocumentFault:
// bytes that cannot be walked, or are nested deeper than any store keeps.
#include <charconv>
#include <cmath>
#include <cstdio>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/iso_date.hpp"
#include "document/json.hpp"
#include "src/text/base64url.hpp"

namespace rest {
namespace {

// MongoDB keeps at most 100 levels; the margin is for what other programs stored.
constexpr int maxBsonDepth = 200;

enum class Bracket { object, array };

constexpr std::uint64_t bytesOfStep = 3;  // of texts

class Writer {
 public:
  Writer(std::string& out, JsonStyle style) : out_(out), style_(style) {}

  void appendMembers(const bson_iter_t& before, Bracket bracket, int depth) {
    bson_iter_t members = before;
    out_ += bracket == Bracket::object ? '{' : '[';
    bool first = true;
    while (bson_iter_next(&members)) {
      spendSteps(stepsOf(members));
      if (!first) out_ += ',';
      first = false;
      if (bracket == Bracket::object) {
        appendJsonString(out_, keyOf(members));
        out_ += ':';
      }
      appendValue(members, depth);
    }
    out_ += bracket == Bracket::object ? '}' : ']';
  }

 private:
  static std::uint64_t stepsOf(const bson_iter_t& member) {
    constexpr std::uint64_t ofAny = 8;
    constexpr std::uint64_t ofNumbersWithAFraction = 24;
    constexpr std::uint64_t ofDates = 80;
    const std::uint64_t ofName = bson_iter_key_len(&member) / bytesOfStep;
    switch (bson_iter_type(&member)) {
      case BSON_TYPE_DOUBLE:
      case BSON_TYPE_DECIMAL128:
        return ofName + ofNumbersWithAFraction;
      case BSON_TYPE_DATE_TIME:
        return ofName + ofDates;
      case BSON_TYPE_DOCUMENT:
      case BSON_TYPE_ARRAY:  // their members come one by one
      case BSON_TYPE_INT32:
      case BSON_TYPE_INT64:
      case BSON_TYPE_BOOL:
      case BSON_TYPE_NULL:
        return ofName + ofAny;
      default:
        return ofName + ofAny + (member.next_off - member.off) / bytesOfStep;
    }
  }

  bool isShell() const noexcept { return style_ == JsonStyle::shell; }

  template <class Integer>
  void appendDigits(Integer value) {
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }

  void appendNested(const bson_iter_t& element, Bracket bracket, int depth) {
    if (depth == maxBsonDepth) throw DocumentFault("a stored document is nested too deeply");
    bson_iter_t members;
    if (!bson_iter_recurse(&element, &members)) throw DocumentFault("a stored document is damaged");
    appendMembers(members, bracket, depth + 1);
  }

  void appendInt32(std::int32_t value) {
    if (style_ != JsonStyle::canonical) return appendDigits(value);
    out_ += "{\"$numberInt\":\"";
    appendDigits(value);
    out_ += "\"}";
  }

  void appendInt64(std::int64_t value) {
    const bool isTyped = isShell() || style_ == JsonStyle::canonical || style_ == JsonStyle::strict;
    if (!isTyped) return appendDigits(value);
    out_ += isShell() ? "NumberLong(\"" : "{\"$numberLong\":\"";
    appendDigits(value);
    out_ += isShell() ? "\")" : "\"}";
  }

  void appendDouble(double value) {
    const bool isTyped = style_ == JsonStyle::canonical || (!std::isfinite(value) && !isShell());
    if (isTyped) out_ += "{\"$numberDouble\":\"";
    if (std::isfinite(value)) {
      appendFinite(value);
    } else {
      out_ += std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    }
    if (isTyped) out_ += "\"}";
  }

  void appendFinite(double value) {
    char digits[32];
    const std::string_view text(
        digits, static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits));
    out_ += text;
    // A bare 5 would come back as an integer.
    if (text.find_first_of(".e") == std::string_view::npos) out_ += ".0";
  }

  void appendDate(std::int64_t milliseconds) {
    const bool isText = isShell() || style_ == JsonStyle::relaxed;
    if (const auto iso = isText ? isoDateOf(milliseconds) : std::nullopt) {
      out_ += isShell() ? "ISODate(\"" : "{\"$date\":\"";
      out_ += *iso;
      out_ += isShell() ? "\")" : "\"}";
      return;
    }
    const bool isTyped = style_ == JsonStyle::relaxed || style_ == JsonStyle::canonical;
    out_ += isShell() ? "new Date(" : isTyped ? "{\"$date\":{\"$numberLong\":\"" : "{\"$date\":";
    appendDigits(milliseconds);
    out_ += isShell() ? ")" : isTyped ? "\"}}" : "}";
  }

  void appendBinary(const bson_iter_t& element) {
    bson_subtype_t subtype{};
    std::uint32_t size = 0;
    const std::uint8_t* data = nullptr;
    bson_iter_binary(&element, &subtype, &size, &data);
    const std::string base64 = jwtauth::encodeBase64({reinterpret_cast<const char*>(data), size});
    if (isShell()) {
      out_ += "BinData(";
      appendDigits(static_cast<unsigned>(subtype) & 0xFFu);
      out_ += ", \"";
      out_ += base64;
      out_ += "\")";
      return;
    }
    char hex[3];
    std::snprintf(hex, sizeof hex, "%02x", static_cast<unsigned>(subtype) & 0xFFu);
    const bool isOld = style_ == JsonStyle::strict;
    out_ += isOld ? "{\"$binary\":\"" : "{\"$binary\":{\"base64\":\"";
    out_ += base64;
    out_ += isOld ? "\",\"$type\":\"" : "\",\"subType\":\"";
    out_ += hex;
    out_ += isOld ? "\"}" : "\"}}";
  }

  void appendObjectId(const bson_oid_t* oid) {
    char hex[25];
    bson_oid_to_string(oid, hex);
    out_ += isShell() ? "ObjectId(\"" : "{\"$oid\":\"";
    out_ += hex;
    out_ += isShell() ? "\")" : "\"}";
  }

  void appendTimestamp(const bson_iter_t& element) {
    std::uint32_t time = 0;
    std::uint32_t increment = 0;
    bson_iter_timestamp(&element, &time, &increment);
    out_ += isShell() ? "Timestamp(" : "{\"$timestamp\":{\"t\":";
    appendDigits(time);
    out_ += isShell() ? ", " : ",\"i\":";
    appendDigits(increment);
    out_ += isShell() ? ")" : "}}";
  }

  void appendRegex(const bson_iter_t& element) {
    const char* options = nullptr;
    const char* pattern = bson_iter_regex(&element, &options);
    if (isShell()) {
      out_ += '/';
      for (const char* c = pattern; *c != '\0'; ++c) out_ += *c == '/' ? std::string("\\/") : std::string(1, *c);
      out_ += '/';
      out_ += options;
      return;
    }
    const bool isOld = style_ == JsonStyle::strict;
    out_ += isOld ? "{\"$regex\":" : "{\"$regularExpression\":{\"pattern\":";
    appendJsonString(out_, pattern);
    out_ += isOld ? ",\"$options\":" : ",\"options\":";
    appendJsonString(out_, options);
    out_ += isOld ? "}" : "}}";
  }

  void appendCodeWithScope(const bson_iter_t& element, int depth) {
    if (depth == maxBsonDepth) throw DocumentFault("a stored document is nested too deeply");
    std::uint32_t codeSize = 0;
    std::uint32_t scopeSize = 0;
    const std::uint8_t* scopeBytes = nullptr;
    const char* code = bson_iter_codewscope(&element, &codeSize, &scopeSize, &scopeBytes);
    const bson_t scope = viewOf({scopeBytes, scopeSize});
    bson_iter_t members;
    bson_iter_init(&members, &scope);
    out_ += "{\"$code\":";
    appendJsonString(out_, {code, codeSize});
    out_ += ",\"$scope\":";
    appendMembers(members, Bracket::object, depth + 1);
    out_ += '}';
  }

  void appendDbPointer(const bson_iter_t& element) {
    std::uint32_t size = 0;
    const char* collection = nullptr;
    const bson_oid_t* oid = nullptr;
    bson_iter_dbpointer(&element, &size, &collection, &oid);
    out_ += "{\"$dbPointer\":{\"$ref\":";
    appendJsonString(out_, {collection, size});
    out_ += ",\"$id\":";
    appendObjectId(oid);
    out_ += "}}";
  }

  void appendDecimal(const bson_iter_t& element) {
    bson_decimal128_t decimal;
    char digits[BSON_DECIMAL128_STRING];
    bson_iter_decimal128(&element, &decimal);
    bson_decimal128_to_string(&decimal, digits);
    out_ += isShell() ? "NumberDecimal(\"" : "{\"$numberDecimal\":\"";
    out_ += digits;
    out_ += isShell() ? "\")" : "\"}";
  }

  void appendNamed(std::string_view name, std::string_view text) {
    out_ += "{\"";
    out_ += name;
    out_ += "\":";
    appendJsonString(out_, text);
    out_ += '}';
  }

  void appendValue(const bson_iter_t& element, int depth) {
    std::uint32_t size = 0;
    switch (bson_iter_type(&element)) {
      case BSON_TYPE_DOUBLE:
        return appendDouble(bson_iter_double(&element));
      case BSON_TYPE_UTF8:
        return appendJsonString(out_, textIn(element));
      case BSON_TYPE_DOCUMENT:
        return appendNested(element, Bracket::object, depth);
      case BSON_TYPE_ARRAY:
        return appendNested(element, Bracket::array, depth);
      case BSON_TYPE_BINARY:
        return appendBinary(element);
      case BSON_TYPE_UNDEFINED:
        out_ += isShell() ? "undefined" : "{\"$undefined\":true}";
        return;
      case BSON_TYPE_OID:
        return appendObjectId(bson_iter_oid(&element));
      case BSON_TYPE_BOOL:
        out_ += bson_iter_bool(&element) ? "true" : "false";
        return;
      case BSON_TYPE_DATE_TIME:
        return appendDate(bson_iter_date_time(&element));
      case BSON_TYPE_NULL:
        out_ += "null";
        return;
      case BSON_TYPE_REGEX:
        return appendRegex(element);
      case BSON_TYPE_DBPOINTER:
        return appendDbPointer(element);
      case BSON_TYPE_CODE: {
        const char* code = bson_iter_code(&element, &size);
        return appendNamed("$code", {code, size});
      }
      case BSON_TYPE_SYMBOL: {
        const char* symbol = bson_iter_symbol(&element, &size);
        return appendNamed("$symbol", {symbol, size});
      }
      case BSON_TYPE_CODEWSCOPE:
        return appendCodeWithScope(element, depth);
      case BSON_TYPE_INT32:
        return appendInt32(bson_iter_int32(&element));
      case BSON_TYPE_TIMESTAMP:
        return appendTimestamp(element);
      case BSON_TYPE_INT64:
        return appendInt64(bson_iter_int64(&element));
      case BSON_TYPE_DECIMAL128:
        return appendDecimal(element);
      case BSON_TYPE_MAXKEY:
        out_ += isShell() ? "MaxKey" : "{\"$maxKey\":1}";
        return;
      case BSON_TYPE_MINKEY:
        out_ += isShell() ? "MinKey" : "{\"$minKey\":1}";
        return;
      case BSON_TYPE_EOD:
        break;
    }
    throw DocumentFault("a stored document has a value of an unknown type");
  }

  std::string& out_;
  const JsonStyle style_;
};

}  // namespace

void appendJson(std::string& out, BsonBytes document, JsonStyle style) {
  const bson_t view = viewOf(document);
  bson_iter_t members;
  if (!bson_iter_init(&members, &view)) throw DocumentFault("a stored document is damaged");
  Writer(out, style).appendMembers(members, Bracket::object, 0);
}

}  // namespace rest
