#pragma once

#include <vector>

#include "api/request/code_operators.hpp"
#include "document/document.hpp"
#include "document/document_id.hpp"
#include "document/json.hpp"
#include "document/object_id.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// A body that is a document, for POST and PUT: dots in names become nesting, `$currentDate` the present, members of
/// `mergeRequest` replace those of the same name. Throws RequestError: 400 for other operators, 406 for an `_id`
/// that no store takes.
Document documentFrom(const Document& body, const Document& mergeRequest);

/// The document whole, with its `_id` and new tag.
Change replacement(const Document& document, const DocumentId& id, const ObjectId& etag);

/// A body of PATCH: members to set, beside update operators; or an array of pipeline stages. Sets the new tag, too.
/// Throws RequestError 400 when there is nothing to do, or one member is to be changed in two ways.
Change modification(const JsonContainer& body, const Document& mergeRequest, const ObjectId& etag);

/// Throws RequestError 403 for what the configuration forbids in a body of PATCH: in its stages, or in a condition.
void refuseForbidden(const ForbiddenOperators& forbidden, const JsonContainer& body);

/// The members of a document set one by one, in what is there already.
Change members(const Document& document, const ObjectId& etag);

/// The elements of an array that are to be documents. Throws RequestError: 406 for other elements, 400 for an empty
/// array and for more than 100,000 elements.
std::vector<Document> elementsOf(const Document& array);

}  // namespace rest::api
