// The JSON of a filter or of members with variables goes in; for each request, the document with their values comes
// out. Refused when it is read: variables in the place of an operator, a pattern or an expression. Refused for a
// request: a variable without a value, and a value that holds operators, patterns or null.
#include "api/authorization/document_template.hpp"

#include <algorithm>
#include <array>

#include "document/bson_access.hpp"
#include "document/dotted_names.hpp"
#include "document/json.hpp"
#include "document/query/filter.hpp"
#include "document/query/projection.hpp"

namespace rest::api {
namespace {

constexpr std::array<std::string_view, 6> comparisons{"$eq", "$ne", "$gt", "$gte", "$lt", "$lte"};
constexpr std::array<std::string_view, 3> listComparisons{"$in", "$nin", "$all"};
constexpr std::array<std::string_view, 3> junctions{"$and", "$or", "$nor"};

bool isOneOf(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Whether the element is a text in which something is to be put in.
bool isHole(const bson_iter_t& element) {
  if (!BSON_ITER_HOLDS_UTF8(&element)) return false;
  const std::string_view text = textIn(element);
  return text.starts_with('@') || text.find("${") != std::string_view::npos;
}

bool isNest(const bson_iter_t& element) {
  return BSON_ITER_HOLDS_DOCUMENT(&element) || BSON_ITER_HOLDS_ARRAY(&element);
}

// Two functions, since a type that is deduced loses the alignment of bson_iter_t.
template <class Visit>
void forEach(BsonBytes document, const Visit& visit) {
  for (const bson_iter_t& member : Elements(document)) visit(member);
}
template <class Visit>
void forEach(const bson_iter_t& nest, const Visit& visit) {
  for (const bson_iter_t& member : Elements(nest)) visit(member);
}

bool holdsOperators(const bson_iter_t& document) {
  bool holds = false;
  forEach(document, [&holds](const bson_iter_t& member) { holds = holds || keyOf(member).starts_with('$'); });
  return holds;
}

/// Throws TemplateError where a variable stands for more than a value that is compared.
class FilterCheck {
 public:
  void condition(const bson_iter_t& member) const {
    const std::string_view name = keyOf(member);
    if (isOneOf(name, junctions) && BSON_ITER_HOLDS_ARRAY(&member)) {
      forEach(member, [this](const bson_iter_t& each) {
        if (BSON_ITER_HOLDS_DOCUMENT(&each))
          forEach(each, [this](const bson_iter_t& inner) { condition(inner); });
        else
          fixed(each);
      });
    } else if (name.starts_with('$')) {
      fixed(member);
    } else if (BSON_ITER_HOLDS_DOCUMENT(&member) && holdsOperators(member)) {
      forEach(member, [this](const bson_iter_t& each) { comparison(each); });
    }
  }

 private:
  void comparison(const bson_iter_t& member) const {
    const std::string_view name = keyOf(member);
    if (isOneOf(name, comparisons) || isOneOf(name, listComparisons)) return;
    if (name == "$not" && BSON_ITER_HOLDS_DOCUMENT(&member)) {
      forEach(member, [this](const bson_iter_t& each) { comparison(each); });
    } else if (name == "$elemMatch" && BSON_ITER_HOLDS_DOCUMENT(&member)) {
      forEach(member, [this](const bson_iter_t& each) {
        if (keyOf(each).starts_with('$') && !isOneOf(keyOf(each), junctions))
          comparison(each);
        else
          condition(each);
      });
    } else {
      fixed(member);
    }
  }

  void fixed(const bson_iter_t& element) const {
    if (isHole(element)) {
      throw TemplateError(
          "the variable " + std::string(textIn(element)) +
          " does not stand where a value is compared: what a request brings must not become a condition");
    }
    if (isNest(element)) forEach(element, [this](const bson_iter_t& each) { fixed(each); });
  }
};

void appendUnescaped(bson_t* target, const bson_iter_t& element);

void appendUnescapedMembers(bson_t* target, const bson_iter_t& nest) {
  forEach(nest, [target](const bson_iter_t& each) { appendUnescaped(target, each); });
}

void appendUnescaped(bson_t* target, const bson_iter_t& element) {
  std::string_view key = keyOf(element);
  if (key.starts_with("_$")) key.remove_prefix(1);
  const int keySize = static_cast<int>(key.size());
  bson_t nested;
  if (BSON_ITER_HOLDS_DOCUMENT(&element)) {
    bson_append_document_begin(target, key.data(), keySize, &nested);
    appendUnescapedMembers(&nested, element);
    bson_append_document_end(target, &nested);
  } else if (BSON_ITER_HOLDS_ARRAY(&element)) {
    beginArray(target, key, &nested);
    appendUnescapedMembers(&nested, element);
    bson_append_array_end(target, &nested);
  } else {
    bson_append_iter(target, key.data(), keySize, &element);
  }
}

/// As a filter may look once it is filled: a variable that stands for a list is one.
void appendFilled(bson_t* target, const bson_iter_t& element) {
  const std::string_view key = keyOf(element);
  const int keySize = static_cast<int>(key.size());
  const bool isList = BSON_ITER_HOLDS_ARRAY(&element) || (isHole(element) && isOneOf(key, listComparisons));
  bson_t nested;
  if (isList) {
    beginArray(target, key, &nested);
    if (isNest(element)) forEach(element, [&nested](const bson_iter_t& each) { appendFilled(&nested, each); });
    bson_append_array_end(target, &nested);
  } else if (BSON_ITER_HOLDS_DOCUMENT(&element)) {
    bson_append_document_begin(target, key.data(), keySize, &nested);
    forEach(element, [&nested](const bson_iter_t& each) { appendFilled(&nested, each); });
    bson_append_document_end(target, &nested);
  } else {
    bson_append_iter(target, key.data(), keySize, &element);
  }
}

/// Why only MongoDB takes this as a filter, if so. Throws TemplateError for what no store takes.
std::string needOfMongoDb(const Document& document) try {
  OwnedBson filled;
  forEach(document, [&filled](const bson_iter_t& member) { appendFilled(filled.get(), member); });
  query::Filter(filled.document().bytes());
  return {};
} catch (const query::QueryFault& fault) {
  if (fault.kind() == query::QueryFault::Kind::invalid) throw TemplateError(fault.what());
  return fault.what();
}

Document readFilter(std::string_view json) {
  const Document read = parseJson(json);
  OwnedBson filter;
  forEach(read, [&filter](const bson_iter_t& member) { appendUnescaped(filter.get(), member); });
  const FilterCheck check;
  const Document document = filter.document();
  forEach(document, [&check](const bson_iter_t& member) { check.condition(member); });
  return document;
}

/// Names between dots, none of them empty.
bool isPath(std::string_view path) {
  return !path.empty() && path.front() != '.' && path.back() != '.' && path.find("..") == std::string_view::npos;
}

Document readMembers(std::string_view json) {
  Document members = parseJson(json);
  forEach(members, [](const bson_iter_t& member) {
    const std::string_view name = keyOf(member);
    if (name.starts_with('$')) throw TemplateError("has an operator, expected members of a document");
    if (!isPath(name) || name.find(".$") != std::string_view::npos || name == "_etag") {
      throw TemplateError("has the member '" + std::string(name) + "', which no request can give to a document");
    }
    if (name == "_id" && BSON_ITER_HOLDS_ARRAY(&member)) throw TemplateError("has an array as _id");
  });
  withNestedNames(members);  // no two of them claim one place
  return members;
}

void addHoles(std::vector<Operand>& holes, const bson_iter_t& element, const CaptureNames& names) {
  if (isHole(element)) holes.push_back(Operand::parse(textIn(element), names));
  if (isNest(element)) forEach(element, [&](const bson_iter_t& each) { addHoles(holes, each, names); });
}

}  // namespace

/// Puts the values in, hole after hole, in the order in which they were read.
class DocumentTemplate::Filling {
 public:
  Filling(const std::vector<Operand>& holes, const AccessRequest& request, const Captures& captures)
      : hole_(holes.begin()), request_(request), captures_(captures) {}

  void append(bson_t* target, const bson_iter_t& element) {
    const std::string_view key = keyOf(element);
    const int keySize = static_cast<int>(key.size());
    bson_t nested;
    if (isHole(element)) {
      appendValue(target, key);
    } else if (BSON_ITER_HOLDS_DOCUMENT(&element)) {
      bson_append_document_begin(target, key.data(), keySize, &nested);
      forEach(element, [&](const bson_iter_t& each) { append(&nested, each); });
      bson_append_document_end(target, &nested);
    } else if (BSON_ITER_HOLDS_ARRAY(&element)) {
      beginArray(target, key, &nested);
      forEach(element, [&](const bson_iter_t& each) { append(&nested, each); });
      bson_append_array_end(target, &nested);
    } else {
      bson_append_iter(target, key.data(), keySize, &element);
    }
  }

 private:
  void appendValue(bson_t* target, std::string_view key) {
    const Operand& hole = *hole_++;
    const Value value = valueOf(hole);
    if (!value.isPlain()) throw TemplateGap(hole.text() + " holds operators, a pattern or null");
    if (isOneOf(key, listComparisons) && !value.isArray()) throw TemplateGap(hole.text() + " is not an array");
    forEach(value.document(), [&](const bson_iter_t& each) {
      bson_append_iter(target, key.data(), static_cast<int>(key.size()), &each);
    });
  }

  Value valueOf(const Operand& hole) const {
    if (const Variable* variable = hole.variable()) {
      if (std::optional<Value> value = variable->valueIn(request_, captures_)) return *value;
    } else if (const std::optional<std::string> text = hole.textIn(request_, captures_)) {
      return Value::ofText(*text);
    }
    throw TemplateGap(hole.text() + " has no value");
  }

  std::vector<Operand>::const_iterator hole_;
  const AccessRequest& request_;
  const Captures& captures_;
};

DocumentTemplate::DocumentTemplate(std::string_view json, Use use, const CaptureNames& names) try
    : document_(use == Use::filter ? readFilter(json) : readMembers(json)) {
  forEach(document_, [&](const bson_iter_t& member) { addHoles(holes_, member, names); });
  if (use == Use::filter) needsMongoDb_ = needOfMongoDb(document_);
} catch (const JsonFault& fault) {
  throw TemplateError(fault.what());
} catch (const VariableError& error) {
  throw TemplateError(error.what());
}

Document DocumentTemplate::filledFor(const AccessRequest& request, const Captures& captures) const {
  if (holes_.empty()) return document_;
  Filling filling(holes_, request, captures);
  OwnedBson filled;
  forEach(document_, [&](const bson_iter_t& member) { filling.append(filled.get(), member); });
  return filled.document();
}

Document checkedProjection(std::string_view json) try {
  Document projection = parseJson(json);
  std::optional<bool> shows;
  forEach(projection, [&shows](const bson_iter_t& member) {
    const bool isFlag = BSON_ITER_HOLDS_NUMBER(&member) || BSON_ITER_HOLDS_BOOL(&member);
    const bool isName = isPath(keyOf(member)) && keyOf(member).find('$') == std::string_view::npos;
    if (!isFlag || !isName) throw TemplateError("expected names with 1 or 0, such as {\"secret\": 0}");
    const bool isShown = bson_iter_as_bool(&member);
    if (keyOf(member) == "_id" && !isShown) return;
    if (shows && *shows != isShown) throw TemplateError("shows some members and hides others, expected one of these");
    shows = isShown;
  });
  query::Projection(projection.bytes());  // its paths do not meet
  return projection;
} catch (const JsonFault& fault) {
  throw TemplateError(fault.what());
} catch (const query::QueryFault& fault) {
  throw TemplateError(fault.what());
}

}  // namespace rest::api
