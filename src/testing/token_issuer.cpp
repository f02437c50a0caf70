// An algorithm, or a private key, goes in; an issuer comes out that shows its key in every form: certificate, public
// and private PEM, JWK Set.
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "src/libcrypto/error_queue.hpp"
#include "src/testing/issuer_key.hpp"
#include "src/text/base64url.hpp"
#include "src/text/bytes.hpp"

namespace jwtauth::inline v0::testing {
namespace {

using BioHandle = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;
using Json = nlohmann::ordered_json;

constexpr long certificateSeconds = 10L * 365 * 24 * 3600;

constexpr int rsaBits = 2048;

PkeyHandle freshPair(int type, int curve = NID_undef) {
  const PkeyContextHandle context(EVP_PKEY_CTX_new_id(type, nullptr));
  requireOpenssl(context && EVP_PKEY_keygen_init(context.get()) == 1);
  if (type == EVP_PKEY_RSA) requireOpenssl(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), rsaBits) == 1);
  if (type == EVP_PKEY_EC) requireOpenssl(EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context.get(), curve) == 1);
  EVP_PKEY* pair = nullptr;
  requireOpenssl(EVP_PKEY_keygen(context.get(), &pair) == 1);
  return PkeyHandle(pair);
}

PkeyHandle freshPair(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::ES256:
      return freshPair(EVP_PKEY_EC, NID_X9_62_prime256v1);
    case Algorithm::ES384:
      return freshPair(EVP_PKEY_EC, NID_secp384r1);
    case Algorithm::ES512:
      return freshPair(EVP_PKEY_EC, NID_secp521r1);
    case Algorithm::EdDSA:
      return freshPair(EVP_PKEY_ED25519);
    case Algorithm::RS256:
    case Algorithm::RS384:
    case Algorithm::RS512:
    case Algorithm::PS256:
    case Algorithm::PS384:
    case Algorithm::PS512:
      return freshPair(EVP_PKEY_RSA);
    case Algorithm::HS256:
    case Algorithm::HS384:
    case Algorithm::HS512:
      break;
  }
  throw std::logic_error("a secret has no pair");
}

template <class Write>
std::string written(Write write) {
  const BioHandle memory(BIO_new(BIO_s_mem()));
  requireOpenssl(memory && write(memory.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string publicDerOf(EVP_PKEY* pair) {
  return written([&](BIO* memory) { return i2d_PUBKEY_bio(memory, pair); });
}

std::string publicPemOf(EVP_PKEY* pair) {
  return written([&](BIO* memory) { return PEM_write_bio_PUBKEY(memory, pair); });
}

std::string keyIdOf(std::string_view identity) {
  return encodeBase64Url(sha256Of(identity)).substr(0, 21);
}

/// "tenant.eu.auth0.com" of "https://tenant.eu.auth0.com/", in what a certificate's name can hold.
std::string hostOf(std::string_view issuer) {
  constexpr std::size_t longestName = 64;  // RFC 5280, ub-common-name
  if (const auto scheme = issuer.find("://"); scheme != std::string_view::npos) issuer.remove_prefix(scheme + 3);
  issuer = issuer.substr(0, issuer.find_first_of("/?#"));
  const bool bracketed = issuer.starts_with('[');  // an IPv6 address: the colons are its own
  issuer = issuer.substr(bracketed, issuer.find(bracketed ? ']' : ':') - bracketed);
  std::string name;
  for (const char character : issuer.substr(0, longestName))
    name += character > 0x20 && character < 0x7f ? character : '?';
  return name.empty() ? "issuer" : name;
}

std::string selfSigned(const IssuerAccess::Key& key) {
  const CertificateHandle certificate(X509_new());
  requireOpenssl(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  const std::string serial = randomBytes(8);
  std::uint64_t number = 0;
  for (const char byte : serial) number = number << 8 | static_cast<unsigned char>(byte);
  const std::string host = hostOf(key.issuer);
  const NameHandle name(X509_NAME_new());
  requireOpenssl(name && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), number >> 1) == 1 &&
                 X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60) != nullptr &&
                 X509_gmtime_adj(X509_getm_notAfter(certificate.get()), certificateSeconds) != nullptr &&
                 X509_NAME_add_entry_by_txt(name.get(), "CN", MBSTRING_ASC,
                                            reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0) == 1 &&
                 X509_set_subject_name(certificate.get(), name.get()) == 1 &&
                 X509_set_issuer_name(certificate.get(), name.get()) == 1 &&
                 X509_set_pubkey(certificate.get(), key.pair.get()) == 1);
  const EVP_MD* digest = familyOf(key.algorithm) == KeyFamily::ed25519 ? nullptr : EVP_sha256();
  requireOpenssl(X509_sign(certificate.get(), key.pair.get(), digest) > 0);
  return written([&](BIO* memory) { return PEM_write_bio_X509(memory, certificate.get()); });
}

EVP_PKEY* requirePair(const IssuerAccess::Key& key) {
  if (!key.pair) throw std::logic_error("an HMAC issuer has a secret and no key pair");
  return key.pair.get();
}

using SequenceHandle =
    std::unique_ptr<ASN1_SEQUENCE_ANY,
                    decltype([](ASN1_SEQUENCE_ANY* sequence) { sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free); })>;

/// The public key as its type writes it: an RSAPublicKey (RFC 8017 A.1.1), or an uncompressed point (SEC 1 2.3.3).
std::string typeSpecific(const EVP_PKEY* pair) {
  unsigned char* bytes = nullptr;
  const int size = i2d_PublicKey(pair, &bytes);
  requireOpenssl(size > 0);
  const BytesHandle owner(bytes);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

/// RFC 7518 6 and RFC 8037 2: the members of the public key.
Json publicMembers(const IssuerAccess::Key& key) {
  switch (familyOf(key.algorithm)) {
    case KeyFamily::hmac:
      return {{"kty", "oct"}, {"k", encodeBase64Url(key.secret)}};
    case KeyFamily::rsa: {
      const std::string der = typeSpecific(key.pair.get());
      const unsigned char* position = bytesOf(der);
      const SequenceHandle numbers(d2i_ASN1_SEQUENCE_ANY(nullptr, &position, static_cast<long>(der.size())));
      requireOpenssl(numbers && sk_ASN1_TYPE_num(numbers.get()) == 2);
      const auto numberAt = [&](LibcryptoSize place) {
        const ASN1_INTEGER* number = sk_ASN1_TYPE_value(numbers.get(), place)->value.integer;
        return encodeBase64Url({reinterpret_cast<const char*>(ASN1_STRING_get0_data(number)),
                                static_cast<std::size_t>(ASN1_STRING_length(number))});
      };
      return {{"kty", "RSA"}, {"n", numberAt(0)}, {"e", numberAt(1)}};
    }
    case KeyFamily::ec: {
      const std::string point = typeSpecific(key.pair.get());
      const std::size_t size = point.size() / 2;
      return {{"kty", "EC"},
              {"crv", "P-" + std::to_string(EVP_PKEY_bits(key.pair.get()))},
              {"x", encodeBase64Url(point.substr(1, size))},
              {"y", encodeBase64Url(point.substr(1 + size))}};
    }
    case KeyFamily::ed25519:
      break;
  }
  std::string point(32, '\0');
  std::size_t size = point.size();
  requireOpenssl(EVP_PKEY_get_raw_public_key(key.pair.get(), reinterpret_cast<unsigned char*>(point.data()), &size) ==
                 1);
  return {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", encodeBase64Url(point)}};
}

Json jwkOf(const IssuerAccess::Key& key) {
  Json jwk = publicMembers(key);
  jwk["use"] = "sig";
  jwk["alg"] = nameOf(key.algorithm);
  jwk["kid"] = key.keyId;
  return jwk;
}

/// What follows from the pair or the secret.
void complete(IssuerAccess::Key& key) {
  key.keyId = keyIdOf(key.pair ? publicDerOf(key.pair.get()) : key.secret);
  if (key.pair) key.certificate = selfSigned(key);
}

}  // namespace

TokenIssuer::TokenIssuer(std::shared_ptr<const Key> key) noexcept : key_(std::move(key)) {}

TokenIssuer::TokenIssuer(Algorithm algorithm, std::string issuer, std::string audience) {
  auto key = std::make_shared<Key>();
  key->algorithm = algorithm;
  key->issuer = std::move(issuer);
  key->audience = std::move(audience);
  if (isHmac(algorithm))
    key->secret = encodeBase64Url(randomBytes(64));
  else
    key->pair = freshPair(algorithm);
  complete(*key);
  key_ = std::move(key);
}

TokenIssuer TokenIssuer::fromKey(Algorithm algorithm, std::string_view privateKey, std::string issuer,
                                 std::string audience) {
  auto key = std::make_shared<Key>();
  key->algorithm = algorithm;
  key->issuer = std::move(issuer);
  key->audience = std::move(audience);
  if (isHmac(algorithm)) {
    key->secret = privateKey;
  } else {
    const ErrorQueueGuard guard;
    const BioHandle memory(BIO_new_mem_buf(privateKey.data(), static_cast<int>(privateKey.size())));
    const auto noPassword = [](char*, int, int, void*) { return -1; };  // or OpenSSL would ask on the terminal
    key->pair.reset(memory ? PEM_read_bio_PrivateKey(memory.get(), nullptr, noPassword, nullptr) : nullptr);
    if (!key->pair) {
      throw ConfigurationError(ErrorCode::keyUnusable, "key", "not an unencrypted private key in PEM");
    }
  }
  // The verifying side knows which keys suit an algorithm, and says so.
  (void)VerificationKey::fromText(algorithm, key->pair ? publicPemOf(key->pair.get()) : key->secret);
  complete(*key);
  return TokenIssuer(std::shared_ptr<const Key>(std::move(key)));
}

Algorithm TokenIssuer::algorithm() const noexcept {
  return key_->algorithm;
}
const std::string& TokenIssuer::issuer() const noexcept {
  return key_->issuer;
}
const std::string& TokenIssuer::audience() const noexcept {
  return key_->audience;
}
const std::string& TokenIssuer::keyId() const noexcept {
  return key_->keyId;
}

JwtAuthenticationConfig TokenIssuer::config() const {
  JwtAuthenticationConfig config;
  config.algorithm = algorithm();
  config.key = key();
  config.issuer = issuer();
  config.audience = {audience()};
  return config;
}

std::string TokenIssuer::key() const {
  return isHmac(algorithm()) ? key_->secret : certificatePem();
}

std::string TokenIssuer::certificatePem() const {
  requirePair(*key_);
  return key_->certificate;
}

std::string TokenIssuer::publicKeyPem() const {
  return publicPemOf(requirePair(*key_));
}

std::string TokenIssuer::privateKeyPem() const {
  EVP_PKEY* const pair = requirePair(*key_);
  return written(
      [&](BIO* memory) { return PEM_write_bio_PKCS8PrivateKey(memory, pair, nullptr, nullptr, 0, nullptr, nullptr); });
}

std::string TokenIssuer::jwk() const {
  return jwkOf(*key_).dump(2);
}

std::string TokenIssuer::jwks() const {
  return jwks({*this});
}

std::string TokenIssuer::jwks(std::initializer_list<TokenIssuer> issuers) {
  Json set = {{"keys", Json::array()}};
  for (const TokenIssuer& issuer : issuers) set["keys"].push_back(jwkOf(*issuer.key_));
  return set.dump(2) + "\n";
}

}  // namespace jwtauth::inline v0::testing
