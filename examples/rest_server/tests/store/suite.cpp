#include "store/suite.hpp"

#include "document/bson_access.hpp"

namespace rest::tests {
namespace {

Document withoutTag(const Document& document) {
  if (!etagOf(document)) return document;
  OwnedBson result;
  const bson_t view = viewOf(document);
  bson_copy_to_excluding_noinit(&view, result.get(), "_etag", nullptr);
  return result.document();
}

/// The `_id` as a JSON value.
std::string idIn(BsonBytes document) {
  const std::string json = jsonOf(DocumentId::of(document).value().asFilter());
  constexpr std::string_view before = R"({"_id":)";
  return json.substr(before.size(), json.size() - before.size() - 1);
}

}  // namespace

ObjectId etag(std::uint8_t number) {
  ObjectId id;
  id.bytes.back() = number;
  return id;
}

Precondition ifEtag(std::vector<ObjectId> etags) {
  return {true, false, std::move(etags)};
}

std::string jsonOf(const std::optional<Document>& document) {
  if (!document) return "absent";
  std::string text;
  appendJson(text, *document);
  return text;
}

Change replacement(std::string_view json) {
  return {Change::Kind::replace, parseJson(json)};
}
Change update(std::string_view json) {
  return {Change::Kind::update, parseJson(json)};
}
Change pipeline(std::string_view json) {
  return {Change::Kind::pipeline, parseJsonContainer(json).document};
}

FindRequest query(std::string_view filter, std::string_view sort, std::string_view projection) {
  FindRequest request;
  request.filter = parseJson(filter);
  request.sort = parseJson(sort);
  request.projection = parseJson(projection);
  return request;
}

Texts rest(DocumentCursor& cursor) {
  Texts found;
  while (const std::optional<BsonBytes> document = cursor.next()) found.push_back(jsonOf(Document::copyOf(*document)));
  return found;
}

const Collection& Collection::make() const {
  store_->createCollection(name_);
  return *this;
}

Status Collection::put(const DocumentId& id, std::string_view json, WriteMode mode, const Precondition& precondition,
                       const ObjectId& tag) const {
  const Change change{Change::Kind::replace, stamped(parseJson(json), id, tag)};
  return store_->write(name_, id, change, mode, {precondition, {}}).status;
}

Status Collection::put(std::string_view id, std::string_view json, WriteMode mode, const Precondition& precondition,
                       const ObjectId& tag) const {
  return put(DocumentId::ofText(id), json, mode, precondition, tag);
}

Status Collection::insert(std::string_view json) const {
  const Document document = parseJson(json);
  const DocumentId id = DocumentId::of(document).value();
  return store_->write(name_, id, {Change::Kind::replace, document}, WriteMode::insert).status;
}

void Collection::insertAll(const Texts& documents) const {
  for (const std::string& json : documents) {
    INFO(json);
    REQUIRE(insert(json) == Status::created);
  }
}

WriteResult Collection::write(std::string_view id, const Change& change, WriteMode mode,
                              const WriteCondition& condition) const {
  return store_->write(name_, DocumentId::ofText(id), change, mode, condition);
}

Erased Collection::erase(std::string_view id, const Precondition& precondition) const {
  return store_->erase(name_, DocumentId::ofText(id), {precondition, {}}).status;
}

std::string Collection::at(const DocumentId& id) const {
  const std::optional<Document> found = store_->findById(name_, id);
  return found ? jsonOf(withoutTag(*found)) : "absent";
}

Texts Collection::find(const FindRequest& request) const {
  return rest(*store_->find(name_, request));
}

Texts Collection::ids(const FindRequest& request) const {
  Texts found;
  const std::unique_ptr<DocumentCursor> cursor = store_->find(name_, request);
  while (const std::optional<BsonBytes> document = cursor->next()) found.push_back(idIn(*document));
  return found;
}

}  // namespace rest::tests
