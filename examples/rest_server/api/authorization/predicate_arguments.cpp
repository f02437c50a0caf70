// The tokens of one predicate go in, its parameters and their values come out. Refused: brackets and commas where they
// do not belong, unknown parameters.
#include "api/authorization/predicate_arguments.hpp"

#include <algorithm>

namespace rest::api {
namespace {

bool isUnnamed(const PredicateToken& parameter) {
  return parameter.kind == PredicateToken::Kind::end;
}

void append(std::vector<PredicateToken>& all, const std::vector<PredicateToken>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

void PredicateArguments::read() {
  const bool isBracket = tokens_.next().isMark('[');
  if (!isBracket && !tokens_.next().isMark('(')) refuse(tokens_.next(), "'(' or '['");
  tokens_.take();
  const char closing = isBracket ? ']' : ')';
  if (tokens_.takeMark(closing)) return;
  do {
    readArgument();
  } while (tokens_.takeMark(','));
  if (!tokens_.takeMark(closing)) refuse(tokens_.next(), std::string("',' or '") + closing + "'");
}

void PredicateArguments::allowOnly(std::initializer_list<std::string_view> parameters) const {
  std::string expected;
  for (const std::string_view each : parameters) expected += (expected.empty() ? "'" : ", '") + std::string(each) + "'";
  for (const Argument& argument : arguments_) {
    const bool isKnown = std::find(parameters.begin(), parameters.end(), argument.parameter.text) != parameters.end();
    if (!isUnnamed(argument.parameter) && !isKnown) refuse(argument.parameter, "a parameter: " + expected);
  }
}

std::vector<PredicateToken> PredicateArguments::valuesOf(std::string_view parameter) const {
  std::vector<Token> values;
  for (const Argument& argument : arguments_) {
    if (argument.parameter.text == parameter) append(values, argument.values);
  }
  return values;
}

std::vector<PredicateToken> PredicateArguments::valuesOfFirst(std::string_view parameter) const {
  std::vector<Token> values;
  for (const Argument& argument : arguments_) {
    if (isUnnamed(argument.parameter) || argument.parameter.text == parameter) append(values, argument.values);
  }
  return values;
}

std::vector<PredicateToken> PredicateArguments::valuesOfOnly(std::string_view parameter) const {
  allowOnly({parameter, "value"});
  std::vector<Token> values = valuesOfFirst(parameter);
  if (parameter != "value") append(values, valuesOf("value"));
  return values;
}

std::vector<PredicateToken> PredicateArguments::atLeast(std::size_t count, std::vector<Token> values,
                                                        const std::string& expected) const {
  if (values.size() < count) refuseAt(name_, std::string(name_.text) + " needs " + expected);
  return values;
}

PredicateToken PredicateArguments::sole(std::string_view parameter, const std::vector<Token>& values) const {
  if (values.size() == 1) return values.front();
  refuseAt(name_, std::string(name_.text) + " needs the parameter '" + std::string(parameter) + "' once");
}

bool PredicateArguments::flag(std::string_view parameter, bool fallback) const {
  const std::vector<Token> values = valuesOf(parameter);
  if (values.empty()) return fallback;
  if (values.size() > 1 || (values[0].text != "true" && values[0].text != "false")) {
    refuse(values.back(), "true or false");
  }
  return values[0].text == "true";
}

void PredicateArguments::readArgument() {
  if (tokens_.next().isMark('{')) return add({}, takeArray());
  const Token first = takeValue();
  if (!tokens_.takeMark('=')) return add({}, {first});
  if (first.kind != Token::Kind::word) refuse(first, "a parameter's name before '='");
  add(first, tokens_.next().isMark('{') ? takeArray() : std::vector<Token>{takeValue()});
}

void PredicateArguments::add(const Token& parameter, const std::vector<Token>& values) {
  if (arguments_.empty() || !isUnnamed(parameter)) arguments_.push_back({parameter, {}});
  append(arguments_.back().values, values);
}

std::vector<PredicateToken> PredicateArguments::takeArray() {
  tokens_.take();
  std::vector<Token> values;
  if (tokens_.takeMark('}')) return values;
  do {
    values.push_back(takeValue());
  } while (tokens_.takeMark(','));
  if (!tokens_.takeMark('}')) refuse(tokens_.next(), "',' or '}'");
  return values;
}

PredicateToken PredicateArguments::takeValue() {
  if (!tokens_.next().isValue()) refuse(tokens_.next(), "a value");
  return tokens_.take();
}

}  // namespace rest::api
