#pragma once

#include <memory>
#include <string>

#include "api/exchange.hpp"
#include "document/json.hpp"

namespace rest::query {
class Projection;
}

namespace rest::api {

/// How documents are written for a request: `jsonMode`, `rep`, and what its permission's projectResponse leaves of
/// them.
class Presentation {
 public:
  /// Throws RequestError 400 for an unknown `jsonMode` or `rep`.
  explicit Presentation(const Exchange& exchange);

  void append(std::string& out, BsonBytes document) const;

  /// An answer with one document.
  http::Response of(BsonBytes document) const;

  /// What surrounds a page of documents in RESTHeart's HAL representations.
  struct Around {
    std::string id;                     ///< of the resource
    Document properties{};              ///< its own
    std::optional<std::int64_t> count;  ///< of all pages, when it was asked for
    std::int64_t pageSize = 0;
    const char* relation = "rh:doc";
  };

  /// An answer with the documents, one after the other; large ones are made piece by piece, while they are sent.
  http::Response of(std::unique_ptr<DocumentCursor> documents, const Around& around) const;

  /// Whether `around` is to be shown at all.
  bool isHal() const noexcept { return representation_ != Representation::standard; }

 private:
  class Page;

  std::string beginning(const Around& around) const;

  Representation representation_ = Representation::standard;
  JsonStyle style_ = JsonStyle::restheart;
  std::shared_ptr<const query::Projection> shown_;  ///< null: everything
};

}  // namespace rest::api
