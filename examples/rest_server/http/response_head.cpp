// An answer and how it is sent go in, the text of its head comes out.
#include "http/response_head.hpp"

#include <ostream>  // Beast's header needs it and does not say so
//
#include <boost/beast/http/status.hpp>
#include <charconv>

namespace rest::http {
namespace {

void appendNumber(std::string& out, std::size_t number) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

}  // namespace

std::string_view HttpDate::text(std::time_t now) {
  if (now != second_) {
    std::tm utc{};
    gmtime_r(&now, &utc);
    size_ = std::strftime(text_, sizeof text_, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    second_ = now;
  }
  return {text_, size_};
}

void appendHead(std::string& out, const Response& response, const HeadFacts& facts, std::string_view date) {
  namespace beast = boost::beast::http;
  const boost::beast::string_view reason = beast::obsolete_reason(static_cast<beast::status>(response.status));
  out.append("HTTP/1.1 ");
  appendNumber(out, static_cast<std::size_t>(response.status));
  out.append(1, ' ').append(reason.data(), reason.size());
  out.append("\r\nDate: ").append(date).append("\r\n");
  out.append(response.fields.text());
  if (facts.framing == Framing::length) {
    out.append("Content-Length: ");
    appendNumber(out, facts.bodyBytes);
    out.append("\r\n");
  }
  if (facts.framing == Framing::chunked) out.append("Transfer-Encoding: chunked\r\n");
  if (!facts.keepAlive) {
    out.append("Connection: close\r\n");
  } else if (!facts.isHttp11) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
}

}  // namespace rest::http
