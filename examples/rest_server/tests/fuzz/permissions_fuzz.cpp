// A permission's condition, its filter and what it merges, then a request's target and body, a line each: what cannot
// be read is refused by its own error; a request meets a condition or its opposite, or neither can be decided.
#include <optional>

#include "api/authorization/document_template.hpp"
#include "api/authorization/predicate_parser.hpp"
#include "api/authorization/undecided.hpp"
#include "api/request_error.hpp"
#include "bounded.hpp"
#include "lines.hpp"
#include "tests/api/asked.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/target.hpp"

using namespace rest;
using namespace rest::api;
using jwtauth::fuzz::demand;

namespace {

std::optional<ParsedPredicate> parsed(const std::string& text) try {
  return parsePredicate(text);
} catch (const PredicateError&) {
  return std::nullopt;
}

std::optional<bool> holds(const ParsedPredicate& parsed, const AccessRequest& request, Captures& captures) try {
  return parsed.predicate.holds(request, captures);
} catch (const Undecided&) {
  return std::nullopt;
} catch (const RequestError&) {
  return std::nullopt;
}

void fill(std::string_view json, DocumentTemplate::Use use, const ParsedPredicate& condition,
          const AccessRequest& request, const Captures& captures) try {
  Document::copyOf(DocumentTemplate(json, use, condition.captures).filledFor(request, captures));
} catch (const TemplateError&) {
} catch (const TemplateGap&) {
} catch (const RequestError&) {
}

Asked requestOf(std::string_view target, std::string_view body) {
  return Asked("PATCH", std::string(target))
      .by({{"roles", {"user"}}, {"department", "$sales"}, {"level", 3}})
      .withBody(std::string(body));
}

void ask(std::string_view text) try {
  const std::vector<std::string_view> lines = fuzz::linesOf(text, 5);
  const auto condition = parsed(std::string(lines[0]));
  if (!condition) return;
  Asked asked = requestOf(lines[3], lines[4]);
  Captures captures;
  const auto first = holds(*condition, asked.look(), captures);
  if (const auto opposite = parsed("not (" + std::string(lines[0]) + ")")) {
    Captures unused;
    const auto second = holds(*opposite, asked.look(), unused);
    demand(first.has_value() == second.has_value(), "a condition is decided when its opposite is");
    if (first) demand(*first != *second, "a request meets a condition or its opposite");
  }
  if (first != true) return;
  fill(lines[1], DocumentTemplate::Use::filter, *condition, asked.look(), captures);
  fill(lines[2], DocumentTemplate::Use::members, *condition, asked.look(), captures);
} catch (const RequestError&) {  // the target
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::runBounded(size, [text] { ask(text); });
  return 0;
}
