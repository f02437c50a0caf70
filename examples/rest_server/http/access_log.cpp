// A request and how it was answered go in, a line of JSON comes out.
#include "http/access_log.hpp"

#include "utc_text.hpp"

namespace rest::http {
namespace {

constexpr std::size_t longestText = 2048;

/// A path is bytes of a client's: what is not ASCII is written as Latin-1, so that the line is JSON whatever came.
void appendText(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text.substr(0, longestText)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.append(1, '\\').append(1, c);
    } else if (byte < 0x20 || byte >= 0x7F) {
      out.append("\\u00").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    } else {
      out += c;
    }
  }
  out += '"';
}

void appendMember(std::string& out, std::string_view name, std::string_view text) {
  out.append(",\"").append(name).append("\":");
  appendText(out, text);
}

}  // namespace

std::string jsonOf(const AccessRecord& record, UtcTime now) {
  const Request& request = record.request;
  std::string out = "{\"time\":\"" + utcText(now, TimePrecision::milliseconds) + '"';
  appendMember(out, "method", request.method);
  appendMember(out, "path", request.target.substr(0, request.target.find('?')));
  out.append(",\"status\":").append(std::to_string(record.status));
  out.append(",\"duration_us\":").append(std::to_string(record.took.count()));
  out.append(",\"bytes\":").append(std::to_string(record.bodyBytes));
  appendMember(out, "client", request.clientAddress);
  if (!record.user.empty()) appendMember(out, "user", record.user);
  if (!record.isComplete) out.append(",\"complete\":false");
  return out + '}';
}

}  // namespace rest::http
