// A program that does TLS and authentication, on one libcrypto or on two: a client and a server in memory shake hands by
// libssl, the client sends a token over TLS, and the server asks this library whose it is. Exits with 0 when all answers
// are right.
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

namespace {

using namespace jwtauth;

void require(bool isSo, const char* what) {
  if (!isSo) throw std::runtime_error(what);
}

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

Owned<BIO> textOf(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<std::uint16_t>(pem.size())), [](BIO* bio) { BIO_free(bio); }};
}

Owned<X509> certificateOf(const testing::TokenIssuer& host) {
  return {PEM_read_bio_X509(textOf(host.certificatePem()).get(), nullptr, nullptr, nullptr), X509_free};
}

Owned<SSL_CTX> serverContext(const testing::TokenIssuer& host) {
  Owned<SSL_CTX> context(SSL_CTX_new(TLS_method()), SSL_CTX_free);
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(textOf(host.privateKeyPem()).get(), nullptr, nullptr, nullptr),
                            EVP_PKEY_free);
  require(SSL_CTX_use_certificate(context.get(), certificateOf(host).get()) == 1, "the server takes its certificate");
  require(SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1, "the server takes its key");
  return context;
}

/// Trusts this host alone.
Owned<SSL_CTX> clientContext(const testing::TokenIssuer& host) {
  Owned<SSL_CTX> context(SSL_CTX_new(TLS_method()), SSL_CTX_free);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  require(X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), certificateOf(host).get()) == 1,
          "the client trusts the host");
  return context;
}

/// Both ends of a connection in memory.
struct Connection {
  Owned<SSL> client, server;

  Connection(SSL_CTX* ofClient, SSL_CTX* ofServer)
      : client(SSL_new(ofClient), SSL_free), server(SSL_new(ofServer), SSL_free) {
    BIO *clientEnd = nullptr, *serverEnd = nullptr;
    require(BIO_new_bio_pair(&clientEnd, 0, &serverEnd, 0) == 1, "the ends are joined");
    SSL_set_bio(client.get(), clientEnd, clientEnd);
    SSL_set_bio(server.get(), serverEnd, serverEnd);
    SSL_set_connect_state(client.get());
    SSL_set_accept_state(server.get());
  }

  /// False where one of them refuses the other.
  bool shakeHands() {
    for (int turn = 0; turn < 20; ++turn) {
      const int ofClient = SSL_do_handshake(client.get()), ofServer = SSL_do_handshake(server.get());
      if (ofClient == 1 && ofServer == 1) return true;
    }
    return false;
  }

  std::string overTls(const std::string& text) {
    require(SSL_write(client.get(), text.data(), static_cast<int>(text.size())) > 0, "the client sends");
    std::array<char, 4096> received;
    const int size = SSL_read(server.get(), received.data(), received.size());
    require(size > 0, "the server receives");
    return {received.data(), static_cast<std::size_t>(size)};
  }
};

void showOneProcess(Algorithm algorithm) {
  const testing::TokenIssuer host(Algorithm::ES256), otherHost(Algorithm::ES256), issuer(algorithm);
  const auto server = serverContext(host), client = clientContext(host), suspicious = clientContext(otherHost);
  const JwtAuthenticationMechanism auth(issuer.config());

  Connection connection(client.get(), server.get());
  require(connection.shakeHands(), "they shake hands");
  const auto who = auth.authenticate(connection.overTls(issuer.token("jane").bearer()));
  require(who && who->name() == "jane", "a good token that came over TLS is accepted");
  const auto forged = auth.authenticate(connection.overTls(issuer.token("jane").forged().bearer()));
  require(!forged && forged.error().code == ErrorCode::signatureInvalid, "a forged one is refused");

  require(!Connection(suspicious.get(), server.get()).shakeHands(), "a client refuses a host that it does not trust");
  Connection again(client.get(), server.get());
  require(again.shakeHands(), "they shake hands again");
  require(auth.authenticate(again.overTls(issuer.token("jane").bearer())).hasValue(), "a good token is accepted again");
}

}  // namespace

int main() try {
  for (const Algorithm algorithm : {Algorithm::HS256, Algorithm::RS256, Algorithm::PS256, Algorithm::ES256,
                                    Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA}) {
    showOneProcess(algorithm);
  }
  std::puts("TLS and tokens: all answers are right");
  return 0;
} catch (const std::exception& failure) {
  std::printf("not so: %s\n", failure.what());
  return 1;
}
