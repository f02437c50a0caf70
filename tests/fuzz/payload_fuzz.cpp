// Any bytes as a payload: our reader accepts exactly what nlohmann's does when it is held to the same strictness, and
// reads the same values, by name, by position and by JSON Pointer.
#include "src/json/strict_json.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/reference.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/equal_json.hpp"

namespace jwtauth::fuzz {
namespace {

/// Every part of a longer text is not looked for by its name: the search starts at the front each time.
constexpr std::size_t searchedSize = 1024;

/// Every leaf is found by its pointer, and is the same there.
void demandSamePointers(JsonValue ours, const nlohmann::json& theirs) {
  const nlohmann::json leaves = theirs.flatten();
  for (const auto& [pointer, leaf] : leaves.items()) {
    const auto found = ours.at(pointer);
    demand(found.has_value(), "a JSON Pointer finds what it points to");
    // flatten() writes an empty array or object as null.
    demand(tests::equal(*found, theirs.at(nlohmann::json::json_pointer(pointer))),
           "a JSON Pointer yields the value it points to");
  }
}

void demandSameMembers(JsonValue ours, const nlohmann::json& theirs) {
  for (const auto& [name, value] : theirs.items()) {
    const auto found = ours.member(name);
    demand(found && tests::equal(*found, value), "a member is found by its name");
  }
}

}  // namespace
}  // namespace jwtauth::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jwtauth;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto theirs = fuzz::referenceObject(text);
  const JsonFault fault = checkJsonObject(text);
  if (fault == JsonFault::none) {
    fuzz::demand(theirs.has_value(), "what our reader accepts, a strict nlohmann accepts");
    const JsonValue ours = valueOfDocument(text);
    fuzz::demand(tests::equal(ours, *theirs), "both read the same values");
    if (size <= fuzz::searchedSize && !theirs->empty()) {
      fuzz::demandSameMembers(ours, *theirs);
      fuzz::demandSamePointers(ours, *theirs);
    }
  } else {
    fuzz::demand(!theirs, "what our reader refuses, a strict nlohmann refuses");
    fuzz::demand(!describe(fault).empty(), "a fault has a sentence");
  }
  return 0;
}
