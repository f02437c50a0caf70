// A document goes in, is taken apart where it is changed, and comes out again as bytes.
#include "document/query/editable.hpp"

#include <map>

#include "document/bson_access.hpp"
#include "document/query/query_fault.hpp"

namespace rest::query {
namespace {

constexpr int maxDepth = 100;  // MongoDB's

void checkDepth(const Value& value, int depth) {
  if (depth > maxDepth) throw QueryFault(QueryFault::Kind::refused, "the update would nest the document too deeply");
  for (const Member& member : Members(value)) {
    if (isObject(member.value) || isArray(member.value)) checkDepth(member.value, depth + 1);
  }
}

Value empty(bson_type_t type) {
  static constexpr std::uint8_t bytes[] = {5, 0, 0, 0, 0};
  Value value;
  value.value_type = type;
  // libbson's views have no const; this one is only read.
  value.value.v_doc.data = const_cast<std::uint8_t*>(bytes);
  value.value.v_doc.data_len = sizeof bytes;
  return value;
}

}  // namespace

struct Editable::Parts {
  std::vector<Child> children{};
  std::map<std::string, std::size_t, std::less<>> places{};  ///< of an object's members that are not removed
};

Editable::Editable(const Value& value) : value_(value) {}
Editable::Editable(Editable&&) noexcept = default;
Editable& Editable::operator=(Editable&&) noexcept = default;
Editable::~Editable() = default;

Editable Editable::emptyObject() {
  return Editable(empty(BSON_TYPE_DOCUMENT));
}

Editable Editable::emptyArray() {
  return Editable(empty(BSON_TYPE_ARRAY));
}

Editable::Editable(BsonBytes object) : value_(empty(BSON_TYPE_DOCUMENT)) {
  value_.value.v_doc.data = const_cast<std::uint8_t*>(object.data());
  value_.value.v_doc.data_len = static_cast<std::uint32_t>(object.size());
}

Editable::Parts& Editable::parts() {
  if (parts_) return *parts_;
  parts_ = std::make_unique<Parts>();
  for (const Member& member : Members(value_)) {
    if (holdsObject()) {
      append(member.name, Editable(member.value));
    } else {
      parts_->children.push_back({"", Editable(member.value)});
    }
  }
  return *parts_;
}

std::vector<Editable::Child>& Editable::elements() {
  return parts().children;
}

Editable* Editable::find(std::string_view name) {
  Parts& all = parts();
  const auto place = all.places.find(name);
  return place == all.places.end() ? nullptr : &all.children[place->second].value;
}

Editable& Editable::append(std::string_view name, Editable value) {
  Parts& all = parts();
  all.places.try_emplace(std::string(name), all.children.size());
  all.children.push_back({std::string(name), std::move(value)});
  return all.children.back().value;
}

void Editable::remove(std::string_view name) {
  Parts& all = parts();
  const auto place = all.places.find(name);
  if (place == all.places.end()) return;
  all.children[place->second].isRemoved = true;
  all.places.erase(place);
}

void Editable::appendTo(bson_t* target, std::string_view name, int depth) const {
  const auto size = static_cast<int>(name.size());
  if (!parts_) {
    checkDepth(value_, depth);
    bson_append_value(target, name.data(), size, &value_);
    return;
  }
  bson_t nested;
  if (holdsArray()) {
    beginArray(target, name, &nested);
    std::size_t index = 0;
    for (const Child& child : parts_->children) child.value.appendTo(&nested, std::to_string(index++), depth + 1);
    bson_append_array_end(target, &nested);
  } else {
    bson_append_document_begin(target, name.data(), size, &nested);
    appendMembersTo(&nested, depth + 1);
    bson_append_document_end(target, &nested);
  }
}

void Editable::appendMembersTo(bson_t* target, int depth) const {
  if (parts_) {
    for (const Child& child : parts_->children) {
      if (!child.isRemoved) child.value.appendTo(target, child.name, depth);
    }
  } else {
    for (const Member& member : Members(value_)) {
      bson_append_value(target, member.name.data(), static_cast<int>(member.name.size()), &member.value);
    }
  }
}

}  // namespace rest::query
