// An aggregation goes in; what is wrong with it, or that it needs MongoDB, comes out.
#include "store/sqlite/pipeline.hpp"

#include <algorithm>
#include <array>

#include "document/query/query_fault.hpp"
#include "document/query/value.hpp"

namespace rest::sqlite {
namespace {

using namespace query;

constexpr std::array stages{
    "$addFields",   "$bucket",      "$bucketAuto",  "$changeStream",   "$collStats",    "$count",
    "$currentOp",   "$densify",     "$documents",   "$facet",          "$fill",         "$geoNear",
    "$graphLookup", "$group",       "$indexStats",  "$limit",          "$listSessions", "$lookup",
    "$match",       "$merge",       "$out",         "$planCacheStats", "$project",      "$redact",
    "$replaceRoot", "$replaceWith", "$sample",      "$search",         "$set",          "$setWindowFields",
    "$skip",        "$sort",        "$sortByCount", "$unionWith",      "$unset",        "$unwind"};

}  // namespace

void refusePipeline(const Document& pipeline) {
  for (const Member& stage : Members(pipeline.bytes())) {
    Members members(stage.value);
    const auto first = members.begin();
    if (!isObject(stage.value) || first == members.end()) throw QueryFault("a stage of a pipeline is an object");
    const std::string name((*first).name);
    if (std::find(stages.begin(), stages.end(), name) == stages.end()) {
      throw QueryFault("unknown aggregation stage: " + name);
    }
    throwNeedsMongoDb("the aggregation stage " + name);
  }
  throwNeedsMongoDb("an aggregation");
}

}  // namespace rest::sqlite
