#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rest::http {

struct FieldView {
  std::string_view name;
  std::string_view value;
};

/// A request as it came; views into the connection's buffers, valid until it is answered.
struct Request {
  std::string_view method;
  std::string_view target;
  std::vector<FieldView> fields;
  std::string_view body;

  /// The first field of this name (without letter case); nothing when there is none.
  std::optional<std::string_view> field(std::string_view name) const;
  /// All values of this name, in their order.
  std::vector<std::string_view> fieldValues(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  Response& set(std::string name, std::string value) {
    fields.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

/// Letter case of ASCII does not count.
bool equalsIgnoringCase(std::string_view left, std::string_view right) noexcept;

}  // namespace rest::http
