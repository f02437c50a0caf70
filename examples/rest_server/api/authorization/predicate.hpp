#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "api/authorization/access_request.hpp"
#include "api/authorization/body_names.hpp"
#include "api/authorization/operand.hpp"
#include "document/regular_expression.hpp"

namespace rest::api {

/// A condition on requests, parsed once from Undertow's language. Immutable; a cheap handle to copy.
class Predicate {
 public:
  using Segments = std::vector<std::string>;

  struct Path {
    std::vector<Segments> paths;  ///< one of them is the path, segment by segment
  };
  struct PathPrefix {
    std::vector<Segments> prefixes;  ///< one of them begins the path, by whole segments
  };
  struct PathTemplate {
    using Step = std::variant<std::string, std::size_t>;  ///< this very segment, or any one: it is captured there
    std::vector<Step> steps;
    bool hasMore = false;  ///< one or more segments follow: `/x/*`
  };
  struct Method {
    std::vector<std::string> methods;
  };
  struct Equals {
    std::vector<Operand> operands;  ///< all the same text; one without a value equals nothing
  };
  struct In {
    Operand value;
    std::vector<Operand> elements;  ///< the value is one of them; a variable may stand for an array
  };
  struct Matches {
    RegularExpression pattern;
    Operand value;
    std::vector<std::size_t> captures;  ///< where the whole match and its groups go
  };
  struct Parameters {
    enum class Rule { contain, whitelist, blacklist };
    Rule rule;
    std::vector<std::string> names;
  };
  struct ParameterCount {
    std::size_t count;
  };
  struct Body {
    enum class Rule { contain, whitelist, blacklist };
    Rule rule;
    std::vector<MemberPath> names;  ///< every document of the body keeps to the rule
  };
  struct And {
    std::vector<Predicate> operands;
  };
  struct Or {
    std::vector<Predicate> operands;
  };
  struct Not {
    std::vector<Predicate> operand;  ///< exactly one
  };
  using Node = std::variant<Path, PathPrefix, PathTemplate, Method, Equals, In, Matches, Parameters, ParameterCount,
                            Body, And, Or, Not>;

  /// `text` is what the node was read from.
  Predicate(Node node, std::string text)
      : node_(std::make_shared<const Node>(std::move(node))), text_(std::move(text)) {}

  /// From left to right, no further than needed; templates and patterns that fit fill the captures. Throws RequestError
  /// (400) when the body is looked at and is not JSON, LargeBody, Undecided when it cannot be decided.
  bool holds(const AccessRequest& request, Captures& captures) const;

  const Node& node() const noexcept { return *node_; }
  const std::string& text() const noexcept { return text_; }

 private:
  std::shared_ptr<const Node> node_;
  std::string text_;
};

}  // namespace rest::api
