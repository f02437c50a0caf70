#include <mutex>

#include "jwtauth/remote_key_source.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

std::shared_ptr<RemoteKeyProvider> opened(const ConfiguredMechanism& mechanism, RemoteJwksOptions options = {}) {
  auto keys = openKeySource(mechanism, std::move(options));
  REQUIRE(keys);
  CHECK(keys->prefetch());
  return keys;
}

ConfiguredMechanism secretIn(const TemporaryFile& file, SecretEncoding encoding = SecretEncoding::text) {
  ConfiguredMechanism mechanism;
  mechanism.config.algorithm = Algorithm::HS256;
  mechanism.keySource.keyFile = file.path();
  mechanism.keySource.secretEncoding = encoding;
  return mechanism;
}

const std::string secret = "a secret of forty-two bytes, never written";

/// Whether tokens of this secret are verified with the keys.
bool knows(const std::shared_ptr<RemoteKeyProvider>& keys, std::string_view bytes) {
  const TokenIssuer issuer = TokenIssuer::fromKey(Algorithm::HS256, bytes, "https://issuer.test/", "test-api");
  JwtAuthenticationConfig config = issuer.config();
  config.key.clear();
  return JwtAuthenticationMechanism(config, keys).verifyToken(issuer.token().sign()).hasValue();
}

TEST_CASE("a key in a file is what key may hold, and one line break at its end is not part of a secret") {
  CHECK(knows(opened(secretIn(TemporaryFile(secret))), secret));
  CHECK(knows(opened(secretIn(TemporaryFile(secret + "\n"))), secret));
  CHECK(knows(opened(secretIn(TemporaryFile(secret + "\r\n"))), secret));
  CHECK(knows(opened(secretIn(TemporaryFile(secret + "\n\n"))), secret + "\n"));
  const TokenIssuer issuer(Algorithm::ES256);
  const TemporaryFile pem(issuer.publicKeyPem());
  ConfiguredMechanism mechanism;
  mechanism.config.algorithm = Algorithm::ES256;
  mechanism.keySource.keyFile = pem.path();
  CHECK(codeOf(opened(mechanism)->find(Algorithm::ES256, issuer.keyId())) == "none");
}

TEST_CASE("a secret in a file is decoded as the configuration says") {
  const std::string hex(64, 'a');
  CHECK(knows(opened(secretIn(TemporaryFile(hex + "\n"), SecretEncoding::hex)), std::string(32, '\xaa')));
  CHECK(knows(opened(secretIn(TemporaryFile(hex), SecretEncoding::text)), hex));
  CHECK_THAT(refusalOf([] { return openKeySource(secretIn(TemporaryFile("not hexadecimal"), SecretEncoding::hex)); }),
             Contains("secretEncoding: hex"));
}

TEST_CASE("a file without a usable key is refused at once") {
  CHECK_THAT(refusalOf([] { return openKeySource(secretIn(TemporaryFile("short"))); }),
             Contains("a secret of 5 bytes"));
  ConfiguredMechanism missing;
  missing.keySource.keyFile = "/nowhere/at/all";
  CHECK_THAT(refusalOf([&] { return openKeySource(missing); }), Contains("keyFile: the file cannot be read"));
}

/// Answers with metadata and a set, and remembers who was sent which token.
class Answers {
 public:
  explicit Answers(const TokenIssuer& issuer) : issuer_(issuer) {}

  RemoteJwksOptions options() {
    RemoteJwksOptions options;
    options.fetch = [this](const FetchRequest& request) -> FetchedDocument {
      const std::lock_guard lock(mutex_);
      sent_.push_back(request.url + " " + request.bearerToken);
      if (request.url.ends_with("/metadata")) {
        return {R"({"issuer":"https://issuer.test/","jwks_uri":"https://keys.test/set"})", {}};
      }
      return {issuer_.jwks(), {}};
    };
    return options;
  }

  std::vector<std::string> sent() {
    const std::lock_guard lock(mutex_);
    return sent_;
  }

 private:
  TokenIssuer issuer_;
  std::mutex mutex_;
  std::vector<std::string> sent_;
};

ConfiguredMechanism fetchedWith(const std::string& tokenFile) {
  ConfiguredMechanism mechanism;
  mechanism.config.algorithm = Algorithm::ES256;
  mechanism.config.issuer = "https://issuer.test/";
  mechanism.keySource.fetchTokenFile = tokenFile;
  return mechanism;
}

TEST_CASE("a bearer token for fetches is sent to the configured origin and to no other") {
  const TemporaryFile token("abc.def\n");
  Answers answers{TokenIssuer(Algorithm::ES256)};
  ConfiguredMechanism mechanism = fetchedWith(token.path());
  mechanism.keySource.jwksUri = "https://keys.test/set";
  opened(mechanism, answers.options());
  mechanism.keySource.jwksUri.clear();
  mechanism.keySource.metadataUri = "https://inner.test/metadata";
  opened(mechanism, answers.options());
  CHECK(answers.sent() == std::vector<std::string>{"https://keys.test/set abc.def",
                                                   "https://inner.test/metadata abc.def", "https://keys.test/set "});
}

TEST_CASE("credentials for fetches that cannot be used are refused") {
  const TemporaryFile token("abc");
  ConfiguredMechanism mechanism = fetchedWith(token.path());
  mechanism.keySource.jwksUri = "http://keys.test/set";
  mechanism.keySource.acceptPlainHttp = true;
  const auto refused = [&] { return refusalOf([&] { return openKeySource(mechanism); }); };
  CHECK_THAT(refused(), Contains("fetchTokenFile: with an http URL"));
  mechanism.keySource.jwksUri = "https://keys.test/set";
  mechanism.keySource.fetchTokenFile = "/nowhere/at/all";
  CHECK_THAT(refused(), Contains("fetchTokenFile: cannot be read"));
  mechanism.keySource.fetchTokenFile.clear();
  mechanism.keySource.fetchCertificateFile = token.path();
  CHECK_THAT(refused(), Contains("fetchCertificateKeyFile: missing beside the other"));
  mechanism.keySource.fetchCertificateKeyFile = "/nowhere/at/all";
  CHECK_THAT(refused(), Contains("fetchCertificateKeyFile: cannot be read"));
}

}  // namespace
}  // namespace jwtauth::tests
