// The name of an aggregation that is stored with its collection goes in, with values for its variables; what its
// pipeline makes of the documents that the user may see comes out. Refused: an unknown one (404), missing or unsafe
// variables (400), names of hidden members among their values and
// operators that run code or write (403), a pipeline the store does not take (422).
#include "api/resources/aggregations.hpp"

#include <algorithm>

#include "api/request/code_operators.hpp"
#include "api/request/hidden_members.hpp"
#include "api/request_error.hpp"
#include "api/resources/pipeline_variables.hpp"
#include "api/resources/presentation.hpp"
#include "api/resources/properties.hpp"
#include "api/resources/query.hpp"
#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "document/json.hpp"

namespace rest::api {
namespace {

bool isText(const Document& document, const char* name, std::string_view text) {
  const bson_t view = viewOf(document);
  bson_iter_t member;
  return bson_iter_init_find(&member, &view, name) && BSON_ITER_HOLDS_UTF8(&member) && textIn(member) == text;
}

/// {aggrs: [{type: "pipeline", uri: "name", stages: [...]}]}, as RESTHeart keeps it.
Document definitionOf(const Document& properties, const std::string& name) {
  const bson_t view = viewOf(properties);
  bson_iter_t member;
  if (bson_iter_init_find(&member, &view, "aggrs") && BSON_ITER_HOLDS_ARRAY(&member)) {
    for (const bson_iter_t& definition : Elements(member)) {
      if (!BSON_ITER_HOLDS_DOCUMENT(&definition)) continue;
      Document found = Document::copyOf(nestedIn(definition));
      if (isText(found, "uri", name)) return found;
    }
  }
  throw RequestError(404, "there is no such aggregation");
}

Document stagesOf(const Document& definition) {
  if (isText(definition, "type", "mapReduce")) throw RequestError(501, "mapReduce is not served; pipelines are");
  const bson_t view = viewOf(definition);
  bson_iter_t member;
  if (!bson_iter_init_find(&member, &view, "stages") || !BSON_ITER_HOLDS_ARRAY(&member)) {
    throw RequestError(422, "the aggregation is stored without an array of stages");
  }
  return Document::copyOf(nestedIn(member));
}

Document variablesOf(const Exchange& exchange) {
  const auto text = exchange.target.parameter("avars");
  return text ? objectIn(exchange, "avars", *text) : Document();
}

/// The claims of the user, for pipelines that ask for them; reading them all costs more than most pipelines need.
Document claimsFor(const Exchange& exchange, const Document& stages) {
  constexpr std::string_view variable = "@user";
  const BsonBytes bytes = stages.bytes();
  const bool isAsked = std::search(bytes.begin(), bytes.end(), variable.begin(), variable.end()) != bytes.end();
  if (!isAsked || !exchange.access.principal) return {};
  try {
    return parseJson(exchange.access.principal->claimsText());
  } catch (const JsonFault&) {
    throw RequestError(403, "the user's claims cannot be put into a pipeline");
  }
}

/// First of all, what the user may not see is left out: documents, and members of them.
Document within(const Access& access, const Document& stages) {
  OwnedBson result;
  int count = 0;
  const auto append = [&](const bson_iter_t& stage) {
    bson_append_iter(result.get(), std::to_string(count++).c_str(), -1, &stage);
  };
  const auto appendFirst = [&](const char* name, const Document& operand) {
    if (isEmpty(operand)) return;
    const Document holder = wrapped("", wrapped(name, operand));
    for (const bson_iter_t& stage : Elements(holder)) append(stage);
  };
  appendFirst("$match", access.readFilter);
  appendFirst("$project", access.projectResponse);
  for (const bson_iter_t& stage : Elements(stages)) append(stage);
  return result.document();
}

}  // namespace

http::Response answerAggregation(const Exchange& exchange, DocumentStore& store) {
  const CollectionName& name = exchange.resource.name;
  const Presentation presentation(exchange);
  const auto properties = propertiesOf(name, store);
  if (!properties) throw RequestError(404, "there is no such collection, or nothing is stored with it");
  const Document stages = stagesOf(definitionOf(*properties, exchange.resource.member));
  refuseCode(stages, "a stored pipeline");
  refuseOperators(exchange.rules.forbidden.inPipelines, stages, "a stored pipeline");
  const Document values = variablesOf(exchange);
  const PipelineVariables variables(values, claimsFor(exchange, stages), pageNumbersOf(exchange));
  HiddenMembers(exchange.access.projectResponse).refuseNamesWithin(values, "avars");
  const Document pipeline = within(exchange.access, variables.putInto(stages));
  if (exchange.isHead()) return {};
  Presentation::Around around;
  around.id = exchange.resource.member;
  around.relation = "rh:result";
  try {
    return presentation.of(store.aggregate(name, pipeline), around);
  } catch (const StoreError& error) {
    if (error.kind() != StoreError::Kind::invalid) throw;
    throw RequestError(422, error.forClient().empty() ? "the store does not take this pipeline" : error.forClient());
  }
}

}  // namespace rest::api
