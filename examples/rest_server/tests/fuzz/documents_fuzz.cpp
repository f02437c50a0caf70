// Any text as extended JSON: refused as a JsonFault, or a document that comes back from its canonical form as it was,
// and is JSON in every style but the shell's.
#include <nlohmann/json.hpp>

#include "bounded.hpp"
#include "document/json.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/target.hpp"

using namespace rest;
using jwtauth::fuzz::demand;

namespace {

std::string written(const Document& document, JsonStyle style) {
  std::string text;
  appendJson(text, document, style);
  return text;
}

void demandBothWays(std::string_view text) {
  JsonContainer read;
  try {
    read = parseJsonContainer(text);
  } catch (const JsonFault&) {
    return;
  }
  demand(nlohmann::json::accept(text), "what is taken is JSON");
  demand(Document::copyOf(read.document) == read.document, "what is read is BSON");
  for (const JsonStyle style : {JsonStyle::restheart, JsonStyle::relaxed, JsonStyle::canonical, JsonStyle::strict}) {
    demand(nlohmann::json::accept(written(read.document, style)), "what is written is JSON");
  }
  written(read.document, JsonStyle::shell);
  try {
    demand(parseJson(written(read.document, JsonStyle::canonical)) == read.document,
           "a document comes back from its canonical form");
  } catch (const JsonFault& fault) {  // each number is a level deeper there
    demand(fault.what() == std::string_view("is nested too deeply"), "a canonical form is taken unless it is too deep");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::runBounded(size, [text] { demandBothWays(text); });
  return 0;
}
