#pragma once

#include <string>
#include <string_view>

#include "document/document.hpp"
#include "document/json_check.hpp"

namespace rest {

/// Reads a document from MongoDB's extended JSON. Throws JsonFault.
Document parseJson(std::string_view text);

/// Writes relaxed extended JSON as RESTHeart does: dates as {"$date": milliseconds}, integers bare. Always valid JSON:
/// ill-formed UTF-8 in a stored string becomes U+FFFD.
void appendJson(std::string& out, BsonBytes document);

/// A JSON string with its quotes.
void appendJsonString(std::string& out, std::string_view text);

}  // namespace rest
