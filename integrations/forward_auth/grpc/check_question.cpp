// A CheckRequest goes in, the client's request as the gate looks at it comes out. What is absent stays empty.
#include "check_question.hpp"

#include "src/text/ascii.hpp"

namespace jwtauth::forwardAuth {
namespace {

/// Envoy's own, such as ":path": they stand in attributes of their own. A Host is there as `:authority`.
bool isOfRequestLine(std::string_view name) {
  return name.starts_with(':') || equalsWithoutCase(name, "Host");
}

}  // namespace

rest::http::Request questionOf(const envoy::service::auth::v3::CheckRequest& asked, std::string_view proxyAddress) {
  const auto& http = asked.attributes().request().http();
  rest::http::Request question;
  question.method = http.method();
  question.target = http.path();
  question.scheme = equalsWithoutCase(http.scheme(), "https") ? rest::http::Scheme::https : rest::http::Scheme::http;
  question.clientAddress = proxyAddress;
  const auto& each = http.header_map().headers();
  question.fields.reserve(1 + http.headers().size() + static_cast<std::size_t>(each.size()));
  if (!http.host().empty()) question.fields.push_back({"Host", http.host()});
  for (const auto& [name, value] : http.headers()) {
    if (!isOfRequestLine(name)) question.fields.push_back({name, value});
  }
  for (const auto& field : each) {
    if (isOfRequestLine(field.key())) continue;
    question.fields.push_back({field.key(), field.raw_value().empty() ? field.value() : field.raw_value()});
  }
  return question;
}

std::string addressOfPeer(std::string_view peer) {
  const std::size_t colon = peer.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view kind = peer.substr(0, colon);
  if (kind == "unix") return std::string(rest::http::unixPeer);
  std::string_view address = peer.substr(colon + 1);
  address = address.substr(0, address.rfind(':'));  // the port
  if (kind == "ipv4") return std::string(address);
  if (kind != "ipv6") return {};
  for (const auto& [open, close] : {std::pair{"[", "]"}, std::pair{"%5B", "%5D"}}) {
    if (address.starts_with(open) && address.ends_with(close)) {
      address.remove_prefix(std::string_view(open).size());
      address.remove_suffix(std::string_view(close).size());
      return std::string(address);
    }
  }
  return {};
}

}  // namespace jwtauth::forwardAuth
