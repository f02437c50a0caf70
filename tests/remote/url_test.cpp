#include "src/remote/url.hpp"

#include "jwtauth/remote_jwks.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("a URL is taken apart, with the port it means") {
  const Url url = parseUrl("https://Tenant.example/.well-known/jwks.json?x=1", false);
  CHECK(url.scheme == "https");
  CHECK(url.port == "443");
  CHECK(url.path == "/.well-known/jwks.json");
  CHECK(url.hasOriginOf(parseUrl("https://Tenant.example:443/", false)));
  CHECK_FALSE(url.hasOriginOf(parseUrl("https://Tenant.example:444/", false)));
  CHECK_FALSE(url.hasOriginOf(parseUrl("https://other.example/", false)));
  CHECK_FALSE(url.hasOriginOf(parseUrl("http://Tenant.example:443/", true)));
}

TEST_CASE("a host is in lower case, and a number is the address that libcurl reads in it") {
  for (const auto& [written, host] : {std::pair("Tenant.Example", "tenant.example"),
                                      {"tenant.example.", "tenant.example."},
                                      {"a_b.test", "a_b.test"},
                                      {"127.1", "127.0.0.1"},
                                      {"2130706433", "127.0.0.1"},
                                      {"0x7F000001", "127.0.0.1"},
                                      {"0177.0.0.1.", "127.0.0.1"},
                                      {"[::1]", "[::1]"},
                                      {"3com.test", "3com.test"}}) {
    CAPTURE(written);
    CHECK(parseUrl(std::string("https://") + written + ":8443/keys", false).host == host);
  }
}

TEST_CASE("a URL that readers may understand differently is refused") {
  for (const std::string host : {"ten\\ant.example", "[::1", "[fe80::1%25eth0]", "[::1]x", "256.0.0.1", "1.2.3.4.5",
                                 "tenant%2eexample", "t\xc3\xa9nant.example", "a:b:c", "a:-1"}) {
    CAPTURE(host);
    CHECK_THROWS_AS(parseUrl("https://" + host + "/", false), FetchError);
  }
}

TEST_CASE("http is for those who accept it by name, loopback too") {
  for (const std::string url : {"http://tenant.example/", "http://127.0.0.1:8080/", "http://localhost/"}) {
    CHECK_THROWS_AS(parseUrl(url, false), FetchError);
    CHECK(parseUrl(url, true).scheme == "http");
  }
}

TEST_CASE("what is not an absolute https URL, or carries a password, is refused without being repeated") {
  for (const std::string url :
       {"", "tenant.example", "/jwks.json", "https://", "ftp://tenant.example/", "file:///etc/passwd",
        "javascript:alert(1)", "https://user:secret@tenant.example/", "https://user@tenant.example/",
        "https://tenant.example/#secret", "https://ten ant.example/", "https://tenant.example:99999/"}) {
    CAPTURE(url);
    try {
      parseUrl(url, true);
      FAIL("was let through");
    } catch (const FetchError& error) {
      CHECK(std::string(error.what()).find("secret") == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace jwtauth::tests
