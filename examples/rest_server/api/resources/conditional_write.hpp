#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// DocumentStore's write and erase under If-None-Match, too (RFC 9110 13.1.2): throws RequestError 412 when it names
/// the document that is there, or is `*` and there is one. A document that the condition's filter does not match is
/// treated as absent.
WriteResult writeUnlessNamed(const Exchange& exchange, DocumentStore& store, const CollectionName& name,
                             const DocumentId& id, const Change& change, WriteMode mode,
                             const WriteCondition& condition);
EraseResult eraseUnlessNamed(const Exchange& exchange, DocumentStore& store, const CollectionName& name,
                             const DocumentId& id, const WriteCondition& condition);

/// For writes to what has no ETag, many documents or an index: no If-Match or If-None-Match could be obeyed. Throws
/// RequestError 412 when there is one.
void refusePreconditions(const Exchange& exchange);

}  // namespace rest::api
