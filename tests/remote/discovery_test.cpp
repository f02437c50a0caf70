#include "src/remote/discovery.hpp"

#include <map>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

const std::string openId = "https://host.example/.well-known/openid-configuration";
const std::string oauth = "https://host.example/.well-known/oauth-authorization-server";

std::string metadataOf(const std::string& issuer) {
  return R"({"issuer": ")" + issuer + R"(", "jwks_uri": "https://keys.example/set"})";
}

std::string discovered(const std::string& issuer, const std::map<std::string, std::string>& documents) {
  return discoverJwksUri(issuer, "", [&](const std::string& url) -> FetchedDocument {
    const auto document = documents.find(url);
    if (document == documents.end()) throw FetchError("no " + url);
    return {document->second, {}};
  });
}

std::string refusal(const std::string& metadata) {
  try {
    discovered("https://host.example/", {{openId, metadata}});
  } catch (const FetchError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("an issuer's metadata is looked for as OpenID Connect says, then as RFC 8414 says") {
  for (const std::string issuer : {"https://host.example", "https://host.example/"}) {
    CHECK(discovered(issuer, {{openId, metadataOf(issuer)}}) == "https://keys.example/set");
    CHECK(discovered(issuer, {{oauth, metadataOf(issuer)}}) == "https://keys.example/set");
  }
  const std::string realm = "https://host.example/realms/one";
  CHECK(discovered(realm, {{realm + "/.well-known/openid-configuration", metadataOf(realm)}}) ==
        "https://keys.example/set");
  CHECK(discovered(realm, {{oauth + "/realms/one", metadataOf(realm)}}) == "https://keys.example/set");
  CHECK_THROWS_AS(discovered(realm, {}), FetchError);
}

TEST_CASE("metadata that speaks for another issuer, or names no JWK Set, is refused") {
  CHECK(refusal(metadataOf("https://host.example/")) == "");
  for (const std::string other : {"https://host.example", "https://HOST.example/", "https://evil.example/", ""}) {
    CHECK(refusal(metadataOf(other)).find("another issuer") != std::string::npos);
  }
  CHECK(refusal(metadataOf("https://host.example"))
            .find("\"https://host.example\"; expected "
                  "\"https://host.example/\": the two differ only by the "
                  "trailing slash") != std::string::npos);
  CHECK(refusal("<!DOCTYPE html>").find("an HTML page") != std::string::npos);
  CHECK(refusal(R"({"jwks_uri": "https://keys.example/set"})").find("another issuer") != std::string::npos);
  CHECK(refusal(R"({"issuer": 7, "jwks_uri": "https://keys.example/set"})").find("another issuer") !=
        std::string::npos);
  CHECK(refusal(R"({"issuer": "https://host.example/"})").find("no jwks_uri") != std::string::npos);
  CHECK(refusal(R"({"issuer": "https://host.example/", "jwks_uri": []})").find("no jwks_uri") != std::string::npos);
  for (const std::string broken : {"", "<html>", "[]", R"({"issuer": "https://host.example/")",
                                   R"({"issuer": "https://host.example/", "issuer": "https://evil.example/"})"}) {
    CHECK(refusal(broken).find("metadata is ") != std::string::npos);
  }
}

TEST_CASE("metadata at another place speaks for the same issuer, whatever it calls the placeholder of a template") {
  const auto at = [](const std::string& issuer, const std::string& published) {
    return discoverJwksUri(issuer, "https://inner.example/metadata", [&](const std::string& url) -> FetchedDocument {
      CHECK(url == "https://inner.example/metadata");
      return {metadataOf(published), {}};
    });
  };
  CHECK(at("https://host.example", "https://host.example") == "https://keys.example/set");
  CHECK(at("https://login.example/{tid}/v2.0", "https://login.example/{tenantid}/v2.0") == "https://keys.example/set");
  CHECK_THROWS_AS(at("https://host.example", "https://host.example/"), FetchError);
  CHECK_THROWS_AS(at("https://login.example/{tid}/v2.0", "https://login.example/{tenantid}/v1.0"), FetchError);
  CHECK_THROWS_AS(at("https://login.example/{tid}/v2.0", "https://evil.example/{tid}/v2.0"), FetchError);
  CHECK_THROWS_AS(at("https://login.example/{tid}/v2.0", "https://login.example/t1/v2.0"), FetchError);
}

}  // namespace
}  // namespace jwtauth::tests
