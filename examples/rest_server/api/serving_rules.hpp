#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "api/request/code_operators.hpp"
#include "api/request/etag.hpp"

namespace rest::api {

/// RESTHeart's forms of an answer: bare documents, HAL, and HAL without names around the documents.
enum class Representation { standard, hal, flatHal };

/// "STANDARD", "S", "HAL", "SHAL", "PJ" and "PLAIN_JSON" in any case; nothing for another name.
std::optional<Representation> representationNamed(std::string_view name);

/// How requests are served, whatever they ask for.
struct ServingRules {
  EtagPolicies etagPolicies{};
  std::int64_t pageSize = 100;  ///< of a request that does not say
  std::int64_t largestPage = 1000;
  Representation representation = Representation::standard;  ///< of a request that does not say
  ForbiddenOperators forbidden{};
};

}  // namespace rest::api
