// A text goes in, what it means by the slow and plain way comes out.
#include "tests/fuzz/reference.hpp"

#include <set>
#include <vector>

namespace jwtauth::fuzz {
namespace {

using nlohmann::json;

/// Hears a document as nlohmann reads it, and stops at what our reader does not take.
class StrictListener : public nlohmann::json_sax<json> {
 public:
  bool null() override { return isInside(); }
  bool boolean(bool) override { return isInside(); }
  bool number_integer(number_integer_t) override { return isInside(); }
  bool number_unsigned(number_unsigned_t) override { return isInside(); }
  bool number_float(number_float_t value, const string_t& text) override {
    return isInside() && (value != 0 || !isUnequalZero(text));
  }
  bool string(string_t&) override { return isInside(); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override {
    open_.emplace_back();
    return open_.size() <= 64;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override {
    if (!isInside()) return false;
    open_.emplace_back();
    return open_.size() <= 64;
  }
  bool end_array() override { return close(); }

  bool key(string_t& name) override { return open_.back().insert(name).second && ++openNames_ <= 1024; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  /// A number too small for a double, which nlohmann takes for zero.
  static bool isUnequalZero(std::string_view number) {
    return number.substr(0, number.find_first_of("eE")).find_first_of("123456789") != std::string_view::npos;
  }
  bool isInside() const { return !open_.empty(); }
  bool close() {
    openNames_ -= open_.back().size();
    open_.pop_back();
    return true;
  }

  std::vector<std::set<std::string>> open_;  // the names of each object; of an array none
  std::size_t openNames_ = 0;
};

}  // namespace

std::optional<std::string> referenceBase64Url(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  unsigned pending = 0;
  int bits = 0;
  for (const char character : text) {
    const std::size_t value = alphabet.find(character);
    if (value == std::string_view::npos) return std::nullopt;
    pending = pending << 6 | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(pending >> bits);
    pending &= (1U << bits) - 1;
  }
  if (pending != 0) return std::nullopt;
  return bytes;
}

std::optional<json> referenceObject(std::string_view text) {
  if (text.find('\0') != std::string_view::npos || text.starts_with("\xef\xbb\xbf")) return std::nullopt;
  StrictListener listener;
  if (!json::sax_parse(text, &listener)) return std::nullopt;
  return std::make_optional(json::parse(text));
}

}  // namespace jwtauth::fuzz
