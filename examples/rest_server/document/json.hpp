#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "document/document.hpp"

namespace rest {

/// A text that is not the JSON we take; what() goes on from what the text is: "is not JSON", "is nested too deeply". It
/// quotes nothing of the text.
class JsonFault : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

inline constexpr int maxJsonDepth = 64;

/// An object, or an array as BSON has them: with "0", "1", ... as names.
struct JsonContainer {
  Document document{};
  bool isArray = false;
};

/// Reads MongoDB's extended JSON, version 2 and 1: exactly one object or array (RFC 8259) in well-formed UTF-8, without
/// repeated names, NUL in names, integers beyond 64 bits or nesting deeper than maxJsonDepth. Throws JsonFault.
JsonContainer parseJsonContainer(std::string_view text);

/// The same for an object; an array is a JsonFault.
Document parseJson(std::string_view text);

/// How values that JSON does not have are written.
enum class JsonStyle {
  restheart,  ///< as RELAXED, but dates are {"$date": milliseconds}
  relaxed,    ///< MongoDB's extended JSON 2, relaxed
  canonical,  ///< MongoDB's extended JSON 2, canonical: every number with its type
  strict,     ///< MongoDB's extended JSON 1
  shell,      ///< MongoDB's shell, which is no JSON: ObjectId("..."), ISODate("...")
};

/// Appends the document. Always valid JSON, but for the shell's style: ill-formed UTF-8 in a stored string becomes
/// U+FFFD.
void appendJson(std::string& out, BsonBytes document, JsonStyle style = JsonStyle::restheart);

/// A JSON string with its quotes.
void appendJsonString(std::string& out, std::string_view text);

}  // namespace rest
