#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/bson_access.hpp"
#include "document/json.hpp"

namespace rest::api {

/// The members that a permission's projectResponse keeps from its user. They are not shown; nor may they be asked for:
/// a filter or an order by a hidden member would tell its value, one question at a time, and a change could copy it.
/// The members of an array's elements are those of the array: `a.0.b` is `a.b`.
class HiddenMembers {
 public:
  /// {}: nothing is hidden.
  explicit HiddenMembers(const Document& projectResponse);

  // Each throws RequestError 403.
  void refuseFilter(BsonBytes filter) const;
  /// The names in an order, a hint, or the keys of an index.
  void refuseNames(BsonBytes members, std::string_view parameter) const;
  void refuseProjection(const Document& projection) const;
  /// Of values for a stored pipeline, each name within them: it may become that of a member.
  void refuseNamesWithin(const Document& values, std::string_view parameter) const;
  /// For a body of PATCH: operators that would copy a hidden member into a shown one, or whose success depends on one.
  /// To set or to remove a whole hidden member tells nothing; to set something within it tells its type.
  void refuseChange(const JsonContainer& body) const;

 private:
  void read(BsonBytes projection, const std::string& within);
  bool hidesNothing() const noexcept { return hidden_.empty() && !hidesOthers_; }
  bool isHidden(std::string_view path) const;
  bool isWithinHidden(std::string_view path) const;
  void refuseNamesIn(const bson_iter_t& value, std::string_view parameter) const;
  void requireShown(std::string_view path, std::string_view parameter) const;
  void requireSettable(std::string_view path, std::string_view parameter) const;

  std::vector<std::string> hidden_;
  std::vector<std::string> shown_;
  bool hidesOthers_ = false;  ///< all that is not in shown_
};

}  // namespace rest::api
