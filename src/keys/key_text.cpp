// Text that people paste as a key goes in, a public key comes out. Refused, with what was given and what was expected:
// private and encrypted keys, key ids, addresses, JWKs, and what is not a key at all.
#include "src/keys/key_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "src/errors/refuse_setting.hpp"
#include "src/libcrypto/libcrypto_name.hpp"
#include "src/text/ascii.hpp"
#include "src/text/base64url.hpp"
#include "src/text/placeholder.hpp"
#include "src/text/words.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::string_view armorBegin = "-----BEGIN ";
constexpr std::string_view armorEnd = "-----END ";
constexpr std::string_view armorDashes = "-----";
constexpr std::string_view privateArmor = "PRIVATE KEY-----";
constexpr std::size_t maxKeyTextBytes = 256 * 1024;
constexpr std::string_view expected =
    "; expected a PEM certificate or public key, or the base64 of its DER "
    "(in Auth0: the application's signing certificate)";

[[noreturn]] void refuse(const std::string& what, ErrorCode code = ErrorCode::keyUnusable) {
  refuseKey(code, what + std::string(expected));
}

std::string textOfTime(long long seconds) {
  return dateOf(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
}

/// Removes line breaks that are written as the two characters `\n` or `\r`, as in environment variables and JSON.
std::string withoutWrittenBreaks(std::string_view text) {
  std::string rest;
  rest.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool isWrittenBreak = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 'n' || text[i + 1] == 'r');
    if (isWrittenBreak)
      ++i;
    else
      rest += text[i];
  }
  return rest;
}

/// The first armored block of a PEM text. Line breaks may have become spaces (YAML folding).
struct ArmoredBlock {
  std::string label;
  std::string body;
};

ArmoredBlock readArmor(std::string_view text) {
  text.remove_prefix(text.find(armorBegin) + armorBegin.size());
  const std::size_t labelEnd = text.find(armorDashes);
  const std::size_t end = text.find(armorEnd);
  if (labelEnd == std::string_view::npos || end == std::string_view::npos || end < labelEnd) {
    refuse("PEM text without its END line");
  }
  const std::string_view body = text.substr(labelEnd + armorDashes.size(), end - labelEnd - armorDashes.size());
  return {std::string(text.substr(0, labelEnd)), withoutWrittenBreaks(body)};
}

/// What a PEM block of another label is, and what to do with it.
std::string describedLabel(const std::string& label) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> known{{
      {"TRUSTED CERTIFICATE", "an OpenSSL TRUSTED CERTIFICATE (openssl x509 writes a plain one)"},
      {"CERTIFICATE REQUEST", "a certificate request, which holds no issued certificate yet"},
      {"NEW CERTIFICATE REQUEST", "a certificate request, which holds no issued certificate yet"},
      {"PKCS7", "a PKCS #7 bundle (openssl pkcs7 -print_certs takes the certificate out)"},
      {"CMS", "a CMS bundle (openssl pkcs7 -print_certs takes the certificate out)"},
      {"X509 CRL", "a list of revoked certificates"},
      {"EC PARAMETERS", "the parameters of a curve, without a key"},
      {"DH PARAMETERS", "parameters for a key exchange, without a key"},
      {"PGP PUBLIC KEY BLOCK", "a PGP key"},
  }};
  for (const auto& [name, description] : known) {
    if (label == name) return std::string(description);
  }
  constexpr std::string_view ssh = "SSH2 PUBLIC KEY";
  if (label.find(ssh) != std::string::npos) return "an SSH key";
  return "a PEM block that is neither CERTIFICATE, PUBLIC KEY nor RSA PUBLIC KEY";
}

GivenKey readPem(std::string_view text) {
  const ArmoredBlock block = readArmor(text);
  if (block.label.starts_with("ENCRYPTED") || block.body.find("Proc-Type") != std::string::npos) {
    refuse("an encrypted private key");
  }
  if (text.find(privateArmor) != std::string_view::npos) {
    refuse(std::string(block.label.starts_with("OPENSSH") ? "an OpenSSH private key" : "a private key") +
           ", which a server that only verifies must not hold");
  }
  const auto der = decodeBase64Leniently(block.body);
  if (!der) refuse("PEM text whose body is not base64");
  if (block.label == "CERTIFICATE" || block.label == "X509 CERTIFICATE") {
    GivenKey given = readCertificateDer(*der);
    if (!given.key) refuse("a PEM block whose content is not a certificate that " JWTAUTH_LIBCRYPTO_NAME " can read");
    return given;
  }
  if (block.label != "PUBLIC KEY" && block.label != "RSA PUBLIC KEY") refuse(describedLabel(block.label));
  const auto key = block.label == "PUBLIC KEY" ? readSubjectPublicKeyInfo(*der) : readRsaPublicKey(*der);
  if (!key) refuse("a PEM block whose content is " + std::string(key.error().detail), key.error().code);
  return {*key, std::nullopt};
}

bool isKey(const Error& refusal) noexcept {
  return refusal.detail != notAPublicKey;
}

/// The DER of one of the accepted forms, tried in turn: their structures differ, so that at most one fits.
Result<GivenKey> readDer(std::string_view der) {
  if (const GivenKey given = readCertificateDer(der); given.key) return given;
  auto key = readSubjectPublicKeyInfo(der);
  if (!key && !isKey(key.error())) key = readRsaPublicKey(der);
  if (!key) return key.error();
  return GivenKey{*key, std::nullopt};
}

bool looksLikeKeyId(std::string_view text) {
  return text.size() < 64 && text.find_first_of(" \t\r\n") == std::string_view::npos;
}

/// Looks for `{` and a member's name anywhere in the text: a random secret practically never holds both.
bool isJwkText(std::string_view text) {
  return text.find('{') != std::string_view::npos &&
         (text.find("kty") != std::string_view::npos || text.find("\"keys\"") != std::string_view::npos);
}

bool isSshKeyText(std::string_view text) {
  return text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") || text.starts_with("---- BEGIN SSH2");
}

/// A JSON object of certificates by key id, as Google and Firebase publish them.
bool isMapOfCertificates(std::string_view text) {
  return text.starts_with('{') && text.find(armorBegin) != std::string_view::npos;
}

bool isPath(std::string_view text) {
  constexpr std::array<std::string_view, 8> directories{"/run/", "/etc/",  "/var/",  "/usr/",
                                                        "/opt/", "/home/", "/root/", "/mnt/"};
  constexpr std::array<std::string_view, 9> endings{".pem", ".crt",  ".cer", ".key", ".pub",
                                                    ".der", ".json", ".txt", ".p12"};
  if (text.find_first_of(" \t\r\n") != std::string_view::npos) return false;
  const auto startsWith = [&](auto beginning) { return text.starts_with(beginning); };
  return startsWith("./") || startsWith("../") || startsWith("~/") || startsWith("file:") || startsWith("@/") ||
         std::any_of(directories.begin(), directories.end(), startsWith) ||
         std::any_of(endings.begin(), endings.end(), [&](auto ending) { return text.ends_with(ending); });
}

/// Labels with dots between them, of which the last is a word: "tenant.eu.auth0.com".
bool isHostName(std::string_view text) {
  const std::size_t lastDot = text.rfind('.');
  const auto isOfName = [](char one) {
    return isLetter(one) || (one >= '0' && one <= '9') || one == '-' || one == '.';
  };
  return lastDot != std::string_view::npos && lastDot + 2 < text.size() && lastDot > 0 &&
         std::all_of(text.begin(), text.end(), isOfName) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(lastDot) + 1, text.end(), isLetter);
}

/// What stands where a key should: its place, or a name for it. Nothing for other texts.
std::optional<std::string> placeOfKeyIn(std::string_view text) {
  if (isPlaceholder(text)) return "a variable or placeholder that was not replaced";
  if (text.starts_with("http://") || text.starts_with("https://")) {
    return "an address: that of a JWK Set belongs into `jwksUri`, the issuer's own into `issuer` with "
           "`issuerDiscovery: true`";
  }
  if (isPath(text)) {
    return "the path of a file: a JWK Set belongs into `jwksFile`, a certificate, public key or secret into `keyFile`";
  }
  if (isHostName(text)) {
    return "a domain, not a key: set `issuer` to the issuer there and `issuerDiscovery: true`, which fetches its keys";
  }
  return std::nullopt;
}

std::string_view withoutByteOrderMark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

/// The bytes of base64 text, however it is broken into lines.
std::optional<std::string> bytesOfBase64Text(std::string_view text) {
  return decodeBase64Leniently(withoutWrittenBreaks(text));
}

/// Without what surrounds the base64: quotes, form feeds, spaces that are not ASCII.
std::string_view withoutFrame(std::string_view text) {
  const auto isBase64 = [](char character) {
    return base64UrlAlphabet.find(character) != std::string_view::npos || character == '+' || character == '/';
  };
  while (!text.empty() && !isBase64(text.front())) text.remove_prefix(1);
  while (!text.empty() && !isBase64(text.back())) text.remove_suffix(1);
  return text;
}

/// What kind of public key material the bytes are; nothing for other bytes.
std::optional<std::string_view> publicMaterialInBytes(std::string_view bytes) {
  if (bytes.find(armorBegin) != std::string_view::npos) return "PEM text";
  if (isJwkText(bytes)) return "a JWK or JWK Set";
  const auto given = readDer(bytes);
  if (given || isKey(given.error())) return "the DER of a certificate or public key";
  return std::nullopt;
}

}  // namespace

GivenKey readCertificateDer(std::string_view der) {
  auto certificate = readCertificate(der);
  if (!certificate) return {};
  if (!certificate->key) {
    const Error refusal = certificate->key.error();
    if (isKey(refusal)) refuse("a certificate of " + std::string(refusal.detail), refusal.code);
    refuse("a certificate whose public key " JWTAUTH_LIBCRYPTO_NAME " cannot read");
  }
  CertificateFacts facts{.commonName = std::move(certificate->commonName),
                         .notBefore = textOfTime(certificate->notBefore),
                         .notAfter = textOfTime(certificate->notAfter),
                         .notBeforeSeconds = certificate->notBefore,
                         .notAfterSeconds = certificate->notAfter};
  return {*certificate->key, std::move(facts)};
}

GivenKey readPublicKeyText(std::string_view text) {
  text = trimmed(withoutByteOrderMark(text));
  if (text.empty()) refuse("an empty text");
  if (text.size() > maxKeyTextBytes) refuse("more than 256 KiB of text");
  if (isMapOfCertificates(text)) {
    refuse("a map of certificates by key id, several keys: list them in `keys`, each as {kid, key}");
  }
  if (text.find(armorBegin) != std::string_view::npos) return readPem(text);
  if (isJwkText(text)) {
    refuse(
        "a JWK or JWK Set: its keys belong into the list `keys`, a file that holds it into `jwksFile`, its address "
        "into `jwksUri`");
  }
  if (const auto place = placeOfKeyIn(text)) refuse(*place);
  if (isSshKeyText(text)) refuse("an SSH key");
  if (text.starts_with("PuTTY-User-Key-File")) refuse("a PuTTY key, which holds the private key, too");
  if (text.starts_with("<RSAKeyValue>")) refuse("a key as XML");

  const auto bytes = bytesOfBase64Text(text);
  if (!bytes) {
    refuse(looksLikeKeyId(text) ? "a short word that is not base64, perhaps a key id (kid)"
                                : "text that is neither PEM nor base64");
  }
  if (bytes->find(armorBegin) != std::string::npos) return readPem(*bytes);
  if (isJwkText(*bytes)) refuse("the base64 of a JWK or JWK Set, whose keys belong into the list `keys`");
  const auto given = readDer(*bytes);
  if (given) return *given;
  if (isKey(given.error())) refuse("the base64 of " + std::string(given.error().detail), given.error().code);
  if (isPrivateKey(*bytes)) refuse("the base64 of a private key, which a server that only verifies must not hold");
  refuse(looksLikeKeyId(text) ? "a short word, perhaps a key id (kid) or a secret"
                              : "base64 of bytes that are neither a certificate nor a public key");
}

std::string_view formOfSecret(std::string_view text) noexcept {
  constexpr std::string_view base64Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
  const auto holdsOneOf = [&](std::string_view characters) {
    return text.find_first_of(characters) != std::string_view::npos;
  };
  if (text.size() % 4 != 0) return {};
  const bool isHex = text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  if (isHex) return "hex";
  const std::string_view body = text.substr(0, text.find('='));
  const bool isBase64 =
      body.size() + 2 >= text.size() && body.find_first_not_of(base64Characters) == std::string_view::npos;
  const bool isMixed =
      holdsOneOf("0123456789") && holdsOneOf("abcdefghijklmnopqrstuvwxyz") && holdsOneOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  return isBase64 && isMixed ? "base64" : "";
}

std::optional<std::string> placeInPlaceOfSecret(std::string_view text) {
  text = trimmed(text);
  if (publicMaterialIn(text)) return std::nullopt;  // a JWK, which is refused as such
  const bool isSurelyNone = isPlaceholder(text) || text.starts_with("http://") || text.starts_with("https://") ||
                            (text.starts_with('/') && isPath(text)) || text.starts_with("./") ||
                            text.starts_with("file:");
  return isSurelyNone ? placeOfKeyIn(text) : std::nullopt;
}

std::optional<std::string> publicMaterialIn(std::string_view secret) {
  if (const auto material = publicMaterialInBytes(secret)) return std::string(*material);
  const std::string_view text = withoutFrame(secret);
  if (isSshKeyText(text)) return "an SSH key";
  if (secret.size() > maxKeyTextBytes) return std::nullopt;
  for (const auto& bytes : {bytesOfBase64Text(text), decodeBase64Url(text)}) {
    const auto material = bytes ? publicMaterialInBytes(*bytes) : std::nullopt;
    if (material) return "the base64 of " + std::string(*material);
  }
  return std::nullopt;
}

}  // namespace jwtauth::inline v0
