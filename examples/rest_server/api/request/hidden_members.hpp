#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/document.hpp"
#include "document/json.hpp"

namespace rest::api {

/// The members that a permission's projectResponse keeps from its user. They are not shown; nor may they be asked for:
/// a filter or an order by a hidden member would tell its value, one question at a time, and a change could copy it.
class HiddenMembers {
 public:
  /// {}: nothing is hidden.
  explicit HiddenMembers(const Document& projectResponse);

  // Each throws RequestError 403.
  void refuseFilter(BsonBytes filter) const;
  void refuseNames(BsonBytes members, std::string_view parameter) const;
  void refuseProjection(const Document& projection) const;
  /// For a body of PATCH: operators that would copy a hidden member into a shown one, or into the sentence of an error.
  /// To set or to remove a hidden member tells nothing.
  void refuseChange(const JsonContainer& body) const;

 private:
  bool isHidden(std::string_view path) const;
  void requireShown(std::string_view path, std::string_view parameter) const;

  std::vector<std::string> paths_;
  enum class Meaning { hideThese, showThese } meaning_ = Meaning::hideThese;
};

}  // namespace rest::api
