#pragma once

#include "api/resources/query.hpp"
#include "document/document.hpp"

namespace rest::api {

/// The values that a request gives for the variables of a stored pipeline: members of `avars`, the user's claims as
/// `@user`, and `@page`, `@pagesize`, `@skip`, `@limit`. They are put in as values; one that holds an operator is
/// refused.
class PipelineVariables {
 public:
  /// Throws RequestError: 400 when a name in the values begins with '$', 403 when one in the claims does.
  PipelineVariables(const Document& values, const Document& claims, const PageNumbers& page);

  /// The stages with {"$var": "name"} and {"$var": ["name", default]} replaced by values, and stages of
  /// {"$ifvar": ["name" or [names], stage, otherwise]} taken or left. Throws RequestError 400 for a variable without a
  /// value.
  Document putInto(const Document& stages) const;

 private:
  Document values_;
};

}  // namespace rest::api
