// A field name goes in, the field's value or values come out.
#include "http/message.hpp"

#include <algorithm>

namespace rest::http {
namespace {

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

bool equalsIgnoringCase(std::string_view left, std::string_view right) noexcept {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<std::string_view> Request::field(std::string_view name) const {
  for (const FieldView& each : fields) {
    if (equalsIgnoringCase(each.name, name)) return each.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Request::fieldValues(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const FieldView& each : fields) {
    if (equalsIgnoringCase(each.name, name)) values.push_back(each.value);
  }
  return values;
}

}  // namespace rest::http
