#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "api/authorization/predicate.hpp"

namespace rest::api {

/// A condition that is to hold, or not to hold.
struct Demand {
  const Predicate* condition;
  bool isHeld = true;
};

enum class Askers { all, strangers };  ///< strangers: requests without a user

/// What requests can fulfil, as far as the form of conditions tells: "no" is certain, "yes" is not.
class Possibility {
 public:
  /// `wholes` are the predicates that all conditions asked about are parts of.
  explicit Possibility(std::span<const Predicate* const> wholes, Askers askers = Askers::all);
  explicit Possibility(const Predicate& whole, Askers askers = Askers::all);

  /// Whether a request could fulfil all of these.
  bool exists(std::vector<Demand> demands) const;
  /// Whether one could while the predicate takes this name from its path or a text.
  bool existsWithCapture(const Predicate& whole, std::size_t place) const;
  /// The smallest part of a predicate that no request can fulfil.
  std::optional<std::string> impossiblePart(const Predicate& whole) const;

 private:
  class Case;
  class Search;

  std::array<int, maxCaptures> fillers_{};  ///< how many conditions fill each place
  Askers askers_;
};

}  // namespace rest::api
