#pragma once

#include <stdexcept>
#include <string_view>

namespace rest {

/// A body that is not the JSON we take; what() is a sentence for the client that quotes nothing of the body.
class JsonFault : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

inline constexpr int maxJsonDepth = 64;

inline constexpr const char* notExtendedJson =
    "the body is JSON, but a value of the form {\"$...\": ...} in it is not extended JSON";

/// Passes exactly one JSON object (RFC 8259) in well-formed UTF-8, without repeated names, NUL in names, integers
/// beyond 64 bits, nesting deeper than maxJsonDepth or extended types that libbson would misread. Throws JsonFault for
/// all else. libbson's own reader lets each of these through and changes the data.
void checkJsonObject(std::string_view text);

}  // namespace rest
