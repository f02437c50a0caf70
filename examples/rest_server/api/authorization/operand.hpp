#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/authorization/variable.hpp"

namespace rest::api {

/// A text in a predicate that may hold things taken from the request: Undertow's exchange attributes (`%R`,
/// `%{i,Host}`) and variables. Parsed once.
class Operand {
 public:
  enum class Attribute { method, path, queryString, userName, remoteIp };
  struct Header {
    std::string name;
  };
  struct Parameter {
    std::string name;
  };
  using Part = std::variant<std::string, Attribute, Header, Parameter, Variable>;

  /// Throws VariableError.
  static Operand parse(std::string_view text, const CaptureNames& names);

  /// The text with everything put in; nothing when a part of it has no value, or one that is not a text.
  std::optional<std::string> textIn(const AccessRequest& request, const Captures& captures) const;

  /// The variable that it is, when it is nothing else.
  const Variable* variable() const noexcept;
  /// The same text in every request.
  bool isFixed() const noexcept {
    return std::all_of(parts_.begin(), parts_.end(),
                       [](const Part& part) { return std::holds_alternative<std::string>(part); });
  }
  std::span<const Part> parts() const noexcept { return parts_; }
  /// It has no value in a request without a user.
  bool isOfUser() const noexcept;

  /// As it is written.
  const std::string& text() const noexcept { return text_; }

 private:
  Operand(std::vector<Part> parts, std::string_view text) : parts_(std::move(parts)), text_(text) {}

  std::vector<Part> parts_;
  std::string text_;
};

}  // namespace rest::api
