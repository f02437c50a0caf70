// What one request costs, from the header to the principal, beside the floor that OpenSSL sets: every algorithm, sizes,
// refusals by stage, two threads, fetched keys, several issuers, and tokens seen before. Rounds are interleaved;
// --benchmark_filter=RS256 chooses, --benchmark_repetitions=N measures longer.
#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "bench/floor.hpp"
#include "bench/interleaved.hpp"
#include "bench/tokens.hpp"
#include "jwtauth/issuer_router.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#ifdef JWTAUTH_BENCH_REMOTE
#include "jwtauth/remote_jwks.hpp"
#endif

namespace jwtauth::bench {
namespace {

using testing::TokenIssuer;

constexpr std::array everyAlgorithm = {Algorithm::HS256, Algorithm::HS384, Algorithm::HS512, Algorithm::RS256,
                                       Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384,
                                       Algorithm::PS512, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512,
                                       Algorithm::EdDSA};
constexpr std::array shownAlgorithms = {Algorithm::HS256, Algorithm::RS256, Algorithm::PS256, Algorithm::ES256,
                                        Algorithm::EdDSA};

std::string named(const char* what, Algorithm algorithm) {
  return std::string(what) + "/" + std::string(nameOf(algorithm));
}

using Auth = std::shared_ptr<const JwtAuthenticationMechanism>;

Auth mechanism(JwtAuthenticationConfig config) {
  return std::make_shared<const JwtAuthenticationMechanism>(std::move(config));
}

auto accepting(Auth auth, std::string header) {
  return [auth = std::move(auth), header = std::move(header)] { return auth->authenticate(header).hasValue(); };
}

auto refusing(Auth auth, std::string header, ErrorCode code) {
  return [auth = std::move(auth), header = std::move(header), code] {
    return auth->authenticate(header).error().code == code;
  };
}

void addAlgorithm(Algorithm algorithm) {
  const TokenIssuer issuer(algorithm);
  const std::string token = auth0Token(issuer).sign();
  const auto floor = std::make_shared<Floor>(issuer, token);
  measure(named("floor", algorithm), [floor] { return floor->verify(); });
  measureInOneAndTwoThreads(named("authenticate", algorithm),
                            accepting(mechanism(auth0Config(issuer)), "Bearer " + token));
}

void addVerdictCache(Algorithm algorithm) {
  const TokenIssuer issuer(algorithm);
  JwtAuthenticationConfig config = auth0Config(issuer);
  config.verdictCacheEntries = 1000;
  measureInOneAndTwoThreads(named("seen before", algorithm), accepting(mechanism(config), auth0Token(issuer).bearer()));
}

void addSizes() {
  const TokenIssuer issuer(Algorithm::HS256);
  JwtAuthenticationConfig config = issuer.config();
  const Auth auth = mechanism(config);
  for (const std::size_t size : {200u, 500u, 1000u, 2000u, 4000u, 8000u, 16000u}) {
    const std::string token = tokenOfSize(issuer, size);
    const auto floor = std::make_shared<Floor>(issuer, token);
    const std::string label = "HS256 of " + std::to_string(token.size()) + " B";
    measure("floor/" + label, [floor] { return floor->verify(); });
    measure("authenticate/" + label, accepting(auth, "Bearer " + token));
  }
}

/// What a stranger without a key can make of 16 kB, and an issuer of ill will with one.
void addHostile() {
  const TokenIssuer issuer(Algorithm::HS256);
  const Auth auth = mechanism(issuer.config());
  const auto add = [&](const char* what, const std::string& header, ErrorCode code) {
    measure(std::string("16 kB/") + what, refusing(auth, header, code));
  };
  const auto signedText = [&](const std::string& payload) { return issuer.token().payloadText(payload).bearer(); };
  std::string members = "{", escapes = "{\"a\":\"";
  for (int i = 0; i < 1000; ++i) members += '"' + std::to_string(i) + "\":0,";
  for (int i = 0; i < 1900; ++i) escapes += "\\u00e9";
  measure("16 kB/honest", accepting(auth, "Bearer " + tokenOfSize(issuer, 16'000)));
  add("forged", "Bearer " + testing::TokenBuilder(issuer.token().claim("f", std::string(11'600, 'x'))).forged().sign(),
      ErrorCode::signatureInvalid);
  add("header of 1,000 members", issuer.token().headerText(members + "\"alg\":\"HS256\"}").forged().bearer(),
      ErrorCode::signatureInvalid);
  add("header of 8 KiB", issuer.token().header("x", std::string(8'000, 'x')).forged().bearer(),
      ErrorCode::signatureInvalid);
  add("1,000 members", signedText(members + "\"x\":0}"), ErrorCode::expiryMissing);
  add("escapes alone", signedText(escapes + "\"}"), ErrorCode::expiryMissing);
  add("nested", signedText("{\"a\":" + std::string(11'000, '[') + "}"), ErrorCode::tokenMalformed);
}

void addRefusals() {
  const TokenIssuer issuer(Algorithm::RS256);
  const Auth auth = mechanism(auth0Config(issuer));
  const auto add = [&](const char* stage, const std::string& header, ErrorCode code) {
    measure(std::string("refuse/") + stage, refusing(auth, header, code));
  };
  add("no credentials", "", ErrorCode::credentialsMissing);
  add("another scheme", "Basic dXNlcjpwYXNzd29yZA==", ErrorCode::schemeUnsupported);
  add("too large", "Bearer " + std::string(20'000, 'x'), ErrorCode::tokenTooLarge);
  add("no three parts", "Bearer " + std::string(700, 'x'), ErrorCode::tokenMalformed);
  add("header is no JSON", auth0Token(issuer).headerText("{").bearer(), ErrorCode::tokenMalformed);
  add("alg none", auth0Token(issuer).header("alg", "none").bearer(), ErrorCode::algorithmNotAllowed);
  add("payload no base64url", auth0Token(issuer).bearer().insert(200, "="), ErrorCode::tokenMalformed);
  add("signature too short", auth0Token(issuer).signature("short").bearer(), ErrorCode::signatureInvalid);
  add("forged", auth0Token(issuer).forged().bearer(), ErrorCode::signatureInvalid);
  add("expired", auth0Token(issuer).expiresIn(std::chrono::hours(-1)).bearer(), ErrorCode::expired);
  add("another audience", auth0Token(issuer).claim("aud", "another").bearer(), ErrorCode::audienceMismatch);
}

/// Counts as the memory of used proofs does, and lets each proof in again.
class EveryProofIsNew final : public ReplayStore {
 public:
  Outcome add(const ProofId& id, WallTime now, WallTime until) noexcept override {
    ProofId another = id;
    const std::uint64_t number = ++count_;
    std::memcpy(another.data(), &number, sizeof number);
    return replays_->add(another, now, until);
  }

 private:
  std::shared_ptr<ReplayStore> replays_ = replaysInMemory(10'000'000);
  std::atomic<std::uint64_t> count_ = 0;
};

/// A token that is bound to a key, and a proof of it, beside both verifications alone.
void addBound(Algorithm algorithm) {
  constexpr std::string_view url = "https://api.test/notes";
  const TokenIssuer issuer(algorithm), clientKey(Algorithm::ES256);
  const auto client = testing::DpopClient::fromKey(Algorithm::ES256, clientKey.privateKeyPem());
  JwtAuthenticationConfig config = auth0Config(issuer);
  config.publicOrigin = "https://api.test";
  config.dpopReplayStore = std::make_shared<EveryProofIsNew>();
  Clock clock;
  clock.wall = [now = wallNow()] { return now; };
  const auto auth = std::make_shared<const JwtAuthenticationMechanism>(config, clock);
  const std::string token = auth0Token(issuer).boundTo(client).sign(), header = "DPoP " + token;
  const std::string proof = client.proof("GET", url, token).sign();
  const auto ofToken = std::make_shared<Floor>(issuer, token), ofProof = std::make_shared<Floor>(clientKey, proof);
  const std::string label = "DPoP, token by " + std::string(nameOf(algorithm));
  measure("floor/" + label, [ofToken, ofProof] { return ofToken->verify() && ofProof->verify(); });
  measure("authenticate/" + label, [auth, header, proof, url] {
    const std::string_view authorization = header, shown = proof;
    const Request request{.authorization = {&authorization, 1}, .dpop = {&shown, 1}, .method = "GET", .url = url};
    return auth->authenticate(request).hasValue();
  });
}

void addRouter() {
  std::vector<JwtAuthenticationMechanism> mechanisms;
  std::vector<TokenIssuer> issuers;
  for (const char* name : {"https://one.example/", "https://two.example/", "https://three.example/"}) {
    issuers.emplace_back(Algorithm::HS256, name);
    mechanisms.emplace_back(auth0Config(issuers.back()));
  }
  const auto router = std::make_shared<const IssuerRouter>(std::move(mechanisms));
  measureInOneAndTwoThreads("last of three issuers/HS256", [router, header = auth0Token(issuers.back()).bearer()] {
    return router->authenticate(header).hasValue();
  });
}

#ifdef JWTAUTH_BENCH_REMOTE
void addRemote(Algorithm algorithm, std::size_t verdictCacheEntries, const char* name) {
  const TokenIssuer issuer(algorithm);
  RemoteJwksOptions options;
  options.fetch = [jwks = issuer.jwks()](const FetchRequest&) { return FetchedDocument{jwks, std::nullopt}; };
  const auto keys = remoteJwks("https://tenant.example/", options);
  keys->prefetch();
  JwtAuthenticationConfig config = auth0Config(issuer);
  config.key.clear();
  config.verdictCacheEntries = verdictCacheEntries;
  const auto auth = std::make_shared<const JwtAuthenticationMechanism>(config, keys);
  measureInOneAndTwoThreads(named(name, algorithm), accepting(auth, auth0Token(issuer).bearer()));
}
#endif

void addAll() {
  for (const Algorithm algorithm : everyAlgorithm) addAlgorithm(algorithm);
  for (const Algorithm algorithm : shownAlgorithms) addVerdictCache(algorithm);
  for (const Algorithm algorithm : {Algorithm::ES256, Algorithm::RS256}) addBound(algorithm);
  addSizes();
  addHostile();
  addRefusals();
  addRouter();
#ifdef JWTAUTH_BENCH_REMOTE
  addRemote(Algorithm::RS256, 0, "fetched keys");
  addRemote(Algorithm::EdDSA, 0, "fetched keys");
  addRemote(Algorithm::RS256, 1000, "fetched keys, seen before");
#endif
}

}  // namespace
}  // namespace jwtauth::bench

int main(int count, char** arguments) {
  return jwtauth::bench::runInterleaved(count, arguments, jwtauth::bench::addAll);
}
