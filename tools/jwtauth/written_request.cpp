// A request as text goes in, its method, URL and fields come out. Refused: a text without a request line, and a line
// that is no field.
#include "tools/jwtauth/written_request.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "src/text/ascii.hpp"
#include "tools/jwtauth/usage_error.hpp"

namespace jwtauth::commandLine {
namespace {

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
  }
  return lines;
}

/// curl -v marks with `>` what it sends, perhaps several requests. Whether these lines are of it; then only what it
/// sends is left.
bool keepSentLines(std::vector<std::string_view>& lines) {
  const auto isSent = [](std::string_view line) { return line.starts_with("> ") || line == ">"; };
  if (std::none_of(lines.begin(), lines.end(), isSent)) return false;
  std::erase_if(lines, [&](std::string_view line) { return !isSent(line); });
  for (std::string_view& line : lines) line.remove_prefix(std::min<std::size_t>(line.size(), 2));
  return true;
}

struct RequestLine {
  std::string_view method, target;
};

std::optional<RequestLine> requestLineOf(std::string_view line) {
  const std::size_t end = line.find(' ');
  if (end == 0 || end == std::string_view::npos) return std::nullopt;
  const std::string_view method = line.substr(0, end), rest = trimmed(line.substr(end));
  const bool isMethod = std::all_of(method.begin(), method.end(), [](char one) { return isLetter(one) || one == '-'; });
  const std::string_view target = rest.substr(0, rest.find(' '));
  const std::string_view version = trimmed(rest.substr(target.size()));
  const bool isTarget = target.starts_with('/') || target.find("://") != std::string_view::npos;
  if (!isMethod || !isTarget || !(version.empty() || version.starts_with("HTTP/"))) return std::nullopt;
  return RequestLine{method, target};
}

bool isOnLoopback(std::string_view authority) {
  constexpr std::array<std::string_view, 3> names{"127.", "localhost", "[::1]"};
  return std::any_of(names.begin(), names.end(), [&](auto name) { return authority.starts_with(name); });
}

}  // namespace

bool isWrittenRequest(std::string_view text) {
  std::vector<std::string_view> lines = linesOf(text);
  keepSentLines(lines);
  return std::any_of(lines.begin(), lines.end(), [](auto line) { return requestLineOf(line).has_value(); });
}

WrittenRequest::WrittenRequest(std::string text, std::string_view origin) : text_(std::move(text)) {
  std::vector<std::string_view> lines = linesOf(text_);
  const bool hasNoBody = keepSentLines(lines);
  std::optional<RequestLine> requestLine;
  for (auto line = lines.begin(); line != lines.end() && (hasNoBody || !requestLine); ++line) {
    const auto begun = requestLineOf(*line);
    if (!begun) continue;
    requestLine = begun;
    fields_.clear();
    while (line + 1 != lines.end() && !(line + 1)->empty()) takeField(*++line);
  }
  if (!requestLine) throw UsageError("--request: no request line; expected one such as `GET /notes HTTP/1.1`");

  std::string_view host;
  for (const RequestField& field : fields_) {
    if (equalsWithoutCase(field.name, "Authorization")) authorization_.push_back(field.value);
    if (equalsWithoutCase(field.name, "DPoP")) dpop_.push_back(field.value);
    if (equalsWithoutCase(field.name, "Host")) host = field.value;
  }
  if (!requestLine->target.starts_with('/'))
    url_ = requestLine->target;
  else if (!origin.empty())
    url_ = std::string(origin).append(requestLine->target);
  else if (!host.empty())
    url_ = std::string(isOnLoopback(host) ? "http://" : "https://").append(host).append(requestLine->target);
  request_ = {.authorization = authorization_,
              .dpop = dpop_,
              .method = requestLine->method,
              .url = url_,
              .clientCertificate{},
              .clientCertificateHash{},
              .fields = fields_};
}

void WrittenRequest::takeField(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) {
    throw UsageError("--request: a line after the request line is no field; expected `Name: value`");
  }
  fields_.push_back({line.substr(0, colon), trimmed(line.substr(colon + 1))});
}

}  // namespace jwtauth::commandLine
