#include "jwtauth/config_json.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

/// What a text is refused with; the setting at fault must open the sentence.
std::string refusalOfText(std::string_view json) {
  try {
    (void)configFromJson(json);
  } catch (const ConfigurationError& error) {
    CHECK(error.code() == ErrorCode::settingInvalid);
    CHECK(std::string(error.what()).starts_with(error.setting() + ": "));
    return error.what();
  }
  return "not refused";
}

void checkRefused(std::string_view json, const std::string& sentence) {
  const std::string refusal = refusalOfText(json);
  CAPTURE(json, refusal, sentence);
  CHECK(refusal.find(sentence) != std::string::npos);
}

TEST_CASE("what is not one strict JSON object is refused") {
  const std::string good = R"({"issuer": "https://issuer.example"})";
  REQUIRE_NOTHROW(configFromJson(good));
  for (const std::string& text :
       {std::string(), std::string("  "), std::string("null"), std::string("[]"), std::string("\"key\""),
        std::string("issuer: https://issuer.example"), good + "x", good + good, "\xef\xbb\xbf" + good,
        good + std::string(1, '\0'), good.substr(0, good.size() - 1), std::string(R"({"issuer": 'single'})"),
        std::string(R"({"issuer": "a",})"), std::string(R"({// a comment
          "issuer": "a"})"),
        std::string("{\"issuer\": \"\xff\"}"), std::string(R"({"issuer": "\ud800"})"), std::string(R"({"a": NaN})")}) {
    checkRefused(text, "configuration: ");
    checkRefused(text, "; expected one strict JSON object (RFC 8259)");
  }
  checkRefused(R"({"issuer": "a", "issuer": "b"})", "configuration: ");
  checkRefused(R"({"issuer": "a", "\u0069ssuer": "b"})", "expected one strict JSON object");
  checkRefused(R"({"jwtAuthenticationMechanism": {"key": "a", "key": "b"}})", "expected one strict JSON object");
  checkRefused(R"({"other": {"twice": 1, "twice": 2}, "jwtAuthenticationMechanism": {}})",
               "expected one strict JSON object");
  checkRefused(R"({"a": )" + std::string(100, '[') + std::string(100, ']') + "}", "expected one strict JSON object");
}

TEST_CASE("a text without a block of ours is refused with what was expected") {
  for (const std::string_view text : {"{}", R"({"http-listener": {"port": 8080}})", R"({"basicAuthMechanism": {}})"}) {
    checkRefused(text, "configuration: neither jwtAuthenticationMechanism nor jwtConfigProvider at the top level");
    checkRefused(text, "expected a RESTHeart configuration as JSON, or the block alone");
  }
  checkRefused(R"({"plugins-args": {"jwtAuthenticationMechanism": {"issuer": "a"}}})",
               "jwtAuthenticationMechanism: inside `plugins-args`; expected at the top level");
  checkRefused(R"({"core": {"jwtConfigProvider": {"issuer": "a"}}})",
               "jwtConfigProvider: inside `core`; expected at the top level");
}

TEST_CASE("a block in another spelling is refused, alone and beside a good one") {
  checkRefused(R"({"jwtauthenticationmechanism": {}})",
               "jwtauthenticationmechanism: not a block of ours; the nearest is `jwtAuthenticationMechanism`");
  checkRefused(R"({"jwtConfigProvider": {}, "jwtAuthentificationMechanism": {}})",
               "jwtAuthentificationMechanism: not a block of ours; the nearest is `jwtAuthenticationMechanism`");
  checkRefused(R"({"jwtAuthenticationMechanism": {}, "jwt-config-provider": {}})",
               "jwt-config-provider: not a block of ours; the nearest is `jwtConfigProvider`");
}

TEST_CASE("a block that is not an object is refused with the type that came") {
  checkRefused(R"({"jwtAuthenticationMechanism": null})", "jwtAuthenticationMechanism: null; expected an object");
  checkRefused(R"({"jwtAuthenticationMechanism": []})", "jwtAuthenticationMechanism: a list; expected an object");
  checkRefused(R"({"jwtAuthenticationMechanism": {}, "jwtConfigProvider": "on"})",
               "jwtConfigProvider: a string; expected an object");
}

TEST_CASE("an override path is refused, for ignored it would silently change nothing") {
  checkRefused(R"({"/jwtAuthenticationMechanism/issuer": "a", "jwtAuthenticationMechanism": {}})",
               "/jwtAuthenticationMechanism: an override path; expected the setting inside its block");
  checkRefused(R"({"/jwtConfigProvider": {"issuer": "a"}})", "/jwtConfigProvider: an override path");
}

TEST_CASE("a setting of ours beside the blocks is refused") {
  checkRefused(R"({"jwtAuthenticationMechanism": {}, "maxTokenAge": 60})",
               "maxTokenAge: beside jwtAuthenticationMechanism; expected inside it");
  checkRefused(R"({"issuer": "a", "jwtConfigProvider": {}})", "issuer: beside jwtConfigProvider; expected inside it");
}

TEST_CASE("a setting in both blocks is refused, also when the values agree") {
  checkRefused(R"({"jwtConfigProvider": {"issuer": "a"}, "jwtAuthenticationMechanism": {"issuer": "b"}})",
               "issuer: given in both jwtConfigProvider and jwtAuthenticationMechanism; expected in one");
  checkRefused(R"({"jwtConfigProvider": {"key": "same"}, "jwtAuthenticationMechanism": {"key": "same"}})",
               "key: given in both ");
  checkRefused(R"({"jwtAuthenticationMechanism": {"audience": null}, "jwtConfigProvider": {"audience": "a"}})",
               "audience: given in both jwtAuthenticationMechanism and jwtConfigProvider");
}

TEST_CASE("a block that is switched off is refused") {
  checkRefused(R"({"enabled": false, "issuer": "a"})",
               "enabled: false in jwtAuthenticationMechanism, which switches it off; expected true");
  checkRefused(R"({"jwtConfigProvider": {"enabled": false}, "jwtAuthenticationMechanism": {"enabled": true}})",
               "enabled: false in jwtConfigProvider");
  checkRefused(R"({"jwtConfigProvider": {"enabled": true}, "jwtAuthenticationMechanism": {"enabled": false}})",
               "enabled: false in jwtAuthenticationMechanism");
}

TEST_CASE("an unknown setting is refused with its block and the nearest known one") {
  const auto refusedAs = [](const std::string& name, const std::string& nearest) {
    checkRefused(R"({"jwtAuthenticationMechanism": {")" + name + R"(": "a"}})",
                 name + ": not a setting of jwtAuthenticationMechanism; the nearest is `" + nearest + "`");
  };
  refusedAs("usernameclaim", "usernameClaim");
  refusedAs("username-claim", "usernameClaim");
  refusedAs("userNameClaims", "usernameClaim");
  refusedAs("isuser", "issuer");
  refusedAs("iss", "issuer");
  refusedAs("aud", "audience");
  refusedAs("audiences", "audience");
  refusedAs("alg", "algorithm");
  refusedAs("Key", "key");
  refusedAs("kye", "key");
  refusedAs("base64encoded", "base64Encoded");
  refusedAs("fixedRole", "fixedRoles");
  refusedAs("roleClaim", "rolesClaim");
  refusedAs("acceptanyissuer", "acceptAnyIssuer");
  refusedAs("clock_skew", "clockSkew");
  checkRefused(R"({"jwtConfigProvider": {"isser": "a"}})",
               "isser: not a setting of jwtConfigProvider; the nearest is `issuer`");
  checkRefused(R"({"issuer": "a", "Audience": "b"})",
               "Audience: not a setting of jwtAuthenticationMechanism; the nearest is `audience`");
}

TEST_CASE("an unknown setting that resembles none is refused with all there are") {
  checkRefused(R"({"jwtAuthenticationMechanism": {"colour": "blue"}})",
               "colour: not a setting of jwtAuthenticationMechanism; expected one of enabled, algorithm, key, ");
  checkRefused(R"({"jwtAuthenticationMechanism": {"": 1}})", "(an empty name): not a setting");
  checkRefused(R"({"jwtAuthenticationMechanism": {"line\nbreak": 1}})", "(a name with control characters): not a ");
  checkRefused(R"({"jwtAuthenticationMechanism": {")" + std::string(1000, 'k') + R"(": 1}})",
               "(a name of 1000 bytes): not a setting");
}

TEST_CASE("a name brought along from elsewhere is refused with what to do instead") {
  checkRefused(R"({"jwtConfigProvider": {"ttl": 15}})",
               "ttl: not a setting of jwtConfigProvider; it belongs to "
               "RESTHeart's jwtTokenManager, which issues tokens");
  checkRefused(R"({"jwtConfigProvider": {"srv-uri": "/tokens"}})", "here tokens are only verified");
  checkRefused(R"({"jwksUri": "https://issuer.example/jwks"})", "use mechanismsFromJson");
  checkRefused(R"({"issuerDiscovery": true})", "use mechanismsFromJson");
  checkRefused(R"({"key": "a", "jwksUri": "https://issuer.example/jwks"})", "set beside `key`");
  checkRefused(R"({"key": "a", "keyFile": "b"})", "keyFile: set beside `key`");
  checkRefused(R"({"issuer": "a", "jwksUri": "https://a/b", "metadataUri": "https://a/c"})", "set beside `jwksUri`");
  checkRefused(R"({"metadataUri": "https://a/c"})", "metadataUri: without an issuer");
  checkRefused(R"({"issuer": "https://a/{tid}/", "issuerDiscovery": true})",
               "issuerDiscovery: with a template as issuer; expected metadataUri");
  for (const std::string setting :
       {"fetchTokenFile", "fetchCertificateFile", "fetchCertificateKeyFile", "fetchProxy", "keyCache"}) {
    checkRefused(R"({"key": "a", ")" + setting + R"(": "b"})", setting + ": set where no key is fetched");
  }
  for (const std::string proxy : {"https://p:1", "http://p", "http://u:p@h:1", "p:1", "socks5://p:1"}) {
    checkRefused(R"({"jwksUri": "https://a/b", "fetchProxy": ")" + proxy + "\"}", "fetchProxy: another form");
  }
  checkRefused(R"({"jwksUri": "https://a/b", "keyRefresh": "host"})", "keyRefresh: another word in ");
  checkRefused(R"({"jwksUri": "https://a/b", "waitForKeys": "2s"})", "waitForKeys: a string in ");
  checkRefused(R"({"key": "a", "secretEncoding": "base32"})", "secretEncoding: another word in ");
  checkRefused(R"({"key": "a", "secretEncoding": "base64"})", "secretEncoding: set without a secret");
  checkRefused(R"({"algorithm": "HS256", "secretEncoding": "hex"})", "secretEncoding: set without a secret");
  checkRefused(R"({"algorithm": "HS256", "key": "abc", "secretEncoding": "hex"})",
               "secretEncoding: hex, and the secret ");
  checkRefused(R"({"algorithm": "HS256", "key": "a-b%", "secretEncoding": "base64"})", "secretEncoding: base64, and ");
  checkRefused(R"({"key": "a", "keys": ["b"]})", "keys: set beside `key`; expected one of the two");
  checkRefused(R"({"key": "a", "jwksUrl": "https://issuer.example/jwks"})", "is the setting `jwksUri`");
  checkRefused(R"({"issuer": "a", "secret": "b"})", "the certificate, public key or secret is the setting `key`");
  checkRefused(R"({"issuer": "a", "leeway": 5})", "the tolerance for clocks is `clockSkew`, in seconds");
  checkRefused(R"({"issuer": "a", "extraCheck": "b"})", "set in code on the JwtAuthenticationConfig");
  checkRefused(R"({"key": "a", "implementation-class": "org.example.X"})", "a Java class has no meaning here");
}

TEST_CASE("a mistyped setting is refused with the type that came and the one expected") {
  const auto block = [](std::string_view setting) {
    return R"({"jwtAuthenticationMechanism": {)" + std::string(setting) + "}}";
  };
  checkRefused(block(R"("enabled": "true")"),
               "enabled: a string in jwtAuthenticationMechanism; expected true or false");
  checkRefused(block(R"("enabled": null)"), "enabled: null in jwtAuthenticationMechanism; expected true or false");
  checkRefused(block(R"("algorithm": 256)"), "algorithm: a number in jwtAuthenticationMechanism; expected a string");
  checkRefused(block(R"("algorithm": null)"), "algorithm: null in ");
  checkRefused(block(R"("algorithm": [])"), "algorithm: an empty list in ");
  checkRefused(block(R"("algorithm": ["RS256", null])"), "algorithm: a list that holds null in ");
  checkRefused(block(R"("algorithm": ["RS256", "rs512"])"), "algorithm: `rs512` in jwtAuthenticationMechanism is not ");
  checkRefused(block(R"("key": 12345)"), "key: a number in jwtAuthenticationMechanism; expected a string or null");
  checkRefused(block(R"("key": ["a"])"), "key: a list in ");
  checkRefused(block(R"("key": {"kty": "RSA"})"), "key: an object in ");
  checkRefused(block(R"("base64Encoded": 0)"), "base64Encoded: a number in ");
  checkRefused(block(R"("base64Encoded": "no")"), "base64Encoded: a string in ");
  checkRefused(block(R"("issuer": true)"),
               "issuer: a boolean in jwtAuthenticationMechanism; expected a string, a list of strings or null");
  checkRefused(block(R"("issuer": ["a", 1])"), "issuer: a list that holds a number in ");
  checkRefused(
      block(R"("audience": 1)"),
      "audience: a number in jwtAuthenticationMechanism; expected a string, a list of strings or null; put the "
      "digits in quotes");
  checkRefused(block(R"("audience": {})"), "audience: an object in ");
  checkRefused(block(R"("audience": ["a", null])"), "audience: a list that holds null in ");
  checkRefused(block(R"("audience": [["a"]])"), "audience: a list that holds a list in ");
  checkRefused(block(R"("audienceMatch": true)"), "audienceMatch: a boolean in ");
  checkRefused(block(R"("audienceMatch": "some")"),
               "audienceMatch: another word in jwtAuthenticationMechanism; expected \"any\" or \"all\"");
  checkRefused(block(R"("audienceMatch": "ALL")"), "audienceMatch: another word in ");
  checkRefused(block(R"("audienceClaim": null)"), "audienceClaim: null or an empty list in ");
  checkRefused(block(R"("audienceClaim": [1])"), "audienceClaim: a list that holds a number in ");
  checkRefused(block(R"("usernameClaim": null)"), "usernameClaim: null in ");
  checkRefused(block(R"("usernameClaim": ["sub"])"), "usernameClaim: a list in ");
  checkRefused(block(R"("usernameForm": "number")"),
               "usernameForm: another word in jwtAuthenticationMechanism; expected \"text\" or \"integer\"");
  checkRefused(block(R"("rolesClaim": 1)"),
               "rolesClaim: a number in jwtAuthenticationMechanism; expected the name of ");
  checkRefused(block(R"("rolesClaim": [])"), "rolesClaim: an empty list in ");
  checkRefused(block(R"("rolesClaim": ["roles", null])"), "rolesClaim: null in ");
  checkRefused(block(R"("rolesClaim": {"form": "text"})"), "rolesClaim: an entry without a claim in ");
  checkRefused(block(R"("rolesClaim": {"claim": "a", "form": "list"})"),
               "rolesClaim: another form in jwtAuthenticationMechanism; expected array, text, words, commas or ");
  checkRefused(block(R"("rolesClaim": {"claim": "a", "from": "text"})"),
               "rolesClaim: an entry with another member in ");
  checkRefused(block(R"("rolesClaim": {"claim": "a", "prefix": 1})"),
               "rolesClaim: an entry with a member that is not ");
  checkRefused(block(R"("scopesClaim": [])"), "scopesClaim: null or an empty list in ");
  checkRefused(block(R"("requiredScopes": "read")"), "requiredScopes: a string in ");
  checkRefused(block(R"("fixedRoles": "user")"),
               "fixedRoles: a string in jwtAuthenticationMechanism; expected a list of strings or null");
  checkRefused(block(R"("fixedRoles": [1])"), "fixedRoles: a list that holds a number in ");
  checkRefused(block(R"("requiredType": 1)"), "requiredType: a number in ");
  checkRefused(
      block(R"("requiredClaims": ["typ"])"),
      "requiredClaims: a list in jwtAuthenticationMechanism; expected an object of names and what each must be");
  for (const std::string claim : {"null", "1.5", "[null]", "[[1]]", "{}", R"({"suffix": "a"})", R"({"prefix": 1})",
                                  R"({"present": "yes"})", R"({"prefix": "a", "present": true})"}) {
    checkRefused(block(R"("requiredClaims": {"typ": )" + claim + "}"), "requiredClaims: `typ`: ");
  }
  checkRefused(block(R"("requiredHeader": "signer")"), "requiredHeader: a string in ");
  checkRefused(block(R"("realm": null)"), "realm: null in ");
  for (const std::string setting : {"acceptAnyIssuer", "acceptAnyAudience", "acceptMissingExpiry", "acceptMissingRoles",
                                    "acceptUnboundConfirmation"}) {
    checkRefused(block("\"" + setting + "\": \"true\""), setting + ": a string in ");
    checkRefused(block("\"" + setting + "\": 1"), setting + ": a number in ");
    checkRefused(block("\"" + setting + "\": null"), setting + ": null in ");
  }
}

TEST_CASE("a number that is not whole, or too small, is refused") {
  checkRefused(R"({"clockSkew": "30"})", "clockSkew: a string in jwtAuthenticationMechanism; expected a whole number");
  checkRefused(R"({"clockSkew": 1.5})", "clockSkew: a number with a fraction, an exponent or too many digits in ");
  checkRefused(R"({"clockSkew": 3e1})", "clockSkew: a number with a fraction, an exponent ");
  checkRefused(R"({"clockSkew": null})", "clockSkew: null in ");
  checkRefused(R"({"maxTokenAge": "1h"})", "maxTokenAge: a string in ");
  checkRefused(R"({"maxTokenAge": 9223372036854775808})", "maxTokenAge: a number with a fraction, an exponent or too ");
  checkRefused(R"({"maxTokenBytes": -1})", "maxTokenBytes: a negative number in ");
  checkRefused(R"({"maxTokenBytes": true})", "maxTokenBytes: a boolean in ");
  checkRefused(R"({"verdictCacheEntries": -5})", "verdictCacheEntries: a negative number in ");
  checkRefused(R"({"verdictCacheEntries": 18446744073709551616})", "verdictCacheEntries: a number with a fraction, ");
}

TEST_CASE("a word that is not an algorithm is refused, with the nearest where there is one") {
  const auto refusedAs = [](const std::string& word, const std::string& nearest) {
    checkRefused(R"({"algorithm": ")" + word + "\"}", "algorithm: `" + word +
                                                          "` in jwtAuthenticationMechanism is not an algorithm; the "
                                                          "nearest is `" +
                                                          nearest + "`");
  };
  refusedAs("rs256", "RS256");
  refusedAs("RSA-256", "RSA256");
  refusedAs("eddsa", "EdDSA");
  refusedAs("ES256K", "ES256");
  refusedAs("hmac512", "HMAC512");
  checkRefused(R"({"algorithm": "none"})", "algorithm: not an algorithm this library verifies; expected one of HS256");
  checkRefused(R"({"algorithm": ""})", "algorithm: not an algorithm this library verifies");
  checkRefused(R"({"algorithm": "A256GCM"})", "algorithm: not an algorithm this library verifies");
}

TEST_CASE("no refusal shows the key, wherever it was put") {
  const std::string secret = "a-secret-of-thirty-two-bytes-000";
  REQUIRE(configFromJson(R"({"key": ")" + secret + "\"}").key == secret);
  for (const std::string& json :
       {R"({"key": [")" + secret + "\"]}", R"({"key": {"k": ")" + secret + "\"}}", R"({"key": ")" + secret + "\"",
        R"({"key": ")" + secret + R"(", "key": "b"})", R"({"issuer": "a", "key)" + secret + R"(": "b"})",
        R"({"key": ")" + secret + R"(", "enabled": false})", R"({"algorithm": ")" + secret + "\"}",
        R"({"enabled": ")" + secret + "\"}", R"({"audienceMatch": ")" + secret + "\"}",
        R"({"clockSkew": ")" + secret + "\"}", R"({"fixedRoles": ")" + secret + "\"}",
        R"({"jwtConfigProvider": ")" + secret + "\"}"}) {
    CAPTURE(json);
    const std::string refusal = refusalOfText(json);
    CHECK(refusal != "not refused");
    CHECK(refusal.find(secret) == std::string::npos);
  }
}

TEST_CASE("places of tokens are headers and cookies, each written in one way") {
  const auto refused = [](const std::string& value, const std::string& sentence) {
    checkRefused(R"({"issuer": "a", "tokenFrom": )" + value + "}", "tokenFrom: " + sentence);
  };
  refused(R"({"query": "token"})", "`query`, and RFC 9700 2.4 forbids tokens in addresses");
  refused(R"([{"parameter": "token"}])", "`parameter`, and RFC 9700 2.4 forbids tokens in addresses");
  refused("[]", "an empty list");
  refused(R"("Authorization")", R"(a string in jwtAuthenticationMechanism; expected {"header": "NAME"})");
  refused(R"([{"header": ""}])", "an entry whose `header` is no text");
  refused(R"([{"cookie": 7}])", "an entry whose `cookie` is no text");
  refused(R"([{"header": "X", "prefix": "y"}])", "an entry with another member, `prefix`");
}

TEST_CASE("settings about revoked tokens that cannot work are refused with what was expected") {
  checkRefused(R"({"key": "a", "denyListFile": 1})", "denyListFile: a number in jwtAuthenticationMechanism");
  checkRefused(R"({"key": "a", "introspection": "https://a/b"})", "introspection: a string in ");
  checkRefused(R"({"key": "a", "introspection": {}})", "introspection: no `uri` in ");
  checkRefused(R"({"key": "a", "introspection": {"uri": "https://a/b", "clientSecret": "s"}})",
               "introspection: another member, `clientSecret` in ");
  checkRefused(R"({"introspection": {"uri": "https://a/b", "tokens": "any"}})", "tokens: another word in ");
  checkRefused(R"({"introspection": {"uri": "https://a/b", "keepActive": "30"}})", "keepActive: a string in ");
  checkRefused(R"({"jwksUri": "https://a/b", "introspection": {"uri": "https://a/b", "tokens": "opaque"}})",
               "introspection: of opaque tokens beside a source of keys");
  checkRefused(R"({"introspection": {"uri": "https://a/b", "tokens": "opaque", "acceptWithoutAnswer": true}})",
               "introspection: acceptWithoutAnswer beside opaque tokens");
  checkRefused(R"({"introspection": {"uri": "https://a/b", "tokens": "opaque"}, "statusLists": {"uriPrefixes": "a"}})",
               "statusLists: beside opaque tokens");
  checkRefused(R"({"key": "a", "statusLists": []})", "statusLists: a list in ");
  checkRefused(R"({"key": "a", "statusLists": {"keep": 5}})", "statusLists: no `uriPrefixes` in ");
  for (const std::string setting : {R"("denyListFile": "a")", R"("introspection": {"uri": "https://a/b"})",
                                    R"("statusLists": {"uriPrefixes": "https://a/b/"})"}) {
    checkRefused(R"({"key": "a", )" + setting + "}", "use mechanismsFromJson and openRevocation in code");
  }
}

}  // namespace
}  // namespace jwtauth::tests
