// A folder's name goes in; keys for six algorithms come out in it, each with a valid token whose payload is the
// usual 551 bytes, and with tokens that every peer must refuse.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <stdexcept>

#include "bench/peers/cpp/peer.hpp"
#include "bench/tokens.hpp"

namespace {

using namespace jwtauth;
using testing::TokenIssuer;

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream output(file, std::ios::binary);
  if (!(output << text).flush()) throw std::runtime_error("cannot write " + file.string());
}

std::string randomSecret() {
  std::random_device random;
  std::string secret(64, '\0');
  for (char& one : secret) one = "0123456789abcdef"[random() % 16];
  return secret;
}

TokenIssuer issuerFor(Algorithm algorithm) {
  if (isHmac(algorithm))
    return TokenIssuer::fromKey(algorithm, randomSecret(), bench::expectedIssuer, bench::expectedAudience);
  return TokenIssuer(algorithm, bench::expectedIssuer, bench::expectedAudience);
}

/// With one character of a part replaced by another of the alphabet.
std::string altered(std::string token, std::size_t at) {
  token[at] = token[at] == 'A' ? 'B' : 'A';
  return token;
}

void writeKey(const std::filesystem::path& folder, const TokenIssuer& issuer) {
  write(folder / "jwk.json", issuer.jwk());
  if (isHmac(issuer.algorithm())) return write(folder / "secret.txt", issuer.key());
  write(folder / "public.pem", issuer.publicKeyPem());
  write(folder / "private.pem", issuer.privateKeyPem());
  write(folder / "certificate.pem", issuer.certificatePem());
}

void writeTokens(const std::filesystem::path& folder, const TokenIssuer& issuer) {
  const auto good = bench::auth0Token(issuer);
  const auto but = [&] { return testing::TokenBuilder(good); };
  const std::string token = good.sign();
  write(folder / "token", token);
  const std::filesystem::path refuse = folder / "refuse";
  std::filesystem::create_directories(refuse);
  write(refuse / "tampered-signature", altered(token, token.rfind('.') + 5));
  write(refuse / "tampered-signature-later", altered(token, token.rfind('.') + 40));
  write(refuse / "tampered-payload", altered(token, token.find('.') + 30));
  write(refuse / "another-issuer", but().claim("iss", "https://other.example/").sign());
  write(refuse / "another-audience", but().claim("aud", "another").sign());
  write(refuse / "expired", but().expiresIn(std::chrono::hours(-1)).sign());
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 2) throw std::runtime_error("expected a folder");
  for (const Algorithm algorithm :
       {Algorithm::HS256, Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA}) {
    const std::filesystem::path folder = std::filesystem::path(arguments[1]) / nameOf(algorithm);
    std::filesystem::create_directories(folder);
    const TokenIssuer issuer = issuerFor(algorithm);
    writeKey(folder, issuer);
    writeTokens(folder, issuer);
  }
  return 0;
} catch (const std::exception& problem) {
  std::cerr << arguments[0] << ": " << problem.what() << '\n';
  return 1;
}
