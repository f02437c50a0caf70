#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "api/authorization/document_template.hpp"
#include "api/authorization/predicate.hpp"
#include "jwtauth/requirement.hpp"

namespace rest::api {

/// The role of requests without a user.
inline constexpr std::string_view unauthenticatedRole = "$unauthenticated";

/// What a permission allows besides plain documents; nothing unless it says so.
struct ManagementRights {
  bool allowManagementRequests = false;  ///< databases, collections, indexes and what is known of them
  bool allowWriteMode = false;           ///< to choose `wm`
  bool allowBulkPatch = false;
  bool allowBulkDelete = false;
};

/// One entry of fileAclAuthorizer, with its `mongo` block.
struct Permission {
  enum class WhenUndecided { refuse, askNext };

  std::string place;  ///< where it is in the configuration, and its name there
  std::vector<std::string> roles;
  Predicate predicate;
  std::int64_t priority = std::numeric_limits<std::int64_t>::max();
  WhenUndecided whenUndecided = WhenUndecided::refuse;
  jwtauth::Requirement login{};  ///< how and when the user must have logged in; of its members acrValues, maxLoginAge
  ManagementRights rights{};
  DocumentTemplate readFilter{};
  DocumentTemplate writeFilter{};
  DocumentTemplate mergeRequest{};
  Document projectResponse{};
};

}  // namespace rest::api
