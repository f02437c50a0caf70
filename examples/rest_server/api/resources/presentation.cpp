// Documents go in, an answer in the JSON that was asked for comes out: bare, or within RESTHeart's HAL. Refused with
// 400: unknown values of `jsonMode` and `rep`, and the full mode of `hal`.
#include "api/resources/presentation.hpp"

#include <utility>

#include "api/request_error.hpp"
#include "document/compose.hpp"
#include "document/query/projection.hpp"
#include "src/text/ascii.hpp"

namespace rest::api {
namespace {

constexpr std::size_t pieceBytes = 64 * 1024;

JsonStyle styleOf(const Target& target) {
  const auto mode = target.parameter("jsonMode");
  if (!mode) return JsonStyle::restheart;
  const auto is = [&mode](std::string_view name) { return jwtauth::equalsWithoutCase(*mode, name); };
  if (is("RELAXED")) return JsonStyle::relaxed;
  if (is("EXTENDED")) return JsonStyle::canonical;
  if (is("STRICT")) return JsonStyle::strict;
  if (is("SHELL")) return JsonStyle::shell;
  throw RequestError(400, "jsonMode is one of RELAXED, EXTENDED, STRICT, SHELL");
}

/// RESTHeart's `hal=f` adds `_type` and `_links`.
void refuseFullHal(const Target& target) {
  const auto mode = target.parameter("hal");
  if (!mode || jwtauth::equalsWithoutCase(*mode, "c") || jwtauth::equalsWithoutCase(*mode, "compact")) return;
  throw RequestError(400, "the full mode of the parameter 'hal', with links, is not served; hal=c is");
}

}  // namespace

std::optional<Representation> representationNamed(std::string_view name) {
  const auto is = [name](std::string_view known) { return jwtauth::equalsWithoutCase(name, known); };
  if (is("HAL")) return Representation::hal;
  if (is("SHAL") || is("PJ") || is("PLAIN_JSON")) return Representation::flatHal;
  if (is("STANDARD") || is("S")) return Representation::standard;
  return std::nullopt;
}

/// Writes a page until the documents or the room in a piece are at an end.
class Presentation::Page {
 public:
  Page(Presentation presentation, std::unique_ptr<DocumentCursor> documents, std::string beginning)
      : presentation_(std::move(presentation)), documents_(std::move(documents)), beginning_(std::move(beginning)) {}

  bool isAtEnd() const noexcept { return documents_ == nullptr; }

  std::string next() {
    std::string piece = std::exchange(beginning_, {});
    while (documents_ && piece.size() < pieceBytes) {
      const auto document = documents_->next();
      if (!document) {
        documents_.reset();
        piece += ending();
        break;
      }
      if (returned_++ > 0) piece += ',';
      presentation_.append(piece, *document);
    }
    return piece;
  }

 private:
  std::string ending() const {
    if (!presentation_.isHal()) return "]";
    const std::string_view brackets = presentation_.representation_ == Representation::hal ? "]}" : "]";
    return std::string(brackets) + ",\"_returned\":" + std::to_string(returned_) + "}";
  }

  Presentation presentation_;
  std::unique_ptr<DocumentCursor> documents_;
  std::string beginning_;
  std::int64_t returned_ = 0;
};

Presentation::Presentation(const Exchange& exchange) : style_(styleOf(exchange.target)) {
  if (!isEmpty(exchange.access.projectResponse)) {
    shown_ = std::make_shared<const query::Projection>(exchange.access.projectResponse);
  }
  const auto given = exchange.target.parameter("rep");
  const auto asked = given ? representationNamed(*given) : exchange.rules.representation;
  if (!asked) throw RequestError(400, "rep is one of STANDARD, HAL, SHAL");
  refuseFullHal(exchange.target);
  representation_ = *asked;
}

void Presentation::append(std::string& out, BsonBytes document) const {
  if (shown_) {
    appendJson(out, shown_->apply(document), style_);
  } else {
    appendJson(out, document, style_);
  }
}

http::Response Presentation::of(BsonBytes document) const {
  http::Response response;
  append(response.body, document);
  if (isHal()) response.set("Content-Type", "application/hal+json");
  return response;
}

std::string Presentation::beginning(const Around& around) const {
  if (!isHal()) return "[";
  std::string text = "{\"_id\":";
  appendJsonString(text, around.id);
  std::string properties;
  appendJson(properties, around.properties, style_);
  if (properties.size() > 2) text += ',' + properties.substr(1, properties.size() - 2);
  if (around.count) {
    const std::int64_t pages = around.pageSize == 0 ? 0 : (*around.count + around.pageSize - 1) / around.pageSize;
    text += ",\"_size\":" + std::to_string(*around.count) + ",\"_total_pages\":" + std::to_string(pages);
  }
  text += ",\"_embedded\":";
  if (representation_ == Representation::hal) text += std::string("{\"") + around.relation + "\":";
  return text + '[';
}

http::Response Presentation::of(std::unique_ptr<DocumentCursor> documents, const Around& around) const {
  const auto page = std::make_shared<Page>(*this, std::move(documents), beginning(around));
  http::Response response;
  response.body = page->next();
  if (!page->isAtEnd()) {
    response.rest = [page] { return page->next(); };
  }
  if (isHal()) response.set("Content-Type", "application/hal+json");
  return response;
}

}  // namespace rest::api
