#pragma once

#include "api/access.hpp"
#include "api/resource.hpp"
#include "api/target.hpp"
#include "http/message.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// Everything the resources need to answer one request that has been let in.
struct Exchange {
  const http::Request& request;
  Target target;
  Resource resource;
  Access access;
};

}  // namespace rest::api
