#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.hpp"

namespace rest::api {

/// One value that a request brought: a claim, a parameter, a member of the body. A value type.
class Value {
 public:
  static Value ofText(std::string_view text);
  static Value ofDate(std::int64_t millisecondsSince1970);
  /// Nothing for what BSON cannot hold: integers beyond 64 bits, names with a NUL.
  static std::optional<Value> ofJson(const nlohmann::json& json);
  /// The document itself as a value.
  static Value ofDocument(const Document& document);
  /// The member at the path: names and, in arrays, indices, separated by dots. A name with dots in it is found too.
  static std::optional<Value> memberOf(BsonBytes document, std::string_view path);

  /// A text, number, boolean or ObjectId as conditions compare it; nothing for all else, null among it.
  std::optional<std::string> text() const;
  /// The elements of an array as text(); nothing when it is not an array, or one of them has no text().
  std::optional<std::vector<std::string>> texts() const;

  bool isArray() const;
  /// Whether it is a value wherever it stands in a filter, and no more: no name in it begins with '$', and there is no
  /// regular expression, code or null in it, for null stands for what is missing, too.
  bool isPlain() const;

  /// {"": value}
  const Document& document() const noexcept { return document_; }

 private:
  explicit Value(Document document) : document_(std::move(document)) {}

  Document document_;
};

}  // namespace rest::api
