// An update on the first line, and documents below it: refused as a QueryFault, or it makes BSON with the `_id` that
// was there.
#include "bounded.hpp"
#include "document/document_id.hpp"
#include "document/json.hpp"
#include "document/query/update.hpp"
#include "lines.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/target.hpp"

using namespace rest;
using namespace rest::query;
using jwtauth::fuzz::demand;

namespace {

void demandUpdated(const Update& update, std::string_view text) try {
  const Document before = parseJson(text);
  const Document after = update.apply(before);
  Document::copyOf(after);
  demand(DocumentId::of(before) == DocumentId::of(after), "an update leaves the _id as it was");
} catch (const JsonFault&) {
} catch (const QueryFault&) {
}

void change(std::string_view text) try {
  const std::vector<std::string_view> lines = fuzz::linesOf(text, 2);
  const Update update(parseJson(lines[0]));
  for (std::size_t i = 1; i < lines.size(); ++i) demandUpdated(update, lines[i]);
  Document::copyOf(update.applyToNew(parseJson(R"({"_id":1})")));
} catch (const JsonFault&) {
} catch (const QueryFault&) {
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::runBounded(size, [text] { change(text); });
  return 0;
}
