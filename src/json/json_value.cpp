// A checked JSON value goes in; its type, its C++ value and its parts come out. The text was read strictly before, so
// only a question for another type is refused here.
#include "src/json/json_value.hpp"

#include <array>

#include "src/text/ascii.hpp"
#include "src/text/number.hpp"

namespace jwtauth::inline v0 {
namespace {

/// Yields, byte by byte, the UTF-8 of a checked JSON string.
class DecodedBytes {
 public:
  explicit DecodedBytes(std::string_view raw) noexcept : raw_(raw) {}

  /// The next byte, or -1 at the end.
  int next() noexcept {
    if (pending_ < pendingSize_) return pendingBytes_[pending_++];
    if (position_ == raw_.size()) return -1;
    const char character = raw_[position_++];
    if (character != '\\') return static_cast<unsigned char>(character);
    return escape(raw_[position_++]);
  }

 private:
  int escape(char letter) noexcept {
    switch (letter) {
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'u':
        break;
      default:
        return static_cast<unsigned char>(letter);
    }
    unsigned codePoint = unit();
    if (isHighSurrogate(codePoint)) {
      position_ += 2;  // the `\u` of the low surrogate, whose presence was checked
      codePoint = 0x10000 + ((codePoint - 0xd800) << 10) + (unit() - 0xdc00);
    }
    encode(codePoint);
    return pendingBytes_[pending_++];
  }

  unsigned unit() noexcept {
    unsigned value = 0;
    for (int i = 0; i < 4; ++i) value = value << 4 | hexadecimalValue(raw_[position_++]);
    return value;
  }

  void encode(unsigned codePoint) noexcept {
    pending_ = pendingSize_ = 0;
    const auto put = [this](unsigned byte) { pendingBytes_[pendingSize_++] = static_cast<unsigned char>(byte); };
    if (codePoint < 0x80) return put(codePoint);
    if (codePoint < 0x800) {
      put(0xc0 | codePoint >> 6);
    } else {
      if (codePoint < 0x10000) {
        put(0xe0 | codePoint >> 12);
      } else {
        put(0xf0 | codePoint >> 18);
        put(0x80 | (codePoint >> 12 & 0x3f));
      }
      put(0x80 | (codePoint >> 6 & 0x3f));
    }
    put(0x80 | (codePoint & 0x3f));
  }

  std::string_view raw_;
  std::size_t position_ = 0;
  std::array<unsigned char, 4> pendingBytes_{};
  std::size_t pending_ = 0;
  std::size_t pendingSize_ = 0;
};

std::size_t endOfString(std::string_view text, std::size_t position) noexcept {
  for (++position; text[position] != '"'; ++position) {
    if (text[position] == '\\') ++position;
  }
  return position + 1;
}

/// Where the value that starts at `position` ends.
std::size_t endOfValue(std::string_view text, std::size_t position) noexcept {
  if (text[position] == '"') return endOfString(text, position);
  if (text[position] != '{' && text[position] != '[') {
    const auto ends = [](char character) { return character == ',' || character == ']' || character == '}'; };
    while (position < text.size() && !ends(text[position]) && !isSpace(text[position])) ++position;
    return position;
  }
  int open = 0;
  do {
    switch (text[position]) {
      case '"':
        position = endOfString(text, position);
        continue;
      case '{':
      case '[':
        ++open;
        break;
      case '}':
      case ']':
        --open;
        break;
      default:
        break;
    }
    ++position;
  } while (open > 0);
  return position;
}

/// Inside a container, space is always followed by something.
std::size_t skipSpace(std::string_view text, std::size_t position) noexcept {
  while (isSpace(text[position])) ++position;
  return position;
}

JsonString insideQuotes(std::string_view quoted) noexcept {
  const std::string_view raw = quoted.substr(1, quoted.size() - 2);
  return {raw, raw.find('\\') != std::string_view::npos};
}

/// A whole number without a sign that 64 bits hold whatever its characters are, as nearly all in tokens are: read in
/// half the time that std::from_chars takes.
std::optional<std::int64_t> shortWhole(std::string_view text) noexcept {
  constexpr std::size_t mostDigits = 17;
  if (text.empty() || text.size() > mostDigits) return std::nullopt;
  std::int64_t number = 0;
  bool areDigits = true;
  for (const char character : text) {
    areDigits &= isDigit(character);
    number = number * 10 + (character - '0');
  }
  if (!areDigits) return std::nullopt;
  return number;
}

/// RFC 6901 4: digits without a leading zero.
std::optional<std::size_t> arrayIndex(std::string_view token) noexcept {
  if (token.size() > 1 && token.front() == '0') return std::nullopt;
  return numberIn<std::size_t>(token);
}

std::string unescapedPointerToken(std::string_view token) {
  std::string name;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
    name += !escape ? token[i] : token[++i] == '0' ? '~' : '/';
  }
  return name;
}

}  // namespace

bool JsonString::equalsDecoded(std::string_view text) const noexcept {
  DecodedBytes bytes(raw);
  for (const char character : text) {
    if (bytes.next() != static_cast<unsigned char>(character)) return false;
  }
  return bytes.next() < 0;
}

std::strong_ordering JsonString::compare(const JsonString& other) const noexcept {
  if (!escaped && !other.escaped) return raw.compare(other.raw) <=> 0;
  DecodedBytes left(raw), right(other.raw);
  for (;;) {
    const int byte = left.next(), otherByte = right.next();
    if (byte != otherByte || byte < 0) return byte <=> otherByte;
  }
}

std::uint32_t JsonString::hashDecoded() const noexcept {
  TextHash hash;
  DecodedBytes bytes(raw);
  std::uint64_t word = 0;
  unsigned filled = 0;
  for (int byte = bytes.next(); byte >= 0; byte = bytes.next()) {
    word |= static_cast<std::uint64_t>(byte) << 8 * filled;
    if (++filled < sizeof word) continue;
    hash.add(word);
    word = filled = 0;
  }
  hash.add(word);
  return static_cast<std::uint32_t>(hash.value());
}

std::string JsonString::decoded() const {
  if (!escaped) return std::string(raw);
  std::string text;
  text.reserve(raw.size());
  DecodedBytes bytes(raw);
  for (int byte = bytes.next(); byte >= 0; byte = bytes.next()) text += static_cast<char>(byte);
  return text;
}

std::optional<JsonString> JsonValue::string() const noexcept {
  if (!isString()) return std::nullopt;
  return insideQuotes(text_);
}

std::optional<bool> JsonValue::boolean() const noexcept {
  if (type() != JsonType::boolean) return std::nullopt;
  return text_.front() == 't';
}

std::optional<double> JsonValue::number() const noexcept {
  if (const auto whole = integer())
    return static_cast<double>(*whole);  // most numbers are whole, and this is ten times as fast
  if (type() != JsonType::number) return std::nullopt;
  return numberIn<double>(text_);
}

std::optional<std::int64_t> JsonValue::integer() const noexcept {
  if (const auto whole = shortWhole(text_)) return whole;
  if (type() != JsonType::number) return std::nullopt;
  return numberIn<std::int64_t>(text_);
}

JsonValue::Items::Items(std::string_view container) noexcept
    : text_(container.front() == '{' || container.front() == '[' ? container : std::string_view("[]")),
      object_(text_.front() == '{') {}

std::optional<JsonItem> JsonValue::Items::next() noexcept {
  position_ = skipSpace(text_, position_);
  if (position_ + 1 == text_.size()) return std::nullopt;
  if (text_[position_] == ',') position_ = skipSpace(text_, position_ + 1);
  JsonString name;
  if (object_) {
    const std::size_t end = endOfString(text_, position_);
    name = insideQuotes(text_.substr(position_, end - position_));
    position_ = skipSpace(text_, skipSpace(text_, end) + 1);
  }
  const std::size_t begin = position_;
  position_ = endOfValue(text_, begin);
  return JsonItem{name, JsonValue(text_.substr(begin, position_ - begin))};
}

std::optional<JsonValue> JsonValue::member(std::string_view name) const noexcept {
  if (type() != JsonType::object) return std::nullopt;
  Items members = items();
  while (const auto item = members.next()) {
    if (item->name.equals(name)) return item->value;
  }
  return std::nullopt;
}

std::optional<JsonValue> JsonValue::element(std::size_t index) const noexcept {
  if (type() != JsonType::array) return std::nullopt;
  Items elements = items();
  for (std::size_t i = 0; const auto item = elements.next(); ++i) {
    if (i == index) return item->value;
  }
  return std::nullopt;
}

std::optional<JsonValue> JsonValue::at(std::string_view pointer) const {
  if (pointer.empty()) return *this;
  if (pointer.front() != '/') return std::nullopt;
  const std::size_t end = pointer.find('/', 1);
  const std::string_view token = pointer.substr(1, end == std::string_view::npos ? end : end - 1);
  std::optional<JsonValue> child;
  if (type() == JsonType::array) {
    if (const auto index = arrayIndex(token)) child = element(*index);
  } else {
    child = member(unescapedPointerToken(token));
  }
  if (!child) return std::nullopt;
  return child->at(end == std::string_view::npos ? std::string_view() : pointer.substr(end));
}

JsonValue valueOfDocument(std::string_view document) noexcept {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t begin = document.find_first_not_of(space);
  return JsonValue(document.substr(begin, document.find_last_not_of(space) + 1 - begin));
}

std::optional<JsonValue> findByNameOrPointer(JsonValue object, std::string_view nameOrPointer) {
  return nameOrPointer.starts_with('/') ? object.at(nameOrPointer) : object.member(nameOrPointer);
}

}  // namespace jwtauth::inline v0
