// The name of a claim in some notation goes in, the JSON Pointer that it means comes out.
#include "src/configuration/claim_names.hpp"

namespace jwtauth::inline v0 {

std::string pointerSegment(std::string_view name) {
  std::string segment;
  for (const char one : name) {
    if (one == '~')
      segment += "~0";
    else if (one == '/')
      segment += "~1";
    else
      segment += one;
  }
  return segment;
}

std::string asPointer(std::string_view name) {
  if (name.starts_with('/')) return std::string(name);
  if (name.starts_with('$')) name.remove_prefix(1);
  std::string pointer;
  bool atStart = true;
  for (const char one : name) {
    if (one == '.' || one == '/' || one == '[') {
      atStart = true;
    } else if (one != ']' && one != '\'' && one != '"') {
      if (atStart) pointer += '/';
      atStart = false;
      pointer += one == '~' ? "~0" : std::string(1, one);
    }
  }
  return pointer;
}

}  // namespace jwtauth::inline v0
