#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

#include "api/authorization/access_request.hpp"
#include "api/authorization/captures.hpp"

namespace rest::api {

/// An unknown variable; what() says what was expected.
class VariableError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// What a permission takes from the request it is asked about: `@user.tenant`, `@now`, `@request.method`,
/// `@request.body.amount`, `@qparams['page']`, `${id}`. Parsed once.
class Variable {
 public:
  struct Claims {};
  struct Claim {
    std::string path;
  };
  struct Now {};
  enum class Property { whole, method, path, queryString, remoteIp, userName };
  struct Body {
    std::string path;
  };
  struct Parameter {
    std::string name;
  };
  struct Capture {
    std::size_t place;
  };

  /// Whether the text is meant to be a variable: it begins with `@`, or with `${` and ends with `}`.
  static bool isMeant(std::string_view text) noexcept;
  /// `names` are those that the predicate fills. Throws VariableError.
  static Variable parse(std::string_view text, const CaptureNames& names);

  /// What it stands for in this request; nothing when the request has no such thing.
  std::optional<Value> valueIn(const AccessRequest& request, const Captures& captures) const;

  /// As one of the kinds above; null when it is of another.
  template <class Kind>
  const Kind* as() const noexcept {
    return std::get_if<Kind>(&kind_);
  }
  /// It has no value in a request without a user.
  bool isOfUser() const noexcept;

  /// As it is written.
  const std::string& text() const noexcept { return text_; }

 private:
  using Kind = std::variant<Claims, Claim, Now, Property, Body, Parameter, Capture>;
  Variable(Kind kind, std::string_view text) : kind_(std::move(kind)), text_(text) {}

  Kind kind_;
  std::string text_;
};

}  // namespace rest::api
