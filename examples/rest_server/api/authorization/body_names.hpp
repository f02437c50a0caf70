#pragma once

#include <span>
#include <string>

#include "document/document.hpp"

namespace rest::api {

/// A member of a body by its name, or by a path of names.
using MemberPath = std::string;

// What RESTHeart's bson-request-* conditions ask of one document of a body. A document of update operators is asked
// about the members that these change; they throw Undecided where these are unknown. "a.b" names the member b of a,
// however the body writes it, and of each element when a is an array.

/// It has every one of these members.
bool containsAll(const Document& body, std::span<const MemberPath> names);
/// It has none but these, and what is within them.
bool containsOnly(const Document& body, std::span<const MemberPath> names);
/// It has none of these, nor what is within them.
bool containsNone(const Document& body, std::span<const MemberPath> names);

}  // namespace rest::api
