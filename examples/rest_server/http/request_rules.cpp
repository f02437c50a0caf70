// The head of a request goes in; nothing, or the reason to refuse it, comes out.
#include "http/request_rules.hpp"

#include "http/host.hpp"
#include "src/text/ascii.hpp"

namespace rest::http {
namespace {

constexpr std::size_t maxFields = 100;

}  // namespace

std::optional<Refusal> checkHead(const Request& request, bool isHttp11) {
  if (request.fields.size() > maxFields) return Refusal{431, "the request has more than 100 header fields"};

  // RFC 9112 3.2: a server must answer 400 to a missing, repeated or invalid Host.
  const auto hosts = request.fieldValues("Host");
  if (hosts.size() > 1) return Refusal{400, "the request has more than one Host"};
  if (isHttp11 && hosts.empty()) return Refusal{400, "the request has no Host"};
  // Empty where the target names none (RFC 9112 3.2).
  if (!hosts.empty() && !hosts[0].empty() && !isHost(hosts[0])) return Refusal{400, "the Host is not a host"};

  // RFC 9112 6.1, 6.3: where the body ends must be beyond doubt, or another client could write the next request.
  const auto codings = request.fieldValues("Transfer-Encoding");
  const auto lengths = request.fieldValues("Content-Length");
  if (codings.size() + lengths.size() > 1) return Refusal{400, "the length of the body is given more than once"};
  if (!lengths.empty() &&
      (lengths[0].empty() || lengths[0].find_first_not_of("0123456789") != std::string_view::npos)) {
    return Refusal{400, "the Content-Length is not one number"};  // the parser takes "2, 2"
  }
  if (!codings.empty() && !jwtauth::equalsWithoutCase(codings[0], "chunked")) {
    return Refusal{400, "the only Transfer-Encoding taken is chunked"};
  }
  if (!codings.empty() && !isHttp11) return Refusal{400, "HTTP/1.0 has no Transfer-Encoding"};

  if (const auto expect = request.field("Expect"); expect && !jwtauth::equalsWithoutCase(*expect, "100-continue")) {
    return Refusal{417, "the only expectation that can be met is 100-continue"};
  }
  return std::nullopt;
}

}  // namespace rest::http
