#pragma once

#include <span>
#include <string>

#include "document/document.hpp"

namespace rest::api {

/// A member of a body by its name, or by a path of names. "a.b" is the member b of a, however the body writes it, and
/// of each element when a is an array; "a.0.b" that of the first element. "$inc", "$inc.a": as far as this operator
/// changes it.
using MemberPath = std::string;

/// A change takes the place of what is there, and with it of what is within that.
enum class BodyUse { document, change };

// What RESTHeart's bson-request-* conditions ask of one document of a body. A document of update operators is asked
// about the members that these change; they throw Undecided where these are unknown.

/// It gives or changes every one of these members.
bool containsAll(const Document& body, BodyUse use, std::span<const MemberPath> names);
/// It gives and changes none but these, and what is within them.
bool containsOnly(const Document& body, BodyUse use, std::span<const MemberPath> names);
/// It gives and changes none of these, nor what is within them; nor does it replace what they are within.
bool containsNone(const Document& body, BodyUse use, std::span<const MemberPath> names);

}  // namespace rest::api
