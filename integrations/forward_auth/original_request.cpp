// A proxy's question goes in, what its client asked for comes out. Not known: what a stranger says, what is said twice,
// and what no client can have asked for.
#include "original_request.hpp"

#include <algorithm>
#include <optional>

#include "http/host.hpp"
#include "src/text/ascii.hpp"
#include "src/text/http_url.hpp"

namespace jwtauth::forwardAuth {
namespace {

using rest::http::FieldView;
using rest::http::Request;
using rest::http::Scheme;

/// What a proxy says of one request; views into its question.
struct Said {
  std::string_view method;
  std::string_view target;
  std::string_view host{};  ///< empty: the question's own
  std::optional<Scheme> scheme{};
};

/// The only value of a field; nothing without one, or with several.
std::optional<std::string_view> only(const Request& question, std::string_view name) {
  const auto values = question.fieldValues(name);
  return values.size() == 1 ? std::optional(values.front()) : std::nullopt;
}

/// Some proxies name the protocol that a client changes to: that of WebSocket.
std::optional<Scheme> schemeOf(std::string_view text) {
  if (equalsWithoutCase(text, "https") || equalsWithoutCase(text, "wss")) return Scheme::https;
  if (equalsWithoutCase(text, "http") || equalsWithoutCase(text, "ws")) return Scheme::http;
  return std::nullopt;
}

std::optional<Said> readForwarded(const Request& question) {
  const auto method = only(question, "X-Forwarded-Method");
  const auto target = only(question, "X-Forwarded-Uri");
  if (!method || !target) return std::nullopt;
  Said said{*method, *target};
  if (!question.fieldValues("X-Forwarded-Host").empty()) {
    const auto host = only(question, "X-Forwarded-Host");
    if (!host || host->empty()) return std::nullopt;
    said.host = *host;
  }
  if (!question.fieldValues("X-Forwarded-Proto").empty()) {
    const auto scheme = only(question, "X-Forwarded-Proto");
    said.scheme = scheme ? schemeOf(*scheme) : std::nullopt;
    if (!said.scheme) return std::nullopt;
  }
  return said;
}

std::optional<Said> readOriginal(const Request& question) {
  const auto method = only(question, "X-Original-Method");
  const auto url = only(question, "X-Original-URL");
  if (!method || !url) return std::nullopt;
  const std::size_t colon = url->find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  Said said{*method, afterOrigin(*url)};
  said.scheme = schemeOf(url->substr(0, colon));
  said.host = url->substr(colon + 3, url->size() - said.target.size() - (colon + 3));
  if (!said.scheme || said.host.empty()) return std::nullopt;
  return said;
}

std::optional<Said> readRequestLine(const Request& question, std::string_view prefix) {
  std::string_view target = question.target;
  if (!target.starts_with(prefix)) return std::nullopt;
  target.remove_prefix(prefix.size());
  return Said{question.method, target};
}

std::optional<Said> readAttributes(const Request& question) {
  const auto host = only(question, "Host");
  if (!host || host->empty()) return std::nullopt;
  return Said{question.method, question.target, *host, question.scheme};
}

std::optional<Said> read(const Request& question, OriginalRequestFrom from, std::string_view pathPrefix) {
  switch (from) {
    case OriginalRequestFrom::xForwarded:
      return readForwarded(question);
    case OriginalRequestFrom::xOriginal:
      return readOriginal(question);
    case OriginalRequestFrom::requestLine:
      return readRequestLine(question, pathPrefix);
    case OriginalRequestFrom::attributes:
      return readAttributes(question);
  }
  return std::nullopt;
}

/// A token (RFC 9110 9.1, 5.6.2).
bool isMethod(std::string_view text) {
  static constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return isLetter(c) || isDigit(c) || others.find(c) != std::string_view::npos;
  });
}

bool isTarget(std::string_view text) {
  return text.starts_with('/') &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '#'; });
}

const char* problemOf(const std::optional<Said>& said) {
  if (!said) return "the proxy does not say once what its client asked for";
  if (!isMethod(said->method)) return "what the proxy says is no method";
  if (!isTarget(said->target)) return "what the proxy says is no path";
  if (!said->host.empty() && !rest::http::isHost(said->host)) return "what the proxy says is no host";
  return "";
}

void setHost(Request& request, std::string_view host) {
  auto& fields = request.fields;
  fields.erase(std::remove_if(fields.begin(), fields.end(),
                              [](const FieldView& each) { return equalsWithoutCase(each.name, "Host"); }),
               fields.end());
  fields.push_back({"Host", host});
}

}  // namespace

OriginalRequest OriginalRequests::of(const Request& question) const {
  OriginalRequest original{question, {}};
  Request& request = original.request;
  request.body = {};
  request.method = request.target = {};
  if (!proxies_.hold(question.clientAddress)) {
    original.problem = "the question is not from one of the trusted proxies";
    return original;
  }
  const std::optional<Said> said = read(question, from_, pathPrefix_);
  original.problem = problemOf(said);
  if (!original.problem.empty()) return original;
  request.method = said->method;
  request.target = said->target;
  if (said->scheme) request.scheme = *said->scheme;
  if (!said->host.empty()) setHost(request, said->host);
  return original;
}

}  // namespace jwtauth::forwardAuth
