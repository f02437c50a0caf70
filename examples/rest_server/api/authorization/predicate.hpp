#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rest::api {

/// What a predicate looks at. HEAD is given as GET: it asks for no more.
struct AccessRequest {
  std::string_view method;
  std::span<const std::string> segments;
};

/// A condition on requests, parsed once from Undertow's language. Immutable; a cheap handle to copy.
class Predicate {
 public:
  struct Path {
    std::vector<std::vector<std::string>> paths;  ///< one of them is the path, segment by segment
  };
  struct PathPrefix {
    std::vector<std::vector<std::string>> prefixes;  ///< one of them begins the path, by whole segments
  };
  struct Method {
    std::vector<std::string> methods;
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
  using Node = std::variant<Path, PathPrefix, Method, And, Or, Not>;

  explicit Predicate(Node node) : node_(std::make_shared<const Node>(std::move(node))) {}

  bool matches(const AccessRequest& request) const;
  const Node& node() const noexcept { return *node_; }

 private:
  std::shared_ptr<const Node> node_;
};

}  // namespace rest::api
