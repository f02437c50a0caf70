#pragma once

#include "document/document.hpp"

namespace rest {

/// {"a.b": 1, "a.c": 2} becomes {"a": {"b": 1, "c": 2}}, as RESTHeart stores it; the members of a document keep their
/// order. Throws JsonFault when two members claim one place, or a name has an empty part.
Document withNestedNames(const Document& document);

}  // namespace rest
