// A service that accepts the token of RFC 7515 A.1 while it is valid, and refuses it afterwards.
#include <chrono>
#include <iostream>
#include <string>

#include "jwtauth/jwks.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"

namespace {

constexpr std::string_view key =
    R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})";
constexpr std::string_view authorization =
    "Bearer eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

jwtauth::JwtAuthenticationMechanism mechanismAt(long long seconds) {
  const jwtauth::Algorithm allowed[] = {jwtauth::Algorithm::HS256};
  const jwtauth::Clock clock{
      .wall = [=] { return std::chrono::system_clock::time_point(std::chrono::seconds(seconds)); }};
  return {{.algorithm = allowed[0], .issuer = "joe", .usernameClaim = "iss", .acceptAnyAudience = true},
          jwtauth::parseJwks(key, allowed),
          clock};
}

}  // namespace

int main() {
  const auto who = mechanismAt(1300819379).authenticate(authorization);
  if (!who || who->name() != "joe") {
    std::cerr << "refused: " << nameOf(who.error().code) << '\n';
    return 1;
  }
  const auto late = mechanismAt(1300819380 + 600).authenticate(authorization);
  return late.error().code == jwtauth::ErrorCode::expired ? 0 : 1;
}
