// SQLite and MongoDB are given the same documents and asked the same; what they answer must be equal.
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "store/differential/generator.hpp"
#include "store/suite.hpp"

namespace rest::tests {
namespace {

constexpr int rounds = 8;
constexpr int documentsPerRound = 40;
constexpr int queriesPerRound = 400;
constexpr int updatesPerRound = 400;

/// What a store says to one call, as text: documents, a status, or the kind of its error.
template <class Call>
std::string answerOf(const Call& call) {
  try {
    return call();
  } catch (const StoreError& error) {
    return "error " + std::to_string(static_cast<int>(error.kind()));
  }
}

std::string canonical(BsonBytes document) {
  std::string text;
  appendJson(text, document, JsonStyle::canonical);
  return text;
}

Texts linesOf(const std::string& text) {
  Texts lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The first two lines of two answers that differ; the whole would be pages.
std::string difference(const std::string& embedded, const std::string& served) {
  Texts left = linesOf(embedded);
  Texts right = linesOf(served);
  const std::size_t size = std::max(left.size(), right.size());
  left.resize(size);
  right.resize(size);
  const auto [first, second] = std::mismatch(left.begin(), left.end(), right.begin());
  return "line " + std::to_string(first - left.begin()) + "\n  SQLite:  " + *first + "\n  MongoDB: " + *second;
}

/// Both stores with the same documents.
class Pair {
 public:
  Pair() : embedded_(sqlite_.store(), sqlite_.database()), served_(mongo_.store(), mongo_.database()) {}

  void fill(const std::vector<std::string>& documents) {
    std::vector<BulkWrite> writes;
    for (const std::string& json : documents) {
      const Document document = parseJson(json);
      writes.push_back({DocumentId::of(document).value(), {Change::Kind::replace, document}});
    }
    for (const Collection* c : {&embedded_, &served_}) {
      c->store().dropCollection(c->name());
      REQUIRE(c->store().writeMany(c->name(), writes, WriteMode::insert, {}).inserted ==
              static_cast<std::int64_t>(writes.size()));
    }
  }

  /// So that the embedded store answers from its indexes. (SecantusDB's change what is found:
  /// Deviation::boundsMeetInOneElement.)
  void indexEmbedded() {
    for (const char* path : {"a", "b", "c", "d.x", "e.x"}) {
      const std::string keys = "{\"" + std::string(path) + "\":1}";
      embedded_.store().createIndex(embedded_.name(), {path, parseJson(keys), {}});
    }
  }

  /// `ask`: from a Collection to a text. Counts the case; both answers must be equal.
  template <class Ask>
  void compare(const std::string& what, const Ask& ask) {
    const std::string embedded = answerOf([&] { return ask(embedded_); });
    const std::string served = answerOf([&] { return ask(served_); });
    ++cases_;
    INFO(what);
    if (embedded != served) FAIL_CHECK(difference(embedded, served));
  }

  /// The update of one document; what becomes of it must be equal but for the order of its members, for MongoDB's
  /// stand-in (Deviation::newFieldsAsWritten).
  void compareUpdate(const std::string& what, const DocumentId& id, const Change& change) {
    const Document before = embedded_.store().findById(embedded_.name(), id).value();
    const auto ask = [&](const Collection& c) {
      const WriteResult result = c.store().write(c.name(), id, change, WriteMode::update);
      const std::string after = canonical(c.store().findById(c.name(), id).value());
      return std::to_string(static_cast<int>(result.status)) + '\n' +
             (mongo_.isStandIn() ? nlohmann::json::parse(after).dump() : after);
    };
    const std::string embedded = answerOf([&] { return ask(embedded_); });
    if (embedded == answerOf([]() -> std::string { throw StoreError(StoreError::Kind::unsupported, ""); })) {
      ++unsupported_;
      return;
    }
    compare(what + " of " + canonical(before),
            [&](const Collection& c) { return &c == &embedded_ ? embedded : ask(c); });
    align(id);
  }

  int unsupported() const noexcept { return unsupported_; }
  Generator::Scope scope() const { return mongo_.isStandIn() ? Generator::Scope::standIn : Generator::Scope::all; }
  int cases() const noexcept { return cases_; }

 private:
  /// What differed once shall not make all that follows differ.
  void align(const DocumentId& id) {
    const Document document = embedded_.store().findById(embedded_.name(), id).value();
    if (served_.store().findById(served_.name(), id) == document) return;
    served_.store().write(served_.name(), id, {Change::Kind::replace, document}, WriteMode::update);
  }

  Sqlite sqlite_;
  MongoDb mongo_;
  Collection embedded_;
  Collection served_;
  int cases_ = 0;
  int unsupported_ = 0;  // by the embedded store: sums with Decimal128
};

std::vector<std::string> documentsOf(Generator& generator) {
  std::vector<std::string> documents;
  for (int id = 0; id < documentsPerRound; ++id) documents.push_back(generator.document(id));
  return documents;
}

std::string found(const Collection& c, const FindRequest& request) {
  std::string text;
  const std::unique_ptr<DocumentCursor> cursor = c.store().find(c.name(), request);
  while (const std::optional<BsonBytes> document = cursor->next()) text += canonical(*document) + '\n';
  return text;
}

}  // namespace

TEST_CASE("SQLite finds what MongoDB finds, in its order - MongoDb", "[differential]") {
  Pair pair;
  int answered = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    Generator generator(round, pair.scope());
    pair.fill(documentsOf(generator));
    if (round % 2 == 1) pair.indexEmbedded();
    for (int i = 0; i < queriesPerRound; ++i) {
      const std::string filter = generator.filter();
      const std::string sort = generator.sort();
      const std::string projection = generator.projection();
      pair.compare("round " + std::to_string(round) + ": " + filter + " sort " + sort + " keys " + projection,
                   [&](const Collection& c) {
                     const std::string text = found(c, query(filter, sort, projection));
                     answered += text.empty() ? 0 : 1;
                     return text;
                   });
    }
  }
  CHECK(answered > pair.cases() * 2 / 3);  // of both stores' answers: a third of the queries found something
  std::cout << "compared queries: " << pair.cases() << std::endl;
}

TEST_CASE("SQLite makes of documents what MongoDB makes of them - MongoDb", "[differential]") {
  Pair pair;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    Generator generator(1000 + round, pair.scope());
    const std::vector<std::string> documents = documentsOf(generator);
    pair.fill(documents);
    if (round % 2 == 1) pair.indexEmbedded();
    for (int i = 0; i < updatesPerRound; ++i) {
      const auto index = generator.below(documents.size());
      const DocumentId id = DocumentId::ofInteger(static_cast<std::int64_t>(index));
      const std::string json = generator.update();
      pair.compareUpdate("round " + std::to_string(round) + ": " + json, id, update(json));
    }
  }
  CHECK(pair.unsupported() < pair.cases() / 10);
  // Of many at once: from here on nothing is aligned.
  for (std::uint64_t round = 0; round < rounds; ++round) {
    Generator generator(2000 + round, pair.scope());
    pair.fill(documentsOf(generator));
    for (int i = 0; i < 5; ++i) {
      const std::string filter = generator.filter();
      pair.compare("round " + std::to_string(round) + ": of many " + filter, [&](const Collection& c) {
        const Document wanted = parseJson(filter);
        const std::int64_t count = c.store().count(c.name(), wanted);
        const BulkResult result =
            c.store().updateMany(c.name(), wanted, update(R"({"$inc":{"number":1},"$set":{"set":2}})"));
        const std::int64_t erased = i == 4 ? c.store().eraseMany(c.name(), wanted) : 0;
        return std::to_string(count) + ' ' + std::to_string(result.matched) + ' ' + std::to_string(result.modified) +
               ' ' + std::to_string(erased) + '\n' + found(c, query("{}", R"({"_id":1})", R"({"number":1,"set":1})"));
      });
    }
  }
  std::cout << "compared updates: " << pair.cases() << ", without MongoDB unsupported: " << pair.unsupported()
            << std::endl;
}

}  // namespace rest::tests
