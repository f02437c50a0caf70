#include "src/text/http_url.hpp"

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

std::string canonical(std::string_view url) {
  return canonicalHttpUrl(url).value_or("none");
}

TEST_CASE("URLs that name the same resource have one canonical form") {
  const auto [url, expected] = GENERATE(table<std::string, std::string>({
      {"https://api.example/notes", "https://api.example/notes"},
      {"HTTPS://API.Example:443/notes", "https://api.example/notes"},
      {"http://api.example:80/notes", "http://api.example/notes"},
      {"https://api.example:80/notes", "https://api.example:80/notes"},
      {"http://api.example:443/", "http://api.example:443/"},
      {"https://api.example:/notes", "https://api.example/notes"},
      {"https://api.example", "https://api.example/"},
      {"https://api.example?x=1", "https://api.example/"},
      {"https://api.example/notes?x=/../1#f", "https://api.example/notes"},
      {"https://api.example/notes#f?x", "https://api.example/notes"},
      {"https://api.example/%6eotes", "https://api.example/notes"},
      {"https://api.example/%7euser/%2D", "https://api.example/~user/-"},
      {"https://api.example/n%c3%b6te", "https://api.example/n%C3%B6te"},
      {"https://api.example/a%2fb", "https://api.example/a%2Fb"},
      {"https://api.example/%2520", "https://api.example/%2520"},
      {"https://api.example/a/../notes", "https://api.example/notes"},
      {"https://api.example/a/%2e%2E/notes", "https://api.example/notes"},
      {"https://api.example/./a/./b/.", "https://api.example/a/b/"},
      {"https://api.example/a/b/..", "https://api.example/a/"},
      {"https://api.example/../../x", "https://api.example/x"},
      {"https://api.example/..", "https://api.example/"},
      {"https://api.example/...", "https://api.example/..."},
      {"https://api.example/notes/", "https://api.example/notes/"},
      {"https://api.example//a//b", "https://api.example//a//b"},
      {"https://api.example//../a", "https://api.example/a"},
      {"https://api.example/Notes", "https://api.example/Notes"},
      {"https://api.example./notes", "https://api.example./notes"},
      {"https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"},
      {"https://[::1]:8443", "https://[::1]:8443/"},
      {"https://api.example/!$&'()*+,;=:@|", "https://api.example/!$&'()*+,;=:@|"},
  }));
  CAPTURE(url);
  CHECK(canonical(url) == expected);
}

TEST_CASE("a text that would have to be repaired to be a URL has no canonical form") {
  const std::string url = GENERATE(
      as<std::string>(), "", "/notes", "api.example/notes", "//api.example/notes", "https:/api.example/notes",
      "https://", "https:///notes", "https://:443/notes", "javascript://api.example/notes", "ftp://api.example/",
      "https://user@api.example/", "https://user:secret@api.example/", "https://api.example@evil.example/",
      "https://api.example\\notes", "https://api.example/a\\b", "https://api.example/a\tb", " https://api.example/",
      "https://api.example/ ", "https://api.example/a b", "https://api.example/?a b", "https://api.example/\xc3\xb6",
      "https://\xc3\xb6.example/", "https://api.example/%", "https://api.example/%4", "https://api.example/%4g",
      "https://api.example/?%zz", "https://api.example:x/", "https://api.example:-1/", "https://api.example:123456/",
      std::string("https://api.example/\0", 21), "https://api.example/\x7f", "https://api.example/\r\n", "https://a<b/",
      "https://api.example/" + std::string(4096, 'x'));
  CAPTURE(url);
  CHECK(canonical(url) == "none");
}

TEST_CASE("an origin is a scheme and an authority alone") {
  CHECK(canonicalOrigin("https://API.example:443") == "https://api.example");
  CHECK(canonicalOrigin("http://127.0.0.1:8080/") == "http://127.0.0.1:8080");
  for (const char* text : {"", "api.example", "https://api.example/x", "https://api.example?x", "https://api.example/?",
                           "https://api.example//", "https://u@api.example", "ftp://api.example"}) {
    CAPTURE(text);
    CHECK(!canonicalOrigin(text));
  }
  CHECK(afterOrigin("https://api.example/a?b#c") == "/a?b#c");
  CHECK(afterOrigin("https://api.example?b") == "?b");
  CHECK(afterOrigin("https://api.example").empty());
  CHECK(afterOrigin("nothing").empty());
}

}  // namespace
}  // namespace jwtauth::tests
