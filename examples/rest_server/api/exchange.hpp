#pragma once

#include "api/access/access.hpp"
#include "api/request/target.hpp"
#include "api/resources/resource.hpp"
#include "api/serving_rules.hpp"
#include "http/message.hpp"
#include "src/text/ascii.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// Everything the resources need to answer one request that has been let in.
struct Exchange {
  const http::Request& request;
  Target target;
  Resource resource;
  Access access;
  const ServingRules& rules;

  bool isHead() const { return request.method == "HEAD"; }
  /// A parameter that says something by being there: `?count`, `?count=true`, not `?count=false`.
  bool hasFlag(std::string_view name) const {
    const auto value = target.parameter(name);
    return value && !jwtauth::equalsWithoutCase(*value, "false");
  }
  Precondition precondition(EtagPolicy policy) const { return preconditionOf(request, policy, hasFlag("checkEtag")); }
};

}  // namespace rest::api
