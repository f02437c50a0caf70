#pragma once

#include "http/message.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// The condition of If-Match (RFC 9110 13.1.1). RESTHeart's bare 24 digits are taken besides the quoted form; weak tags
/// never match, as the RFC has it.
Precondition ifMatch(const http::Request& request);

/// Whether If-None-Match (RFC 9110 13.1.2) names this tag, so that 304 is the answer to a GET.
bool ifNoneMatchNames(const http::Request& request, const ObjectId& etag);

}  // namespace rest::api
