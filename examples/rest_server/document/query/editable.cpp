// A document goes in, is taken apart where it is changed, and comes out again as bytes.
#include "document/query/editable.hpp"

#include <functional>
#include <map>

#include "budget/request_budget.hpp"
#include "budget/steps.hpp"
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
  struct NamedMember {
    std::string name;
    Editable value;
    bool isRemoved = false;
  };

  std::vector<NamedMember> members{};                        ///< of an object
  std::map<std::string, std::size_t, std::less<>> places{};  ///< of the members that are not removed
  std::vector<Editable> elements{};                          ///< of an array
  HeldMemory held{};
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
      spendSteps(stepsOfElement);
      parts_->held.add(sizeof(Editable));
      parts_->elements.emplace_back(member.value);
    }
  }
  return *parts_;
}

std::vector<Editable>& Editable::elements() {
  return parts().elements;
}

Editable* Editable::find(std::string_view name) {
  Parts& all = parts();
  const auto place = all.places.find(name);
  return place == all.places.end() ? nullptr : &all.members[place->second].value;
}

Editable& Editable::append(std::string_view name, Editable value) {
  constexpr std::size_t bytesOfPlace = 96;
  constexpr std::uint64_t stepsOfPlace = 60;
  spendSteps(stepsOfPlace);
  Parts& all = parts();
  all.held.add(sizeof(Parts::NamedMember) + bytesOfPlace + 2 * name.size());
  all.places.try_emplace(std::string(name), all.members.size());
  all.members.push_back({std::string(name), std::move(value)});
  return all.members.back().value;
}

void Editable::remove(std::string_view name) {
  Parts& all = parts();
  const auto place = all.places.find(name);
  if (place == all.places.end()) return;
  all.members[place->second].isRemoved = true;
  all.places.erase(place);
}

void Editable::appendTo(bson_t* target, std::string_view name, int depth) const {
  const auto size = static_cast<int>(name.size());
  if (!parts_) {
    checkDepth(value_, depth);
    if (isObject(value_) || isArray(value_)) spendSteps(stepsOfCopy(bytesOf(value_).size()));
    bson_append_value(target, name.data(), size, &value_);
    return;
  }
  bson_t nested;
  if (holdsArray()) {
    beginArray(target, name, &nested);
    std::size_t index = 0;
    for (const Editable& element : parts_->elements) {
      spendSteps(stepsOfElement);
      element.appendTo(&nested, std::to_string(index++), depth + 1);
    }
    bson_append_array_end(target, &nested);
  } else {
    bson_append_document_begin(target, name.data(), size, &nested);
    appendMembersTo(&nested, depth + 1);
    bson_append_document_end(target, &nested);
  }
}

void Editable::appendMembersTo(bson_t* target, int depth) const {
  if (parts_) {
    for (const Parts::NamedMember& member : parts_->members) {
      spendSteps(stepsOfElement);
      if (!member.isRemoved) member.value.appendTo(target, member.name, depth);
    }
  } else {
    for (const Member& member : Members(value_)) {
      bson_append_value(target, member.name.data(), static_cast<int>(member.name.size()), &member.value);
    }
  }
}

}  // namespace rest::query
