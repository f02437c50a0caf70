// A configuration file that was written for RESTHeart, as JSON, configures the mechanism.
#include "jwtauth/config_json.hpp"

#include <fstream>
#include <iterator>

#include "expect.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

std::string textOf(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

int main() {
  const jwtauth::testing::TokenIssuer tenant(jwtauth::Algorithm::HS256, "https://tenant.eu.auth0.com/", "my-api");
  std::ofstream("restheart.json") << R"({
    "http-listener": {"host": "localhost", "port": 8080},
    "jwtAuthenticationMechanism": {
      "enabled": true,
      "algorithm": "HMAC256",
      "key": ")" + tenant.key() + R"(",
      "base64Encoded": false,
      "usernameClaim": "email",
      "rolesClaim": "roles",
      "issuer": "https://tenant.eu.auth0.com/",
      "audience": ["my-api"]
    }
  })";

  // region: main
  const std::string json = textOf("restheart.json");
  const jwtauth::JwtAuthenticationMechanism auth(jwtauth::configFromJson(json));
  // endregion
  auto token = tenant.token().claim("email", "alice@example.com").claim("roles", {"editor"});
  const auto who = auth.authenticate(token.bearer());
  expect(who && who->name() == "alice@example.com" && who->hasRole("editor"), "its tokens are accepted");

  std::ofstream("restheart.json") << R"({"jwtAuthenticationMechanism": {"enabled": true, "isuer": "x"}})";
  try {
    jwtauth::configFromJson(textOf("restheart.json"));
    expect(false, "a misspelt setting throws");
  } catch (const jwtauth::ConfigurationError& error) {
    std::cout << "      " << error.what() << '\n';
    expect(error.setting() == "isuer", "a misspelt setting throws, and is named");
  }
}
