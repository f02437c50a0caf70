// A body goes in, the change it asks for comes out, with a new tag and what the user's permission adds to every body.
// Refused: operators where a document is expected, `_id`s that no store takes, contradictions (400, 406), operators
// that run code (403).
#include "api/request/change.hpp"

#include <bit>
#include <functional>
#include <set>
#include <string>

#include "api/request/code_operators.hpp"
#include "api/request_error.hpp"
#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "document/dotted_names.hpp"
#include "utc_text.hpp"

namespace rest::api {
namespace {

constexpr const char* currentDate = "$currentDate";

void forEachMember(BsonBytes document, const std::function<void(const bson_iter_t&)>& visit) {
  for (const bson_iter_t& member : Elements(document)) visit(member);
}

void append(OwnedBson& target, const bson_iter_t& member) {
  bson_append_iter(target.get(), nullptr, 0, &member);
}

void appendEtag(bson_t* target, const ObjectId& etag) {
  const auto oid = std::bit_cast<bson_oid_t>(etag);
  BSON_APPEND_OID(target, "_etag", &oid);
}

void checkId(const bson_iter_t& id) {
  switch (bson_iter_type(&id)) {
    case BSON_TYPE_ARRAY:
    case BSON_TYPE_REGEX:
    case BSON_TYPE_UNDEFINED:
      throw RequestError(406, "_id cannot be an array, a regular expression or undefined");
    case BSON_TYPE_DOCUMENT:
      forEachMember(nestedIn(id), [](const bson_iter_t& member) {
        if (keyOf(member).starts_with('$')) {
          throw RequestError(400, "_id has a member whose name begins with '$', which no filter could ask for");
        }
      });
      return;
    default:
      return;
  }
}

// MongoDB's manual, "$currentDate": true means a date, {$type: "timestamp"} a timestamp.
void appendCurrentDates(OwnedBson& target, const bson_iter_t& operation) {
  if (!BSON_ITER_HOLDS_DOCUMENT(&operation)) throw RequestError(400, "$currentDate is an object of names");
  const std::int64_t now = utcNow().time_since_epoch().count();
  forEachMember(nestedIn(operation), [&](const bson_iter_t& member) {
    const std::string name(keyOf(member));
    bool isTimestamp = false;
    if (BSON_ITER_HOLDS_DOCUMENT(&member)) {
      const bson_t specification = viewOf(nestedIn(member));
      bson_iter_t type;
      isTimestamp = bson_iter_init_find(&type, &specification, "$type") && BSON_ITER_HOLDS_UTF8(&type) &&
                    textIn(type) == "timestamp";
    }
    if (isTimestamp) {
      BSON_APPEND_TIMESTAMP(target.get(), name.c_str(), static_cast<std::uint32_t>(now / 1000), 1);
    } else {
      BSON_APPEND_DATE_TIME(target.get(), name.c_str(), now);
    }
  });
}

/// The body with the dates of its $currentDate among its members.
Document withCurrentDates(const Document& body) {
  OwnedBson result;
  forEachMember(body, [&result](const bson_iter_t& member) {
    if (keyOf(member) == currentDate) {
      appendCurrentDates(result, member);
    } else {
      append(result, member);
    }
  });
  Document document = result.document();
  std::set<std::string_view> names;
  forEachMember(document, [&names](const bson_iter_t& member) {
    if (!names.insert(keyOf(member)).second) throw RequestError(400, "the body sets one member in two ways");
  });
  return document;
}

/// The parts of a PATCH: what is to be set, and each operator with its operands.
struct Operations {
  OwnedBson set;
  OwnedBson others;
  std::set<std::string> names;

  void addSet(const bson_iter_t& member) {
    if (!names.emplace(keyOf(member)).second) {
      throw RequestError(400, "the body sets one member in two ways");
    }
    append(set, member);
  }
};

Change pipelineOf(const Document& stages, const Document& mergeRequest, const ObjectId& etag) {
  if (isEmpty(stages)) throw RequestError(400, "the body is an empty array; expected stages of a pipeline");
  OwnedBson pipeline;
  std::uint32_t count = 0;
  forEachMember(stages, [&](const bson_iter_t& stage) {
    if (!BSON_ITER_HOLDS_DOCUMENT(&stage)) throw RequestError(406, "the body has elements that are not objects");
    append(pipeline, stage);
    ++count;
  });
  // The last stage: what every body is given cannot be undone by the body.
  bson_t last;
  bson_t set;
  bson_append_document_begin(pipeline.get(), std::to_string(count).c_str(), -1, &last);
  BSON_APPEND_DOCUMENT_BEGIN(&last, "$set", &set);
  forEachMember(mergeRequest, [&](const bson_iter_t& member) {
    bson_t literal;
    bson_append_document_begin(&set, bson_iter_key(&member), -1, &literal);
    bson_append_iter(&literal, "$literal", -1, &member);
    bson_append_document_end(&set, &literal);
  });
  appendEtag(&set, etag);
  bson_append_document_end(&last, &set);
  bson_append_document_end(pipeline.get(), &last);
  return {Change::Kind::pipeline, pipeline.document()};
}

}  // namespace

Document documentFrom(const Document& body, const Document& mergeRequest) {
  OwnedBson result;
  // What every body is given is laid over the dates, too.
  forEachMember(overlaid(withCurrentDates(body), mergeRequest), [&](const bson_iter_t& member) {
    const std::string_view name = keyOf(member);
    if (name.starts_with('$')) {
      throw RequestError(400, "the names of a document's members do not begin with '$'; operators are for PATCH");
    }
    if (name == "_id") checkId(member);
    append(result, member);
  });
  try {
    return withNestedNames(result.document());
  } catch (const JsonFault& fault) {
    throw RequestError(400, std::string("the body ") + fault.what());
  }
}

Change replacement(const Document& document, const DocumentId& id, const ObjectId& etag) {
  return {Change::Kind::replace, stamped(document, id, etag)};
}

void refuseForbidden(const ForbiddenOperators& forbidden, const JsonContainer& body) {
  if (body.isArray) return refuseOperators(forbidden.inPipelines, body.document, "a pipeline");
  forEachMember(body.document, [&](const bson_iter_t& member) {
    if (keyOf(member) != "$pull" || !BSON_ITER_HOLDS_DOCUMENT(&member)) return;
    refuseOperators(forbidden.inFilters, nestedIn(member), "the condition of $pull");
  });
}

Change modification(const JsonContainer& body, const Document& mergeRequest, const ObjectId& etag) {
  if (body.isArray) {
    refuseCode(body.document, "a pipeline");
    return pipelineOf(body.document, mergeRequest, etag);
  }
  if (isEmpty(body.document)) throw RequestError(400, "the body is an empty object: there is nothing to change");
  Operations operations;
  forEachMember(overlaid(body.document, mergeRequest), [&](const bson_iter_t& member) {
    const std::string_view name = keyOf(member);
    if (name == "_id" || name == "_etag") return;  // the caller has looked at the one, the other is ours
    if (!name.starts_with('$')) return operations.addSet(member);
    if (!BSON_ITER_HOLDS_DOCUMENT(&member)) throw RequestError(400, "an update operator's value is not an object");
    if (name == "$pull") refuseCode(nestedIn(member), "the condition of $pull");
    if (name != "$set") return append(operations.others, member);
    forEachMember(nestedIn(member), [&](const bson_iter_t& each) { operations.addSet(each); });
  });
  appendEtag(operations.set.get(), etag);
  OwnedBson update;
  BSON_APPEND_DOCUMENT(update.get(), "$set", operations.set.get());
  bson_concat(update.get(), operations.others.get());
  return {Change::Kind::update, update.document()};
}

Change members(const Document& document, const ObjectId& etag) {
  OwnedBson set;
  forEachMember(document, [&](const bson_iter_t& member) {
    if (keyOf(member) != "_id" && keyOf(member) != "_etag") append(set, member);
  });
  appendEtag(set.get(), etag);
  return {Change::Kind::update, wrapped("$set", set.bytes())};
}

std::vector<Document> elementsOf(const Document& array) {
  constexpr std::size_t maxElements = 100'000;  // MongoDB's, of the writes in one command
  std::vector<Document> elements;
  forEachMember(array, [&](const bson_iter_t& element) {
    if (elements.size() == maxElements) throw RequestError(400, "the body has more than 100000 documents");
    if (!BSON_ITER_HOLDS_DOCUMENT(&element)) throw RequestError(406, "the body has elements that are not objects");
    elements.push_back(Document::copyOf(nestedIn(element)));
  });
  if (elements.empty()) throw RequestError(400, "the body is an empty array; expected documents");
  return elements;
}

}  // namespace rest::api
