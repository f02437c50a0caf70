#include "document/regular_expression.hpp"

#include "document/query/query_fault.hpp"
#include "document/query/regex.hpp"
#include "tests/support/catch.hpp"

namespace rest {
namespace {

using namespace query;

using Options = RegularExpression::Options;

std::string complaintOf(std::string_view pattern) {
  try {
    RegularExpression(pattern, Options());
  } catch (const PatternError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a pattern is found anywhere, or takes the whole text") {
  CHECK(RegularExpression("b+", Options()).isIn("abbc"));
  Options whole;
  whole.takesWholeText = true;
  CHECK(RegularExpression("b+", whole).isIn("bb"));
  CHECK(!RegularExpression("b+", whole).isIn("abbc"));
  CHECK(!RegularExpression("b+", whole).isIn("bb\n"));
}

TEST_CASE("groups that took no part in a match are nothing") {
  const RegularExpression expression("(a)|(b)", Options());
  CHECK(expression.groups() == 2);
  const auto groups = expression.match("xb");
  REQUIRE(groups);
  CHECK(*groups == RegularExpression::Groups{"b", std::nullopt, "b"});
  CHECK(!expression.match("x"));
}

TEST_CASE("a wrong pattern is refused at the place of the character, in a permission and in a filter alike") {
  CHECK(complaintOf("a(b)").empty());
  CHECK(complaintOf("*a").find("the pattern is wrong at its character 1: ") == 0);
  CHECK(complaintOf("a)").find("the pattern is wrong at its character 2: ") == 0);
  CHECK(complaintOf("\xC3\xA9\xC3\xA9)").find("the pattern is wrong at its character 3: ") == 0);
  CHECK(complaintOf(std::string(40'000, 'a')) == "the pattern is too long");
  for (const char* pattern : {"*a", "a)", "\xC3\xA9)"}) {
    try {
      Regex(pattern, "");
      FAIL_CHECK("it was read");
    } catch (const QueryFault& fault) {
      CHECK(fault.what() == "$regex: " + complaintOf(pattern));
    }
  }
}

TEST_CASE("work beyond the bound is given up, in a permission and in a filter alike") {
  const std::string text = std::string(64, 'a') + 'b';
  CHECK_THROWS_AS(RegularExpression("^(a+)+$", Options()).match(text), MatchGivenUp);
  CHECK_THROWS_AS(RegularExpression("^(a+)+$", Options()).isIn(text), MatchGivenUp);
  CHECK_THROWS_AS(Regex("^(a+)+$", "").isIn(text), QueryFault);
}

TEST_CASE("a long text is searched to its end, though that takes more than the compiled matching's stack") {
  const RegularExpression expression("^(a|aa)+$", Options());
  CHECK(expression.isIn(std::string(8000, 'a')));
  CHECK(expression.match(std::string(8000, 'a')));
}

TEST_CASE("ill-formed UTF-8 in a text matches nothing, and is no error") {
  CHECK(!RegularExpression("^.$", Options()).isIn("\xFF"));
  CHECK(RegularExpression("b", Options())
            .isIn("\xFF"
                  "b"));
}

}  // namespace rest
