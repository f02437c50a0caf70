// A filter, a projection and an order, a line each, and documents below them: each is refused as a QueryFault, or the
// filter matches what its opposite does not, the projection makes BSON, and a document stands where its first key does.
#include <optional>

#include "bounded.hpp"
#include "document/json.hpp"
#include "document/query/filter.hpp"
#include "document/query/ordering.hpp"
#include "document/query/projection.hpp"
#include "lines.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/target.hpp"

using namespace rest;
using namespace rest::query;
using jwtauth::fuzz::demand;

namespace {

template <class Part, class Read>
std::optional<Part> readOrRefused(const Read& read) {
  try {
    return Part(read());
  } catch (const JsonFault&) {
  } catch (const QueryFault&) {
  }
  return std::nullopt;
}

std::optional<bool> matches(const Filter& filter, const Document& document) try {
  return filter.matches(document);
} catch (const QueryFault&) {
  return std::nullopt;
}

void demandOppositesDiffer(const Filter& filter, const Filter& opposite, const Document& document) {
  const std::optional<bool> first = matches(filter, document);
  const std::optional<bool> second = matches(opposite, document);
  if (first && second) demand(*first != *second, "a document matches a filter or its opposite");
}

void demandBson(const Projection& projection, const Document& document) try {
  Document::copyOf(projection.apply(document));
} catch (const QueryFault&) {
}

void demandPlace(const Ordering& order, const Document& document) try {
  demand(order.keyOf(document) == order.keysOf(document).keys.front(), "a document stands where its first key does");
} catch (const QueryFault&) {
}

void ask(std::string_view text) {
  const std::vector<std::string_view> lines = fuzz::linesOf(text, 4);
  const std::string nor = "{\"$nor\":[" + std::string(lines[0]) + "]}";
  const auto filter = readOrRefused<Filter>([&] { return Filter(parseJson(lines[0])); });
  const auto opposite = readOrRefused<Filter>([&] { return Filter(parseJson(nor)); });
  const auto projection = readOrRefused<Projection>([&] { return Projection(parseJson(lines[1])); });
  const auto order = readOrRefused<Ordering>([&] { return Ordering(parseJson(lines[2])); });
  for (std::size_t i = 3; i < lines.size(); ++i) {
    const auto document = readOrRefused<Document>([&] { return parseJson(lines[i]); });
    if (!document) continue;
    if (filter && opposite) demandOppositesDiffer(*filter, *opposite, *document);
    if (projection) demandBson(*projection, *document);
    if (order) demandPlace(*order, *document);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::runBounded(size, [text] { ask(text); });
  return 0;
}
