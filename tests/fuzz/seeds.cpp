// A folder goes in, and the folder of Wycheproof's vectors where it is at hand; a folder of first inputs for each fuzz
// target comes out. They are made of what the tests are made of: issuers, tokens good and bad, keys in all their forms.
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "src/text/base64url.hpp"
#include "tests/fuzz/scenes.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/openssl_keys.hpp"

namespace jwtauth::fuzz {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::TokenBuilder;
using testing::TokenIssuer;

/// Writes inputs, one a file, numbered within their target.
class SeedWriter {
 public:
  explicit SeedWriter(fs::path folder) : folder_(std::move(folder)) {}

  void add(const std::string& target, std::string_view input) {
    fs::create_directories(folder_ / target);
    std::ofstream file(folder_ / target / std::to_string(++counts_[target]), std::ios::binary);
    if (!file.write(input.data(), static_cast<std::streamsize>(input.size()))) {
      throw std::runtime_error("cannot write into " + folder_.string());
    }
  }
  void add(const std::string& target, std::size_t choice, std::string_view text) {
    add(target, static_cast<char>(choice) + std::string(text));
  }

  void report() const {
    for (const auto& [target, count] : counts_) std::cout << target << ": " << count << " seeds\n";
  }

 private:
  fs::path folder_;
  std::map<std::string, int> counts_;
};

std::string nested(int depth) {
  std::string text = "{\"a\":";
  for (int i = 1; i < depth; ++i) text += '[';
  text += '1';
  for (int i = 1; i < depth; ++i) text += ']';
  return text + '}';
}

const std::vector<std::string>& payloads() {
  static const std::vector<std::string> all = {
      "{}",
      R"({"iss":"https://issuer.test/","sub":"user","aud":"test-api","exp":1800003600})",
      R"({"iss":"https://issuer.test/","aud":["test-api","another-api"],"exp":1.8000036e9,"nbf":0,"iat":1800000000.5})",
      R"({"realm_access":{"roles":["admin","editor"]},"user":{"name":"jane"},"https://issuer.test/roles":["a",1,true]})",
      R"( { "a" : [ 1 , -2.5e+10 , { "b" : null } , "\ud83d\ude00\u0041\n" ] } )",
      R"({"a/b":{"m~n":1,"":{"0":[[]]}}})",
      R"({"a":1,"\u0061":2})",
      R"({"a":9223372036854775807,"b":-9223372036854775808,"c":18446744073709551616,"d":1e308,"e":1e-400,"f":-0})",
      R"({"a":1e309})",
      R"({"a":"é€😀"})",
      "{\"a\":\"\xed\xa0\x80\"}",
      "\xef\xbb\xbf{}",
      std::string("{}\0x", 4),
      nested(64),
      nested(65)};
  return all;
}

std::vector<TokenBuilder> tokensOf(const TokenIssuer& issuer) {
  const TokenBuilder good = knownToken(issuer);
  const auto with = [&](auto change) {
    TokenBuilder token = good;
    change(token);
    return token;
  };
  std::vector<TokenBuilder> tokens = {
      good,
      with([](auto& token) { token.forged(); }),
      with([](auto& token) { token.signature(""); }),
      with([](auto& token) { token.expiresIn(std::chrono::seconds(-3600)); }),
      with([](auto& token) { token.claim("nbf", knownTime + 60).claim("iat", knownTime - 60); }),
      with([](auto& token) { token.claim("roles", {"admin"}).claimJson("realm_access", R"({"roles":["admin"]})"); }),
      with([](auto& token) { token.claimJson("user", R"({"name":"jane"})").claim("scope", "read write"); }),
      with([](auto& token) {
        token.claim("https://issuer.test/roles", {"admin", "editor"});
      }),
      with([](auto& token) {
        token.claim("aud", {"test-api", "another-api"}).claim("roles", {"a"});
      }),
      with([](auto& token) { token.claimJson("cnf", R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})"); }),
      with([](auto& token) { token.header("alg", "none"); }),
      with([](auto& token) { token.header("typ", "at+jwt").claim("roles", {"a"}); }),
      with([](auto& token) { token.header("typ", "application/AT+JWT"); }),
      with([](auto& token) { token.headerJson("crit", R"(["b64"])").headerJson("b64", "false"); }),
      with([](auto& token) { token.headerJson("b64", "true").withoutHeader("kid"); }),
      with([](auto& token) { token.header("kid", "../../etc/passwd"); }),
      with([](auto& token) { token.headerJson("kid", "1"); }),
      with([](auto& token) { token.header("jku", "https://attacker.test/jwks.json").headerJson("x5c", "[]"); }),
      with([](auto& token) { token.claim("iss", "https://other.test/"); })};
  for (const std::string& payload : payloads())
    tokens.push_back(with([&](auto& token) { token.payloadText(payload); }));
  return tokens;
}

void addTokens(SeedWriter& seeds) {
  for (std::size_t choice = 0; choice < scenes().size(); ++choice) {
    const Scene& scene = scenes()[choice];
    for (const TokenBuilder& token : tokensOf(scene.issuer)) {
      const std::string text = scene.config.base64Encoded ? token.wrapped() : token.sign();
      seeds.add("authenticate", choice, "Bearer " + text);
      seeds.add("compact_jws", choice, token.sign());
    }
  }
  const std::string good = knownToken(hmacIssuer()).bearer();
  for (const std::string& header :
       {std::string(), std::string("Bearer"), std::string("Basic dXNlcjpwYXNzd29yZA=="), good + "\n" + good,
        "bEARER   " + good.substr(7) + "  ", "Bearer\t" + good.substr(7), good + " " + good, "Bearer " + good,
        std::string("Bearer a.b.c.d.e"), std::string("Bearer ..")}) {
    seeds.add("authenticate", 0, header);
  }
}

void addProofs(SeedWriter& seeds) {
  for (const Algorithm algorithm : {Algorithm::ES256, Algorithm::EdDSA, Algorithm::RS256, Algorithm::PS256}) {
    const testing::DpopClient client(algorithm);
    const auto proof = [&] { return client.proof("GET", "https://api.test/notes?page=2#top", "token"); };
    seeds.add("dpop_proof", proof().sign());
    seeds.add("dpop_proof", proof().claim("nonce", "n").header("typ", "application/DPOP+JWT").sign());
    seeds.add("dpop_proof", proof().headerJson("b64", "true").claimJson("exp", "1").header("alg", "Ed25519").sign());
    seeds.add("dpop_proof", proof().headerJson("jwk", R"({"kty":"oct","k":""})").sign() + ", " + proof().sign());
  }
}

void addCertificates(SeedWriter& seeds) {
  const std::string pem = TokenIssuer(Algorithm::ES256).certificatePem();
  const std::string base64 = tests::withoutArmor(pem);
  std::string escaped;
  for (const char one : pem) escaped += one == '\n' ? "%0A" : one == ' ' ? "%20" : std::string(1, one);
  const std::string hash(64, 'a');
  seeds.add("client_certificate", 0, ':' + base64 + ':');
  for (const std::string& element :
       {"Hash=" + hash, "By=spiffe://a;Hash=" + hash + R"(;Subject="CN=\"a\",O=b;c";URI=spiffe://b)",
        "Cert=\"" + escaped + '"', "hash=" + hash + ",Hash=" + hash}) {
    seeds.add("client_certificate", 1, element);
  }
  seeds.add("client_certificate", 2, escaped);
  seeds.add("client_certificate", 2, escaped + escaped);
}

void addKeys(SeedWriter& seeds) {
  for (std::size_t choice = 0; choice < tests::everyAlgorithm.size(); ++choice) {
    const TokenIssuer issuer(tests::everyAlgorithm[choice]);
    const auto add = [&](std::string_view text) { seeds.add("key_text", choice, text); };
    seeds.add("jwks", choice, issuer.jwks());
    seeds.add("jwks", tests::everyAlgorithm.size(), issuer.jwk());
    add(issuer.key());
    add(issuer.jwk());
    if (isHmac(issuer.algorithm())) continue;
    add(issuer.publicKeyPem());
    add(tests::withoutArmor(issuer.publicKeyPem()));
    add(tests::withoutArmor(issuer.certificatePem()));
    add(tests::standardBase64Of(issuer.certificatePem()));
    if (choice != 3 && choice < 9) continue;  // RSA keys are the same for their six algorithms
    add(issuer.privateKeyPem());
    add(tests::withoutArmor(issuer.privateKeyPem()));
    add(tests::encryptedPrivateKeyPem(issuer.privateKeyPem()));
    if (choice != 3) continue;
    add(tests::rsaPublicKeyPem(issuer.privateKeyPem()));
    add(tests::legacyEncryptedPrivateKeyPem(issuer.privateKeyPem()));
    for (const unsigned long exponent : {1UL, 2UL, 3UL}) add(tests::rsaPublicKeyOf(2048, exponent));
    add(tests::rsaPublicKeyOf(1024, 65537));
  }
  const TokenIssuer rsa(Algorithm::RS256);
  seeds.add("jwks", tests::everyAlgorithm.size(), TokenIssuer::jwks({rsa, ecIssuer(), edIssuer(), hmacIssuer()}));
  seeds.add("jwks", tests::everyAlgorithm.size(),
            R"({"keys":[{"kty":"RSA","kid":"a","x5c":[")" + tests::withoutArmor(rsa.certificatePem()) + R"("]}]})");
  for (const std::string& key : {tests::secp256k1PublicKeyPem, TokenIssuer(Algorithm::ES384).publicKeyPem()}) {
    seeds.add("key_text", 9, key);
  }
}

void addConfigurations(SeedWriter& seeds) {
  const std::string marked = R"("key":"a-secret-that-no-error-may-ever-show")";
  for (const std::string& text :
       {R"({"jwtAuthenticationMechanism":{"enabled":true,"algorithm":"HS256",)" + marked +
            R"(,"base64Encoded":false,"issuer":"https://issuer.test/","audience":"test-api","usernameClaim":"sub",)"
            R"("rolesClaim":null,"fixedRoles":["user"]}})",
        R"({"jwtConfigProvider":{"algorithm":"HMAC256",)" + marked +
            R"(,"issuer":"https://issuer.test/","audience":["a","b"]},"jwtAuthenticationMechanism":)"
            R"({"rolesClaim":"roles","usernameClaim":"email","audienceMatch":"all"}})",
        "{" + marked +
            R"(,"algorithm":"HS256","acceptAnyIssuer":true,"acceptAnyAudience":true,"clockSkew":5,)"
            R"("maxTokenBytes":4096,"maxTokenAge":3600,"verdictCacheEntries":10,"requiredType":"at+jwt",)"
            R"("acceptMissingExpiry":true,"acceptMissingRoles":true,"acceptUnboundConfirmation":true,"realm":"x"})",
        R"({"jwtAuthenticationMechanism":[{"algorithm":"ES256","issuer":"https://a.test/","audience":"a","keys":[)" +
            ecIssuer().jwk() + R"(]},{"algorithm":"HS256","issuer":"https://b.test/","audience":"b",)" + marked + "}]}",
        std::string(
            R"({"algorithm":"RS256","issuer":"https://a.test/","audience":"a","jwksUri":"https://a.test/jwks"})"),
        std::string(R"({"algorithm":"RS256","issuer":"https://a.test/","audience":"a","issuerDiscovery":true,)"
                    R"("caFile":"/ca.pem","acceptPlainHttp":true,"acceptPrivateAddresses":true})"),
        R"({"algorithm":"HS256",)" + marked + R"(,"isuer":"https://issuer.test/","audience":"test-api"})",
        R"({"enabled":false,)" + marked + "}", R"({"core":{"jwtAuthenticationMechanism":{)" + marked + "}}}",
        R"({"algorithm":"HS256","keys":[{"kid":"old",)" + marked + R"(},{"kid":"new",)" + marked +
            R"(}],"issuer":"i","audience":"a"})"}) {
    seeds.add("config_json", text);
  }
}

json vectorsIn(const fs::path& folder, const std::string& name) {
  std::ifstream file(folder / (name + "_test.json"));
  if (!file) throw std::runtime_error("no " + name + "_test.json in " + folder.string());
  return json::parse(file)["testGroups"];
}

std::string textOf(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Project Wycheproof's tokens and keys (C2SP, Apache-2.0), read from where they lie.
void addWycheproof(SeedWriter& seeds, const fs::path& folder) {
  for (const char* name : {"json_web_signature", "json_web_key", "json_web_encryption"}) {
    for (const json& group : vectorsIn(folder, name)) {
      for (const char* keys : {"public", "private"}) {
        if (group.contains(keys)) seeds.add("jwks", tests::everyAlgorithm.size(), group[keys].dump());
      }
      for (const json& vector : group["tests"]) {
        const std::string token = textOf(vector.contains("jws") ? vector["jws"] : vector["jwe"]);
        seeds.add("compact_jws", 0, token);
        seeds.add("authenticate", 0, "Bearer " + token);
      }
    }
  }
  const std::pair<const char*, std::size_t> keyFiles[] = {{"rsa_signature_2048_sha256", 3},
                                                          {"ecdsa_secp256r1_sha256_p1363", 9},
                                                          {"ecdsa_secp384r1_sha384_p1363", 10},
                                                          {"ed25519", 12}};
  for (const auto& [name, choice] : keyFiles) {
    const json groups = vectorsIn(folder, name);
    for (std::size_t i = 0; i < groups.size() && i < 10; ++i) {
      if (groups[i].contains("publicKeyPem")) seeds.add("key_text", choice, textOf(groups[i]["publicKeyPem"]));
      if (groups[i].contains("publicKeyJwk")) seeds.add("jwks", choice, groups[i]["publicKeyJwk"].dump());
    }
  }
}

}  // namespace
}  // namespace jwtauth::fuzz

int main(int count, char** arguments) try {
  if (count != 2 && count != 3) throw std::runtime_error("expected: fuzz_seeds FOLDER [WYCHEPROOF_FOLDER]");
  jwtauth::fuzz::SeedWriter seeds(arguments[1]);
  for (const std::string& payload : jwtauth::fuzz::payloads()) seeds.add("payload", payload);
  jwtauth::fuzz::addTokens(seeds);
  addProofs(seeds);
  addCertificates(seeds);
  jwtauth::fuzz::addKeys(seeds);
  jwtauth::fuzz::addConfigurations(seeds);
  if (count == 3) jwtauth::fuzz::addWycheproof(seeds, arguments[2]);
  seeds.report();
  return 0;
} catch (const std::exception& error) {
  std::cerr << "fuzz_seeds: " << error.what() << '\n';
  return 1;
}
