#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "api/authorization/predicate_tokens.hpp"

namespace rest::api {

/// A predicate's name and what it is given: `name(a, b)`, `name[x=a, y={b, c}]`. Values without a parameter's name
/// belong to the parameter before them, or to the predicate's first one. Everything throws PredicateError at its place.
class PredicateArguments {
 public:
  using Token = PredicateToken;

  /// Takes the name; read() takes the rest, once the name is known to be one.
  explicit PredicateArguments(PredicateTokens& tokens) : tokens_(tokens), name_(tokens.take()) {}
  void read();

  const Token& name() const noexcept { return name_; }

  /// Refuses any other parameter.
  void allowOnly(std::initializer_list<std::string_view> parameters) const;
  /// The values of a parameter.
  std::vector<Token> valuesOf(std::string_view parameter) const;
  /// Those, and the values without a parameter's name.
  std::vector<Token> valuesOfFirst(std::string_view parameter) const;
  /// The values of a predicate that has only one parameter. RESTHeart's own configurations call it `value`, too.
  std::vector<Token> valuesOfOnly(std::string_view parameter) const;
  /// Refuses fewer.
  std::vector<Token> atLeast(std::size_t count, std::vector<Token> values, const std::string& expected) const;
  /// The value of a parameter that is given once.
  Token sole(std::string_view parameter, const std::vector<Token>& values) const;
  bool flag(std::string_view parameter, bool fallback) const;

  [[noreturn]] void refuse(const Token& token, const std::string& expected) const { tokens_.refuse(token, expected); }
  [[noreturn]] void refuseAt(const Token& token, const std::string& sentence) const {
    tokens_.refuseAt(token.position, sentence);
  }

 private:
  struct Argument {
    Token parameter;  ///< the end when it is not named
    std::vector<Token> values;
  };

  void readArgument();
  void add(const Token& parameter, const std::vector<Token>& values);
  std::vector<Token> takeArray();
  Token takeValue();

  PredicateTokens& tokens_;
  Token name_;
  std::vector<Argument> arguments_;
};

}  // namespace rest::api
