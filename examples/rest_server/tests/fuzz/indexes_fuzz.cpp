// A filter and an order, a line each, and documents below them: the embedded store finds the same with indexes as
// without, in the same order, and refuses the same. (What it finds is held to MongoDB by the differential tests.)
#include "bounded.hpp"
#include "document/json.hpp"
#include "lines.hpp"
#include "store/stores.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/target.hpp"

using namespace rest;
using jwtauth::fuzz::demand;

namespace {

constexpr std::size_t mostDocuments = 12;

/// Two collections that differ in their indexes alone.
class Twins {
 public:
  Twins() {
    sqlite_.store().createCollection(plain);
    for (const char* path : {"a", "b", "a.b", "a.0"}) createIndex(path, "{\"" + std::string(path) + "\":1}");
    createIndex("both", R"({"a":-1,"b":1})");
  }

  void fill(std::span<const BulkWrite> writes) {
    for (const CollectionName& name : {plain, indexed}) {
      sqlite_.store().eraseMany(name, {});
      sqlite_.store().writeMany(name, writes, WriteMode::upsert, {});
    }
  }

  std::string found(const CollectionName& name, const FindRequest& request) try {
    std::string text;
    const auto cursor = sqlite_.store().find(name, request);
    while (const auto document = cursor->next()) appendJson(text, *document, JsonStyle::canonical);
    return text + ' ' + std::to_string(sqlite_.store().count(name, request.filter));
  } catch (const StoreError& error) {
    return "error " + std::to_string(static_cast<int>(error.kind()));
  }

  inline static const CollectionName plain{"test", "plain"};
  inline static const CollectionName indexed{"test", "indexed"};

 private:
  void createIndex(const std::string& name, const std::string& keys) {
    sqlite_.store().createIndex(indexed, {name, parseJson(keys), {}});
  }

  tests::Sqlite sqlite_;
};

std::vector<BulkWrite> writesOf(const std::vector<std::string_view>& lines, std::size_t first) {
  std::vector<BulkWrite> writes;
  for (std::size_t i = first; i < lines.size() && writes.size() < mostDocuments; ++i) {
    // The members of the line, after an _id of its own, so that equal documents have an order.
    const std::string id = "{\"_id\":" + std::to_string(i);
    const bool hasMembers = lines[i].size() > 2 && lines[i].front() == '{';
    const std::string text = hasMembers ? id + "," + std::string(lines[i].substr(1)) : id + "}";
    try {
      const Document document = parseJson(text);
      writes.push_back({DocumentId::of(document).value(), {Change::Kind::replace, document}});
    } catch (const JsonFault&) {
    }
  }
  return writes;
}

/// With the _id at its end, so that no two documents have one place.
Document orderOf(std::string_view line) {
  const std::string_view fields = line.substr(0, line.rfind('}'));
  return parseJson(std::string(fields.empty() ? "{" : fields) + (fields.size() > 1 ? "," : "") + "\"_id\":1}");
}

void compare(std::string_view text) try {
  static Twins twins;
  const std::vector<std::string_view> lines = fuzz::linesOf(text, 3);
  const FindRequest request{.filter = parseJson(lines[0]), .sort = orderOf(lines[1])};
  twins.fill(writesOf(lines, 2));
  demand(twins.found(Twins::plain, request) == twins.found(Twins::indexed, request),
         "an index changes nothing that is found");
} catch (const JsonFault&) {
} catch (const StoreError&) {  // of a document that an index cannot take
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::runBounded(size, [text] { compare(text); });
  return 0;
}
