// The value of a field goes in which a proxy wrote; the hash of the certificate of its client comes out. Refused: what
// is not in the form that was agreed on, more than one client.
#include "jwtauth/client_certificate_header.hpp"

#include <algorithm>

#include "src/libcrypto/digest.hpp"
#include "src/text/ascii.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0 {
namespace {

using Found = Result<std::optional<CertificateHash>>;

constexpr std::size_t longestField = 64 * 1024;
constexpr std::size_t hashCharacters = 64;  // in hexadecimal digits

constexpr Error badField(std::string_view detail) noexcept {
  return {ErrorCode::confirmationMalformed, detail};
}

std::optional<CertificateHash> hashOfDer(std::string_view der) {
  const std::string bytes = sha256(der);
  CertificateHash hash;
  std::copy_n(bytes.begin(), hash.size(), hash.begin());
  return hash;
}

/// RFC 8941 3.3.5: a byte sequence, whose padding may be missing.
Found readByteSequence(std::string_view value) {
  constexpr Error error = badField("the certificate field is not a byte sequence (RFC 9440 2.1)");
  if (value.size() < 3 || value.front() != ':' || value.back() != ':') return error;
  std::string base64(value.substr(1, value.size() - 2));
  while (base64.size() % 4 != 0) base64 += '=';
  const auto der = decodeBase64(base64);
  if (!der || der->empty()) return error;
  return hashOfDer(*der);
}

/// Escapes alone: what forms of HTML take for a space is a letter of base64 here.
std::optional<std::string> withoutEscapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size() || !isHexadecimal(text[i + 1]) || !isHexadecimal(text[i + 2])) return std::nullopt;
    plain += static_cast<char>(hexadecimalValue(text[i + 1]) * 16 + hexadecimalValue(text[i + 2]));
    i += 2;
  }
  return plain;
}

/// The first certificate is the client's, whatever follows it.
Found readPem(std::string_view escaped) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";
  constexpr Error error = badField("the certificate field is not a certificate in PEM with its characters escaped");
  const auto text = withoutEscapes(escaped);
  if (!text) return error;
  const std::string_view pem = trimmed(*text);
  const std::size_t last = pem.find(end);
  if (!pem.starts_with(begin) || last == std::string_view::npos) return error;
  std::string base64;
  for (const char one : pem.substr(begin.size(), last - begin.size())) {
    if (one != '\r' && one != '\n') base64 += one;
  }
  const auto der = decodeBase64(base64);
  if (!der || der->empty()) return error;
  return hashOfDer(*der);
}

Found readHexadecimal(std::string_view text) {
  if (text.size() != hashCharacters || !std::all_of(text.begin(), text.end(), isHexadecimal)) {
    return badField("`Hash` of the certificate field is not the SHA-256 of a certificate");
  }
  CertificateHash hash;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    hash[i] = static_cast<unsigned char>(hexadecimalValue(text[2 * i]) * 16 + hexadecimalValue(text[2 * i + 1]));
  }
  return std::optional(hash);
}

/// A name and its value, or the end of an element. A value may be quoted, with anything in it: subjects are the
/// client's own text.
struct Pair {
  std::string_view name;
  std::string value;
  char end = '\0';  ///< what follows: `;`, `,` or nothing
};

std::optional<Pair> takePair(std::string_view& text) {
  Pair pair;
  const std::size_t equalsSign = text.find_first_of("=;,");
  if (equalsSign == std::string_view::npos || text[equalsSign] != '=') return std::nullopt;
  pair.name = trimmed(text.substr(0, equalsSign));
  text.remove_prefix(equalsSign + 1);
  const bool isQuoted = text.starts_with('"');
  if (isQuoted) text.remove_prefix(1);
  bool isClosed = !isQuoted;
  while (!text.empty()) {
    const char one = text.front();
    if (!isQuoted && (one == ';' || one == ',')) break;
    text.remove_prefix(1);
    if (isQuoted && one == '"') {
      isClosed = true;
      break;
    }
    const bool isEscape = isQuoted && one == '\\' && !text.empty();
    pair.value += isEscape ? text.front() : one;
    if (isEscape) text.remove_prefix(1);
  }
  if (!isClosed || (!text.empty() && text.front() != ';' && text.front() != ',')) return std::nullopt;
  if (!text.empty()) {
    pair.end = text.front();
    text.remove_prefix(1);
  }
  return pair;
}

/// One element alone: with several, what a client sent itself may stand before the proxy's.
Found readForwarded(std::string_view text) {
  constexpr Error error = badField("the certificate field is not one element of X-Forwarded-Client-Cert");
  std::optional<CertificateHash> ofCertificate, ofHash;
  while (!text.empty()) {
    const auto pair = takePair(text);
    if (!pair || pair->end == ',') return error;
    const bool isCertificate = equalsWithoutCase(pair->name, "Cert"), isHash = equalsWithoutCase(pair->name, "Hash");
    if (!isCertificate && !isHash) continue;
    std::optional<CertificateHash>& place = isCertificate ? ofCertificate : ofHash;
    const Found found = isCertificate ? readPem(pair->value) : readHexadecimal(pair->value);
    if (!found) return found;
    if (place) return error;
    place = *found;
  }
  if (ofCertificate && ofHash && *ofCertificate != *ofHash) {
    return badField("`Hash` and `Cert` of the certificate field are of different certificates");
  }
  return ofCertificate ? ofCertificate : ofHash;
}

}  // namespace

Result<std::optional<CertificateHash>> readClientCertificate(std::string_view value, ClientCertificateForm form) {
  const std::string_view text = trimmed(value);
  if (text.empty()) return std::optional<CertificateHash>();
  if (text.size() > longestField) return badField("the certificate field is longer than 64 KiB");
  switch (form) {
    case ClientCertificateForm::rfc9440:
      return readByteSequence(text);
    case ClientCertificateForm::xfcc:
      return readForwarded(text);
    case ClientCertificateForm::urlencodedPem:
      break;
  }
  return readPem(text);
}

}  // namespace jwtauth::inline v0
