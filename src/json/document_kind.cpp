// The text of a document goes in, what it is instead of keys comes out.
#include "src/json/document_kind.hpp"

#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

bool has(std::string_view text, std::string_view part) noexcept {
  return text.find(part) != std::string_view::npos;
}

bool startsWithWord(std::string_view text, std::string_view word) noexcept {
  return equalsWithoutCase(text.substr(0, word.size()), word);
}

}  // namespace

std::optional<std::string_view> kindOfDocument(std::string_view text) noexcept {
  constexpr std::string_view gzip("\x1f\x8b", 2);
  if (trimmed(text).empty()) return "an empty document";
  if (text.starts_with(gzip))
    return "compressed by gzip, though it was not asked for: the server must send it as it is";
  if (text.starts_with("\xEF\xBB\xBF")) return "JSON after a byte order mark: the server must leave the mark out";
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return "UTF-16 text; JSON must be UTF-8";
  const std::string_view begin = trimmed(text);
  if (startsWithWord(begin, "<!doctype html") || startsWithWord(begin, "<html")) {
    return "an HTML page: a login, an error or a proxy answers there";
  }
  if (begin.starts_with('<')) return "XML (SAML metadata, perhaps), not JSON";
  if (begin.starts_with("-----BEGIN")) {
    return "PEM text: a certificate or public key belongs into `key` or `keyFile`";
  }
  if (!begin.starts_with('{')) return std::nullopt;
  if (has(begin, "\"jwks_uri\"")) {
    return "the issuer's metadata: the set is at the `jwks_uri` that it names, and `issuerDiscovery: true` follows it";
  }
  if (has(begin, "-----BEGIN")) return "a map of certificates by key id";
  if (has(begin, "\"error\"") || has(begin, "\"errorCode\"") || has(begin, "\"message\""))
    return "an error message in JSON";
  return std::nullopt;
}

}  // namespace jwtauth::inline v0
