#pragma once

#include <optional>

#include "api/exchange.hpp"

namespace rest::api {

/// The properties of a database or collection: a document of the database's `_properties`, with a tag. Nothing when
/// there are none.
std::optional<Document> propertiesOf(const CollectionName& name, DocumentStore& store);

/// The resource exists; its properties are replaced (PUT) or changed (PATCH). Answers with the new tag. Throws
/// RequestError 412, 409 when If-Match does not allow it.
http::Response writeProperties(const Exchange& exchange, DocumentStore& store, EtagPolicy policy, bool isNew);

/// Erases the properties, as far as If-Match allows. Throws RequestError 409, 412.
void eraseProperties(const Exchange& exchange, DocumentStore& store, EtagPolicy policy);

/// GET of `_meta`.
http::Response answerMeta(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
