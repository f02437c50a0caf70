// Text goes in, a JSON string is appended. Ill-formed UTF-8 becomes U+FFFD.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "document/json.hpp"
#include "src/text/utf8.hpp"

namespace rest {

void appendJsonString(std::string& out, std::string_view text) {
  if (!jwtauth::isUtf8(text)) {
    out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return;
  }
  out += '"';
  // Runs of what needs no escape are copied at once: most texts are one such run.
  const auto needsEscape = [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; };
  for (auto begin = text.begin(); begin != text.end();) {
    const auto end = std::find_if(begin, text.end(), needsEscape);
    out.append(begin, end);
    begin = end;
    if (begin == text.end()) break;
    if (*begin == '"' || *begin == '\\') {
      out += '\\';
      out += *begin;
    } else {
      constexpr std::string_view digits = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(*begin);
      out += "\\u00";
      out += digits[code / 16];
      out += digits[code % 16];
    }
    ++begin;
  }
  out += '"';
}

}  // namespace rest
