#pragma once

#include <span>

#include "document/document.hpp"
#include "document/document_id.hpp"
#include "store/document_store.hpp"

namespace rest::mongodb {

/// Filters made of filters: at least one matches, not one. For every one there is rest::allOf.
Document anyOf(std::span<const Document> filters);
Document noneOf(std::span<const Document> filters);

/// The document with this `_id` and, with a filter, only if that matches it too.
Document filterFor(const DocumentId& id, const Document& filter = {});

/// What a write may change: the document with this `_id`, as condition and If-Match want it.
Document filterFor(const DocumentId& id, const WriteCondition& condition);

/// As filterFor, for a write that makes the document if it does not exist: MongoDB copies what a filter says of fields
/// into the document it makes, and shall copy the `_id` alone.
Document upsertFilterFor(const DocumentId& id, const Document& filter);

/// Matches nothing, but an upsert by it makes a document with this `_id`, unless there is one.
Document creationFilterFor(const DocumentId& id);

}  // namespace rest::mongodb
