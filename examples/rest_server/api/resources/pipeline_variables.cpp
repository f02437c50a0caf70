// Stages of a stored pipeline go in, the stages with the request's values in the places of variables come out. Refused
// with 400: values that hold operators, patterns or references to members, variables without a value, places that are
// no variable.
#include "api/resources/pipeline_variables.hpp"

#include <optional>
#include <string>

#include "api/request_error.hpp"
#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "document/plain_value.hpp"

namespace rest::api {
namespace {

bool holdsNull(const bson_iter_t& value) {
  if (BSON_ITER_HOLDS_NULL(&value)) return true;
  if (!BSON_ITER_HOLDS_DOCUMENT(&value) && !BSON_ITER_HOLDS_ARRAY(&value)) return false;
  for (const bson_iter_t& member : Elements(value)) {
    if (holdsNull(member)) return true;
  }
  return false;
}

bool isClaim(std::string_view name) {
  return name == "@user" || name.starts_with("@user.");
}

std::string_view textOf(const bson_iter_t& value) {
  if (!BSON_ITER_HOLDS_UTF8(&value)) throw RequestError(400, "a variable of the pipeline is not named by a text");
  return textIn(value);
}

/// The only member of an object, when it has this name.
std::optional<bson_iter_t> soleMember(const bson_iter_t& value, std::string_view name) {
  bson_iter_t member;
  if (!BSON_ITER_HOLDS_DOCUMENT(&value) || !bson_iter_recurse(&value, &member)) return std::nullopt;
  if (!bson_iter_next(&member) || keyOf(member) != name) return std::nullopt;
  bson_iter_t next = member;
  if (bson_iter_next(&next)) return std::nullopt;
  return member;
}

/// Names that begin with '@' are not the client's to give.
Document withoutSystemNames(const Document& values) {
  OwnedBson result;
  for (const bson_iter_t& member : Elements(values)) {
    if (!keyOf(member).starts_with('@')) bson_append_iter(result.get(), nullptr, 0, &member);
  }
  return result.document();
}

/// Puts values in the places of variables, from one document into another.
class Putting {
 public:
  explicit Putting(const Document& values) : values_(viewOf(values)) {}

  void putStages(bson_t* target, const Document& stages) const {
    int count = 0;
    for (const bson_iter_t& each : Elements(stages)) {
      const std::optional<bson_iter_t> stage = chosen(each);
      if (!stage) continue;
      const bson_iter_t aligned = *stage;  // libbson wants it so, which an optional's content is not
      put(target, std::to_string(count++), aligned);
    }
  }

 private:
  std::optional<bson_iter_t> valueOf(std::string_view name) const {
    bson_iter_t value;
    bson_iter_t top;
    const std::string path(name);
    const bool isFound = bson_iter_init_find(&value, &values_, path.c_str()) ||
                         (bson_iter_init(&top, &values_) && bson_iter_find_descendant(&top, path.c_str(), &value));
    if (!isFound) return std::nullopt;
    if (!isClaim(name)) return value;
    // As in filters: null would find what is missing, too, so a claim that is null is no claim.
    if (BSON_ITER_HOLDS_NULL(&value)) return std::nullopt;
    if (holdsNull(value)) throw RequestError(403, "a claim that holds null cannot be put into a pipeline");
    return value;
  }

  void put(bson_t* target, std::string_view name, const bson_iter_t& value) const {
    const auto length = static_cast<int>(name.size());
    if (const auto variable = soleMember(value, "$var")) {
      const bson_iter_t aligned = *variable;
      const bson_iter_t found = resolved(aligned);
      bson_append_iter(target, name.data(), length, &found);
      return;
    }
    bson_t nested;
    if (BSON_ITER_HOLDS_DOCUMENT(&value)) {
      bson_append_document_begin(target, name.data(), length, &nested);
      putMembers(&nested, value);
      bson_append_document_end(target, &nested);
    } else if (BSON_ITER_HOLDS_ARRAY(&value)) {
      beginArray(target, name, &nested);
      putMembers(&nested, value);
      bson_append_array_end(target, &nested);
    } else {
      bson_append_iter(target, name.data(), length, &value);
    }
  }

  void putMembers(bson_t* target, const bson_iter_t& nest) const {
    for (const bson_iter_t& member : Elements(nest)) put(target, keyOf(member), member);
  }

  /// "name", or ["name", default].
  bson_iter_t resolved(const bson_iter_t& variable) const {
    bson_iter_t element;
    if (!BSON_ITER_HOLDS_ARRAY(&variable)) return required(textOf(variable));
    if (!bson_iter_recurse(&variable, &element) || !bson_iter_next(&element)) {
      throw RequestError(400, "a variable of the pipeline has no name");
    }
    const std::string_view name = textOf(element);
    if (const auto value = valueOf(name)) return *value;
    if (bson_iter_next(&element)) return element;
    return required(name);
  }

  bson_iter_t required(std::string_view name) const {
    if (const auto value = valueOf(name)) return *value;
    throw RequestError(400, "avars has no value for a variable of the pipeline: " + std::string(name));
  }

  /// The stage itself, or what {"$ifvar": [names, stage, otherwise]} chooses; nothing when it chooses none.
  std::optional<bson_iter_t> chosen(const bson_iter_t& stage) const {
    const auto found = soleMember(stage, "$ifvar");
    if (!found) return stage;
    const bson_iter_t condition = *found;
    bson_iter_t element;
    if (!BSON_ITER_HOLDS_ARRAY(&condition) || !bson_iter_recurse(&condition, &element) || !bson_iter_next(&element)) {
      throw RequestError(400, "$ifvar of the pipeline is not an array of names and stages");
    }
    const bool holds = hasAll(element);
    if (!bson_iter_next(&element)) throw RequestError(400, "$ifvar of the pipeline has no stage");
    if (holds) return element;
    return bson_iter_next(&element) ? std::optional(element) : std::nullopt;
  }

  bool hasAll(const bson_iter_t& names) const {
    if (!BSON_ITER_HOLDS_ARRAY(&names)) return valueOf(textOf(names)).has_value();
    for (const bson_iter_t& name : Elements(names)) {
      if (!valueOf(textOf(name))) return false;
    }
    return true;
  }

  const bson_t values_;
};

}  // namespace

PipelineVariables::PipelineVariables(const Document& values, const Document& claims, const PageNumbers& page) {
  if (!arePlain(values, PlainIn::pipeline)) {
    throw RequestError(
        400,
        "avars has a pattern, code, or a member whose name or text begins with '$': neither operators nor "
        "references to members can be put into a pipeline");
  }
  if (!arePlain(claims, PlainIn::pipeline)) {
    throw RequestError(
        403, "a claim that is a pattern or code, or whose name or text begins with '$', cannot be put into a pipeline");
  }
  OwnedBson given;
  const bson_t user = viewOf(claims);
  if (!isEmpty(claims)) BSON_APPEND_DOCUMENT(given.get(), "@user", &user);
  BSON_APPEND_INT64(given.get(), "@page", page.page);
  BSON_APPEND_INT64(given.get(), "@pagesize", page.size);
  BSON_APPEND_INT64(given.get(), "@limit", page.size);
  BSON_APPEND_INT64(given.get(), "@skip", page.skip());
  values_ = overlaid(withoutSystemNames(values), given.bytes());
}

Document PipelineVariables::putInto(const Document& stages) const {
  OwnedBson result;
  Putting(values_).putStages(result.get(), stages);
  return result.document();
}

}  // namespace rest::api
