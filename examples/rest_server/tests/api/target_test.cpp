#include "api/request/target.hpp"

#include "api/request_error.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

using Segments = std::vector<std::string>;

int statusOf(std::string_view target) {
  try {
    parseTarget(target);
  } catch (const RequestError& error) {
    return error.status();
  }
  return 200;
}

}  // namespace

TEST_CASE("a path is cut at its slashes and then decoded") {
  CHECK(parseTarget("/").segments.empty());
  CHECK(parseTarget("/?a").segments.empty());
  CHECK(parseTarget("/a/b").segments == Segments{"a", "b"});
  CHECK(parseTarget("/a/b/").segments == Segments{"a", "b"});
  CHECK(parseTarget("/a%2Fb/c").segments == Segments{"a/b", "c"});
  CHECK(parseTarget("/%61%2e%2Eb").segments == Segments{"a..b"});
  CHECK(parseTarget("/...").segments == Segments{"..."});
  CHECK(parseTarget("/a%252Fb").segments == Segments{"a%2Fb"});
  CHECK(parseTarget("/%C3%A9").segments == Segments{"\xC3\xA9"});
  CHECK(parseTarget("/a+b").segments == Segments{"a+b"});
  CHECK(parseTarget("/a;x=y").segments == Segments{"a;x=y"});
}

TEST_CASE("of an absolute target the path counts") {
  CHECK(parseTarget("http://host/a").segments == Segments{"a"});
  CHECK(parseTarget("http://host").segments.empty());
  CHECK(parseTarget("http://host/?x=1").parameter("x") == "1");
  CHECK(parseTarget("http://host?x=1").segments.empty());
  CHECK(parseTarget("http://host?x=1").parameter("x") == "1");
  CHECK(parseTarget("HTTPS://host:8080/a").segments == Segments{"a"});
  CHECK(parseTarget("http://[::1]:80/a").authority == "[::1]:80");
  CHECK(parseTarget("/a").authority.empty());
}

TEST_CASE("what could be read in two ways is 400") {
  REQUIRE(statusOf("/a/b?c=d") == 200);
  for (const char* target : {"",
                             "a",
                             "*",
                             "host:443",
                             "//a",
                             "/a//b",
                             "/a///",
                             "/.",
                             "/..",
                             "/a/../b",
                             "/a/./b",
                             "/%2e",
                             "/%2E%2e/b",
                             "/.%2e",
                             "/%",
                             "/%4",
                             "/%4g",
                             "/%zz",
                             "/a%",
                             "/%00",
                             "/a%00b",
                             "/%ff",
                             "/%c0%af",
                             "/%ed%a0%80",
                             "/%f5%80%80%80",
                             "/a#b",
                             "/a?b#c",
                             "http://host//a",
                             "http://",
                             "http:///a",
                             "http://?x",
                             "ftp://host/a",
                             "javascript://x/a",
                             "://host/a",
                             "x?://host/a",
                             "http://user:password@host/a",
                             "http://a\\b/a",
                             "http://host:99999/a",
                             "?a",
                             "/a?x=%zz",
                             "/a?%00=1",
                             "/a?x=%ff",
                             "/http://host"}) {
    INFO(target);
    CHECK(statusOf(target) == 400);
  }
}

TEST_CASE("parameters are decoded, and one that counts is given once") {
  const Target target = parseTarget("/?a=1&b=x+y%2Bz&c&=nameless&d=&e=1=2&a=2&%66=6");
  CHECK(target.parameter("b") == "x y+z");
  CHECK(target.parameter("c") == "");
  CHECK(target.parameter("d") == "");
  CHECK(target.parameter("e") == "1=2");
  CHECK(target.parameter("f") == "6");
  CHECK(!target.parameter("g"));
  CHECK(!target.parameter("A"));
  CHECK_THROWS_AS(target.parameter("a"), RequestError);
}

TEST_CASE("a parameter with two names is one parameter") {
  const Target target = parseTarget("/?writeMode=upsert&sort_by=n");
  CHECK(target.parameter("wm") == "upsert");
  CHECK(target.parameter("sort") == "n");
  CHECK_THROWS_AS(parseTarget("/?writeMode=insert&wm=upsert").parameter("wm"), RequestError);
}

TEST_CASE("an encoded segment is read back as it was") {
  std::string everything;
  for (int c = 1; c < 128; ++c) everything += static_cast<char>(c);
  for (const std::string& segment : {everything, std::string("a/b c?\xC3\xA9#%"), std::string("plain-._~")}) {
    CHECK(parseTarget("/" + encodeSegment(segment)).segments == Segments{segment});
  }
  CHECK(encodeSegment("plain-._~09AZ") == "plain-._~09AZ");
  CHECK(encodeSegment("/%\xC3\xA9") == "%2F%25%C3%A9");
}

}  // namespace rest::api
