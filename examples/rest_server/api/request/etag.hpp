#pragma once

#include "document/object_id.hpp"
#include "http/message.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// When a write must say by If-Match what it changes (RESTHeart's `etag-check-policy`).
enum class EtagPolicy { optional, requiredForDelete, required };

struct EtagPolicies {
  EtagPolicy database = EtagPolicy::requiredForDelete;
  EtagPolicy collection = EtagPolicy::requiredForDelete;
  EtagPolicy document = EtagPolicy::optional;
};

/// If-Match as a condition for a write (RFC 9110 13.1.1): a list of tags in their quotes, or RESTHeart's bare
/// hexadecimal digits. `isRequired` by the policy, or because the request says so (`?checkEtag`).
Precondition preconditionOf(const http::Request& request, EtagPolicy policy, bool hasCheckEtag);

/// If-None-Match: which documents must not be there for a write to happen (RFC 9110 13.1.2).
Precondition ifNoneMatchOf(const http::Request& request);

/// Whether If-None-Match names the tag (RFC 9110 13.1.2), so that the answer to a GET is 304.
bool ifNoneMatchNames(const http::Request& request, const ObjectId& etag);

}  // namespace rest::api
