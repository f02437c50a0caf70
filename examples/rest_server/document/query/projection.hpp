#pragma once

#include <memory>
#include <string>
#include <vector>

#include "document/document.hpp"
#include "document/query/query_fault.hpp"

namespace rest::query {

struct ProjectionNode;

/// What of a document is shown: {a: 1} names what is, {a: 0} what is not; $slice and $elemMatch cut arrays. Read once,
/// then applied to many documents. For any number of threads.
class Projection {
 public:
  /// Shows everything.
  Projection();
  /// Throws QueryFault: invalid for what is no projection, unsupported for expressions, which need MongoDB.
  explicit Projection(BsonBytes projection);
  Projection(Projection&&) noexcept;
  Projection& operator=(Projection&&) noexcept;
  ~Projection();

  bool showsAll() const noexcept { return !root_; }

  /// Members that it does not name are shown.
  bool showsOthers() const noexcept;

  /// The paths that it names, `_id` when it is named.
  const std::vector<std::string>& paths() const noexcept { return paths_; }

  /// Throws QueryFault when a regular expression takes too long.
  Document apply(BsonBytes document) const;

 private:
  Document source_;
  std::unique_ptr<const ProjectionNode> root_;
  std::vector<std::string> paths_;
};

}  // namespace rest::query
