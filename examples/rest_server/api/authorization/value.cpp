// Claims, parameters and members of bodies go in; values that conditions compare and filters take come out. Refused
// with nothing: what has no BSON form, and what is not there.
#include "api/authorization/value.hpp"

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "document/bson_access.hpp"
#include "document/plain_value.hpp"

namespace rest::api {
namespace {

using nlohmann::json;

bool appendJson(bson_t* target, std::string_view key, const json& value);

bool appendMembers(bson_t* target, const json& value) {
  std::size_t index = 0;
  for (const auto& member : value.items()) {
    const std::string key = value.is_array() ? std::to_string(index++) : member.key();
    if (key.find('\0') != std::string::npos || !appendJson(target, key, member.value())) return false;
  }
  return true;
}

bool appendNested(bson_t* target, std::string_view key, const json& value) {
  const int keySize = static_cast<int>(key.size());
  bson_t nested;
  if (value.is_array()) {
    beginArray(target, key, &nested);
    const bool isDone = appendMembers(&nested, value);
    return bson_append_array_end(target, &nested) && isDone;
  }
  bson_append_document_begin(target, key.data(), keySize, &nested);
  const bool isDone = appendMembers(&nested, value);
  return bson_append_document_end(target, &nested) && isDone;
}

bool appendJson(bson_t* target, std::string_view key, const json& value) {
  const int keySize = static_cast<int>(key.size());
  switch (value.type()) {
    case json::value_t::null:
      return bson_append_null(target, key.data(), keySize);
    case json::value_t::boolean:
      return bson_append_bool(target, key.data(), keySize, value.get<bool>());
    case json::value_t::number_float:
      return bson_append_double(target, key.data(), keySize, value.get<double>());
    case json::value_t::number_unsigned:
      if (value.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return false;
      [[fallthrough]];
    case json::value_t::number_integer: {
      // As documents are read: what fits into 32 bits is kept in them.
      const auto number = value.get<std::int64_t>();
      const bool isShort =
          number >= std::numeric_limits<std::int32_t>::min() && number <= std::numeric_limits<std::int32_t>::max();
      return isShort ? bson_append_int32(target, key.data(), keySize, static_cast<std::int32_t>(number))
                     : bson_append_int64(target, key.data(), keySize, number);
    }
    case json::value_t::string: {
      const auto& text = value.get_ref<const std::string&>();
      return bson_append_utf8(target, key.data(), keySize, text.data(), static_cast<int>(text.size()));
    }
    default:
      return appendNested(target, key, value);
  }
}

bson_iter_t elementOf(const Document& document) {
  const bson_t view = viewOf(document);
  bson_iter_t element;
  bson_iter_init(&element, &view);
  bson_iter_next(&element);
  return element;
}

std::string textOf(double number) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number);
  return {text, end};
}

std::optional<std::string> textOf(const bson_iter_t& element) {
  switch (bson_iter_type(&element)) {
    case BSON_TYPE_UTF8:
      return std::string(textIn(element));
    case BSON_TYPE_INT32:
    case BSON_TYPE_INT64:
      return std::to_string(bson_iter_as_int64(&element));
    case BSON_TYPE_DOUBLE:
      return textOf(bson_iter_double(&element));
    case BSON_TYPE_BOOL:
      return bson_iter_bool(&element) ? "true" : "false";
    case BSON_TYPE_OID: {
      char text[25];
      bson_oid_to_string(bson_iter_oid(&element), text);
      return std::string(text);
    }
    default:
      return std::nullopt;
  }
}

/// Looks for the longest name first, so that a name with dots in it goes before a path through several.
bool descend(const bson_iter_t& within, std::string_view path, bson_iter_t& found) {
  for (std::size_t end = path.size(); end != std::string_view::npos && end > 0; end = path.rfind('.', end - 1)) {
    bson_iter_t member = within;
    if (!bson_iter_find_w_len(&member, path.data(), static_cast<int>(end))) continue;
    if (end == path.size()) {
      found = member;
      return true;
    }
    const bool isNest = BSON_ITER_HOLDS_DOCUMENT(&member) || BSON_ITER_HOLDS_ARRAY(&member);
    bson_iter_t inner;
    if (isNest && bson_iter_recurse(&member, &inner) && descend(inner, path.substr(end + 1), found)) return true;
  }
  return false;
}

}  // namespace

Value Value::ofText(std::string_view text) {
  OwnedBson value;
  bson_append_utf8(value.get(), "", 0, text.data(), static_cast<int>(text.size()));
  return Value(value.document());
}

Value Value::ofDate(std::int64_t millisecondsSince1970) {
  OwnedBson value;
  bson_append_date_time(value.get(), "", 0, millisecondsSince1970);
  return Value(value.document());
}

std::optional<Value> Value::ofJson(const nlohmann::json& json) {
  OwnedBson value;
  if (!appendJson(value.get(), "", json)) return std::nullopt;
  return Value(value.document());
}

Value Value::ofDocument(const Document& document) {
  OwnedBson value;
  const bson_t view = viewOf(document);
  bson_append_document(value.get(), "", 0, &view);
  return Value(value.document());
}

std::optional<Value> Value::memberOf(BsonBytes document, std::string_view path) {
  const bson_t view = viewOf(document);
  bson_iter_t start;
  bson_iter_t found;
  if (!bson_iter_init(&start, &view) || !descend(start, path, found)) return std::nullopt;
  OwnedBson value;
  bson_append_iter(value.get(), "", 0, &found);
  return Value(value.document());
}

std::optional<std::string> Value::text() const {
  return textOf(elementOf(document_));
}

std::optional<std::vector<std::string>> Value::texts() const {
  const bson_iter_t element = elementOf(document_);
  if (!BSON_ITER_HOLDS_ARRAY(&element)) return std::nullopt;
  std::vector<std::string> texts;
  for (const bson_iter_t& inner : Elements(element)) {
    std::optional<std::string> text = textOf(inner);
    if (!text) return std::nullopt;
    texts.push_back(std::move(*text));
  }
  return texts;
}

bool Value::isArray() const {
  const bson_iter_t element = elementOf(document_);
  return BSON_ITER_HOLDS_ARRAY(&element);
}

bool Value::isPlain() const {
  return rest::isPlain(elementOf(document_), PlainIn::filter);
}

}  // namespace rest::api
