#pragma once

#include "api/target.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// `page` and `pagesize`. Throws RequestError (400) when they are out of range.
FindRequest pageOf(const Target& target);

/// `wm`; the fallback when it is not given. Throws RequestError (400).
WriteMode writeModeOf(const Target& target, WriteMode fallback);

/// Throws RequestError (501) for parameters of RESTHeart's that change what a request means and are not served: without
/// them it would do something else than was asked for.
void refuseUnservedParameters(const Target& target);

}  // namespace rest::api
