// A field name goes in, the field's value or values come out; fields of an answer go in, their text comes out.
#include "http/message.hpp"

#include <algorithm>

#include "src/text/ascii.hpp"

namespace rest::http {
namespace {

constexpr std::size_t usualFieldBytes = 512;

constexpr bool isControlInField(char c) noexcept {
  return c != '\t' && jwtauth::isControl(c);
}

}  // namespace

std::optional<std::string_view> Request::field(std::string_view name) const {
  for (const FieldView& each : fields) {
    if (jwtauth::equalsWithoutCase(each.name, name)) return each.value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Request::fieldValues(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const FieldView& each : fields) {
    if (jwtauth::equalsWithoutCase(each.name, name)) values.push_back(each.value);
  }
  return values;
}

void ResponseFields::add(std::string_view name, std::string_view value) {
  if (text_.empty()) text_.reserve(usualFieldBytes);
  text_.append(name).append(": ");
  const std::size_t begin = text_.size();
  text_.append(value);
  std::replace_if(text_.begin() + static_cast<std::ptrdiff_t>(begin), text_.end(), isControlInField, ' ');
  text_.append("\r\n");
}

std::optional<std::string_view> ResponseFields::find(std::string_view name) const {
  std::optional<std::string_view> found;
  forEach([&](FieldView field) {
    if (!found && jwtauth::equalsWithoutCase(field.name, name)) found = field.value;
  });
  return found;
}

}  // namespace rest::http
