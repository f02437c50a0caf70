#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/query/editable.hpp"
#include "document/query/path.hpp"

namespace rest::query {

/// What one update operator does with the value of one field. Immutable; borrows its operand.
class Operation {
 public:
  virtual ~Operation() = default;

  /// A field that is missing is made; else there is nothing to do then.
  virtual bool makesField() const noexcept { return true; }
  /// The field's new value; nothing: it is to go. Throws QueryFault where it does not fit the one that is there.
  virtual std::optional<Editable> apply(std::optional<Editable> current) const = 0;
};

using OperationPtr = std::unique_ptr<const Operation>;

/// Throws QueryFault for names that are no update operators, or those of operators that need MongoDB.
void checkUpdateOperator(std::string_view name);

/// Reads what an operator does with the field at a path. Throws QueryFault for operands that it does not take.
OperationPtr readOperation(std::string_view name, const std::string& path, const Value& operand);

/// Those that change arrays: $push, $addToSet, $pull, $pullAll, $pop. Null for another operator.
OperationPtr readArrayOperation(std::string_view name, const std::string& path, const Value& operand);

/// One path of an update and what becomes of it.
struct FieldUpdate {
  std::string path;
  std::vector<PathPart> parts{};
  OperationPtr operation{};
  bool onInsertOnly = false;
  std::vector<PathPart> renamedFrom{};  ///< of a $rename, which has no operation: where the value comes from
};

}  // namespace rest::query
