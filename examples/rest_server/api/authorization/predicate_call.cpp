// The tokens of one predicate go in, its node comes out. Refused: unknown predicates and parameters, and values
// that could match nothing.
#include "api/authorization/predicate_call.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "api/authorization/predicate_arguments.hpp"
#include "api/request/target.hpp"
#include "src/text/number.hpp"

namespace rest::api {
namespace {

using Token = PredicateToken;

/// TRACE is here because it is authorized like others, before it is answered 405.
constexpr std::array<std::string_view, 8> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"};

/// Segments are compared decoded, and targets with dot segments are refused: such a condition would never hold, and its
/// negation always.
bool canBeAskedFor(std::string_view segment) {
  const auto isHex = [segment](std::size_t at) {
    return at < segment.size() && std::isxdigit(static_cast<unsigned char>(segment[at])) != 0;
  };
  for (std::size_t at = segment.find('%'); at != std::string_view::npos; at = segment.find('%', at + 1)) {
    if (isHex(at + 1) && isHex(at + 2)) return false;
  }
  return segment != "." && segment != ".." && segment.find_first_of("?#") == std::string_view::npos;
}

class Call {
 public:
  Call(PredicateTokens& tokens, CaptureNames& captures) : arguments_(tokens), captures_(captures) {}

  Predicate::Node read() {
    const Token& name = arguments_.name();
    const auto found =
        std::find_if(readers.begin(), readers.end(), [&name](const Reader& each) { return name.isWord(each.name); });
    if (found == readers.end()) refuseName();
    arguments_.read();
    return (this->*found->read)();
  }

 private:
  struct Reader {
    std::string_view name;
    Predicate::Node (Call::*read)();
  };
  static const std::array<Reader, 14> readers;

  [[noreturn]] void refuseName() const {
    std::string expected;
    for (const Reader& each : readers) expected += std::string(each.name) + ", ";
    arguments_.refuse(arguments_.name(), "one of " + expected + "'not' or '('");
  }

  Operand operandOf(const Token& value) const {
    try {
      return Operand::parse(value.text, captures_);
    } catch (const VariableError& error) {
      arguments_.refuseAt(value, error.what());
    }
  }

  std::vector<Operand> operandsOf(const std::vector<Token>& values) const {
    std::vector<Operand> operands;
    for (const Token& value : values) operands.push_back(operandOf(value));
    return operands;
  }

  std::size_t captureOf(const Token& place, const std::string& name) {
    const auto found = std::find(captures_.begin(), captures_.end(), name);
    if (found != captures_.end()) return static_cast<std::size_t>(found - captures_.begin());
    if (captures_.size() == maxCaptures) {
      arguments_.refuseAt(place, "there are more than " + std::to_string(maxCaptures) + " names to capture");
    }
    captures_.push_back(name);
    return captures_.size() - 1;
  }

  /// Undertow takes paths with and without the first slash.
  Predicate::Segments segmentsOf(const Token& value) const {
    std::string_view path = value.text;
    if (path.find("${") != std::string_view::npos || path.find('@') != std::string_view::npos) {
      arguments_.refuse(value, "a path without variables; path-template and equals compare parts of paths with them");
    }
    return cut(value, path);
  }

  Predicate::Segments cut(const Token& value, std::string_view path) const {
    if (path.empty()) arguments_.refuse(value, "a path");
    if (path.starts_with('/')) path.remove_prefix(1);
    Predicate::Segments segments;
    while (!path.empty()) {
      const std::string_view segment = path.substr(0, path.find('/'));
      if (segment.empty()) arguments_.refuse(value, "a path without empty segments");
      if (!canBeAskedFor(segment)) {
        arguments_.refuse(value, "a path as it is once decoded, with ' ' for %20, without a query, '.' and '..'");
      }
      path.remove_prefix(std::min(segment.size() + 1, path.size()));
      segments.emplace_back(segment);
    }
    return segments;
  }

  std::vector<Predicate::Segments> paths() const {
    std::vector<Predicate::Segments> paths;
    for (const Token& value : arguments_.atLeast(1, arguments_.valuesOfOnly("path"), "a path"))
      paths.push_back(segmentsOf(value));
    return paths;
  }

  Predicate::Node readPath() { return Predicate::Path{paths()}; }
  Predicate::Node readPathPrefix() { return Predicate::PathPrefix{paths()}; }

  Predicate::Node readPathTemplate() {
    const Token value = arguments_.sole("value", arguments_.valuesOfOnly("value"));
    Predicate::PathTemplate path;
    for (const std::string& segment : cut(value, value.text)) {
      if (path.hasMore) arguments_.refuse(value, "a template with '*' in the end only");
      const bool isName = segment.size() > 2 && segment.starts_with('{') && segment.find('}') == segment.size() - 1;
      if (segment == "*") {
        path.hasMore = true;
      } else if (isName) {
        path.steps.emplace_back(captureOf(value, segment.substr(1, segment.size() - 2)));
      } else if (segment.find_first_of("{}*") != std::string::npos) {
        arguments_.refuse(value, "a template whose segments are names, {variables} or, in the end, '*'");
      } else {
        path.steps.emplace_back(segment);
      }
    }
    return path;
  }

  Predicate::Node readMethod() {
    Predicate::Method method;
    for (const Token& value : arguments_.atLeast(1, arguments_.valuesOfOnly("value"), "a method"))
      method.methods.push_back(methodOf(value));
    const bool canHold = std::any_of(method.methods.begin(), method.methods.end(),
                                     [](const std::string& each) { return each != "HEAD" && each != "OPTIONS"; });
    if (!canHold) arguments_.refuseAt(arguments_.name(), "HEAD counts as GET, and OPTIONS needs no permission");
    return method;
  }

  std::string methodOf(const Token& value) const {
    std::string method(value.text);
    std::transform(method.begin(), method.end(), method.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; });
    if (std::find(methods.begin(), methods.end(), method) == methods.end()) {
      arguments_.refuse(value, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS or TRACE");
    }
    return method;
  }

  [[noreturn]] void refuseFixed() const {
    arguments_.refuseAt(arguments_.name(),
                        "compares different texts, which are never equal; expected a variable such "
                        "as @user.sub, %m or ${id}");
  }

  Predicate::Node readEquals() {
    Predicate::Equals equals{
        operandsOf(arguments_.atLeast(2, arguments_.valuesOfOnly("value"), "two values to compare"))};
    const Operand* fixed = nullptr;
    for (const Operand& operand : equals.operands) {
      if (!operand.isFixed()) continue;
      if (fixed != nullptr && fixed->text() != operand.text()) refuseFixed();
      fixed = &operand;
    }
    return equals;
  }

  Predicate::Node readIn() {
    arguments_.allowOnly({"value", "array"});
    const std::vector<Token> elements = arguments_.valuesOf("array");
    if (elements.empty()) arguments_.refuseAt(arguments_.name(), "in needs the parameter 'array'");
    Predicate::In in{operandOf(arguments_.sole("value", arguments_.valuesOf("value"))), operandsOf(elements)};
    const bool canHold = std::any_of(in.elements.begin(), in.elements.end(), [&in](const Operand& element) {
      return !in.value.isFixed() || !element.isFixed() || element.text() == in.value.text();
    });
    if (!canHold) refuseFixed();
    return in;
  }

  Predicate::Node readRegex() {
    arguments_.allowOnly({"pattern", "value", "full-match", "case-sensitive"});
    const Token pattern = arguments_.sole("pattern", arguments_.valuesOfFirst("pattern"));
    const std::vector<Token> values = arguments_.valuesOf("value");
    if (values.size() > 1) arguments_.refuse(values[1], "one value");
    const Operand value = values.empty() ? Operand::parse("%R", {}) : operandOf(values.front());
    RegularExpression::Options options;
    options.ignoresCase = !arguments_.flag("case-sensitive", true);
    options.takesWholeText = arguments_.flag("full-match", false);
    try {
      const RegularExpression compiled(pattern.text, options);
      if (!compiled.isCounted()) arguments_.refuseAt(pattern, "the pattern is too large for its steps to be counted");
      std::vector<std::size_t> places;
      for (std::size_t i = 0; i <= compiled.groups(); ++i) places.push_back(captureOf(pattern, std::to_string(i)));
      return Predicate::Matches{compiled, value, std::move(places)};
    } catch (const PatternError& error) {
      arguments_.refuseAt(pattern, error.what());
    }
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const Token& value : arguments_.valuesOfOnly(arguments_.name().text.starts_with("bson") ? "keys" : "params")) {
      const bool isName =
          !value.text.empty() && !value.text.starts_with('@') && value.text.find("${") == value.text.npos;
      if (!isName) arguments_.refuse(value, "a name");
      names.emplace_back(value.text);
    }
    return names;
  }

  template <Predicate::Parameters::Rule rule>
  Predicate::Node readParameters() {
    std::vector<std::string> parameters = names();
    for (std::string& name : parameters) name = parameterNamed(name);
    return Predicate::Parameters{rule, std::move(parameters)};
  }

  template <Predicate::Body::Rule rule>
  Predicate::Node readBody() {
    Predicate::Body body{rule, names()};
    for (const std::string& name : body.names) {
      if (('.' + name + '.').find("..") != std::string::npos) {
        arguments_.refuseAt(arguments_.name(), "takes names and paths of names, and '" + name + "' has an empty part");
      }
    }
    return body;
  }

  Predicate::Node readParameterCount() {
    const std::vector<Token> values = arguments_.atLeast(1, arguments_.valuesOfOnly("size"), "a number");
    const auto count = jwtauth::numberIn<std::size_t>(values[0].text);
    if (values.size() > 1 || !count) arguments_.refuse(values.back(), "a number");
    return Predicate::ParameterCount{*count};
  }

  PredicateArguments arguments_;
  CaptureNames& captures_;
};

const std::array<Call::Reader, 14> Call::readers{{
    {"path", &Call::readPath},
    {"path-prefix", &Call::readPathPrefix},
    {"path-template", &Call::readPathTemplate},
    {"method", &Call::readMethod},
    {"equals", &Call::readEquals},
    {"in", &Call::readIn},
    {"regex", &Call::readRegex},
    {"qparams-contain", &Call::readParameters<Predicate::Parameters::Rule::contain>},
    {"qparams-whitelist", &Call::readParameters<Predicate::Parameters::Rule::whitelist>},
    {"qparams-blacklist", &Call::readParameters<Predicate::Parameters::Rule::blacklist>},
    {"qparams-size", &Call::readParameterCount},
    {"bson-request-contains", &Call::readBody<Predicate::Body::Rule::contain>},
    {"bson-request-whitelist", &Call::readBody<Predicate::Body::Rule::whitelist>},
    {"bson-request-blacklist", &Call::readBody<Predicate::Body::Rule::blacklist>},
}};

}  // namespace

Predicate::Node readCall(PredicateTokens& tokens, CaptureNames& captures) {
  return Call(tokens, captures).read();
}

}  // namespace rest::api
