#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "api/authorization/operand.hpp"
#include "document/document.hpp"

namespace rest::api {

/// A template that would not keep what it promises; what() says why.
class TemplateError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A variable had no value in this request, or one that could mean more than itself; what() names the variable.
class TemplateGap : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A document of a permission's, read once, in which texts that are variables are replaced by values for each request:
/// by BSON values, never by text, so that nothing a token, a path or a body brings becomes an operator.
class DocumentTemplate {
 public:
  enum class Use {
    filter,   ///< MongoDB's query language; variables only where a value is compared
    members,  ///< the members of a document
  };

  /// The empty document.
  DocumentTemplate() = default;
  /// `json` is one object in MongoDB's extended JSON; `_$or` is read as `$or`, as RESTHeart stores operators. Throws
  /// TemplateError.
  DocumentTemplate(std::string_view json, Use use, const CaptureNames& names);

  /// Throws TemplateGap.
  Document filledFor(const AccessRequest& request, const Captures& captures) const;

  /// Why the embedded store does not take it as a filter; empty if it does.
  const std::string& needsMongoDb() const noexcept { return needsMongoDb_; }
  bool isEmpty() const noexcept { return document_ == Document(); }
  bool hasVariables() const noexcept { return !holes_.empty(); }
  /// What is put in for each request.
  std::span<const Operand> holes() const noexcept { return holes_; }
  /// As it was given, with the variables.
  const Document& document() const noexcept { return document_; }

 private:
  class Filling;

  Document document_{};
  std::string needsMongoDb_{};
  std::vector<Operand> holes_{};  ///< in the order in which they stand in the document
};

/// A projection that shows or hides members by their names and paths: {"a": 0, "b.c": 0} or {"a": 1}; it may hide `_id`
/// either way. Throws TemplateError.
Document checkedProjection(std::string_view json);

}  // namespace rest::api
