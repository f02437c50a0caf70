#pragma once

#include <string>
#include <vector>

#include "api/authorization/predicate.hpp"

namespace rest::operators {

/// What became of one condition of a predicate.
struct Finding {
  enum class Outcome { holds, fails, undecided, notAsked };

  std::size_t depth = 0;
  Outcome outcome = Outcome::notAsked;
  std::string condition;
  std::string remark;  ///< what was compared
};

/// Decides as Predicate::holds does, and reports each condition on the way. Throws RequestError as it does.
std::vector<Finding> traceOf(const api::Predicate& predicate, const api::AccessRequest& request,
                             api::Captures& captures);

}  // namespace rest::operators
