#include "document/regular_expression.hpp"

#include "budget/request_budget.hpp"
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
  // At the character that is wrong, or, as newer versions of PCRE2 have it, behind it.
  const auto isAt = [](std::string_view pattern, int place) {
    const std::string start = "the pattern is wrong at its character ";
    const std::string complaint = complaintOf(pattern);
    return complaint.starts_with(start + std::to_string(place) + ": ") ||
           complaint.starts_with(start + std::to_string(place + 1) + ": ");
  };
  CHECK(isAt("*a", 1));
  CHECK(isAt("a)", 2));
  CHECK(isAt("\xC3\xA9\xC3\xA9)", 3));
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

TEST_CASE("what no backtracking counts is work, too") {
  const std::string text(16'000, 'a');
  std::string groups;
  for (int i = 0; i < 1000; ++i) groups += "(a?)";
  std::string repeats;
  for (int i = 0; i < 3; ++i) repeats += std::string(65'534, 'a') + 'b';
  const std::pair<std::string, std::string> costly[] = {{"a(?=.*0)", text},
                                                        {"a(?=[^0]*+0)", text},
                                                        {"(?:a(?=.*(.)0))+", text},
                                                        {"a{65535}b(?:)", repeats},
                                                        {"(a*)\\1a\\1.0?b(?:)", text + 'b'},
                                                        {groups + "[^ac]c", text + "c"}};
  for (const auto& [pattern, searched] : costly) {
    INFO(pattern.substr(0, 20));
    CHECK_THROWS_AS(RegularExpression(pattern, Options()).match(searched, 200'000), MatchGivenUp);
  }
}

TEST_CASE("the matches of one request are bounded together, over all texts that are searched") {
  for (const std::size_t length : {200u, 200'000u}) {
    const auto budget = std::make_shared<RequestBudget>(RequestLimits{.steps = 2'000'000});
    const RequestBudget::Scope scope(budget);
    const Regex pattern("a(?=.*0)", "");
    const std::string text(length, 'a');
    const auto searchOften = [&] {
      for (int i = 0; i < 100'000; ++i) pattern.isIn(text);
    };
    CHECK_THROWS_AS(searchOften(), BudgetSpent);
    CHECK(budget->stepsLeft() == 0);
  }
}

TEST_CASE("a search that becomes costly in the middle of a text is ended there") {
  const std::string text = std::string(1'000'000, 'b') + std::string(1'000'000, 'a') + '0';
  for (const char* pattern : {"a(?=.*0c)", "a(?=[^0]*+0c)", "(?:a|c)[^0]*+0(?!$)"}) {
    INFO(pattern);
    CHECK_THROWS_AS(RegularExpression(pattern, Options()).isIn(text), MatchGivenUp);
    const auto budget = std::make_shared<RequestBudget>(RequestLimits());
    const RequestBudget::Scope scope(budget);
    CHECK_THROWS_AS(RegularExpression(pattern, Options()).isIn(text), BudgetSpent);
  }
}

TEST_CASE("a pattern finds the same whatever it begins and ends with") {
  for (const char* pattern :
       {"(*UTF)b|c", "\\Qb", "(?x)b # a comment", "b|c", "^a|b$", "(?i)B", "a\\Kb", "(?=(b))\\1", "(?C7)b"}) {
    INFO(pattern);
    const RegularExpression expression(pattern, Options());
    CHECK(expression.isIn("ab"));
    CHECK(expression.match("ab"));
    CHECK(!expression.isIn("xy"));
    CHECK(!expression.match("xy"));
  }
  const RegularExpression commented("b # a comment", {.ignoresBlanks = true});
  CHECK(commented.isIn("ab"));
  CHECK(!commented.isIn("a #"));
}

TEST_CASE("reading a pattern is work") {
  const auto budget = std::make_shared<RequestBudget>(RequestLimits{.steps = 100'000});
  const RequestBudget::Scope scope(budget);
  const auto readMany = [] {
    for (int i = 0; i < 100; ++i) RegularExpression("a", Options());
  };
  CHECK_THROWS_AS(readMany(), BudgetSpent);
}

TEST_CASE("honest patterns are searched for through a text of a megabyte, on one request's steps") {
  std::string text;
  while (text.size() < 1'000'000) text += "some words of a usual text, 42 of them; ";
  // A search by the clock is paid by its time: ten times what it takes here, for machines that are busy.
  const auto budget = std::make_shared<RequestBudget>(RequestLimits{});
  const RequestBudget::Scope scope(budget);
  CHECK(RegularExpression("[a-z]+@[a-z]+\\.org", Options()).isIn(text + "me@example.org"));
  CHECK(!RegularExpression("^(?=.*[a-z])(?=.*[A-Z]).{8,}$", Options()).isIn(text));
  CHECK(!RegularExpression("\\d{4}-\\d\\d", Options()).isIn(text));
  CHECK(RegularExpression("(of|text).*them; $", Options()).isIn(text));
}

TEST_CASE("a pattern that is too long to be counted by its items finds the same, and is bounded") {
  std::string pattern = "(";
  for (int i = 0; pattern.size() < 20'000; ++i) pattern += "word" + std::to_string(i) + '|';
  pattern += "\xC3\xA9t\xC3\xA9)(x*)";
  const RegularExpression expression(pattern, Options());
  const auto groups = expression.match("w\xC3\xA9 word7xx");
  REQUIRE(groups);
  CHECK(*groups == RegularExpression::Groups{"word7xx", "word7", "xx"});
  CHECK(expression.match("w\xC3\xA9 \xC3\xA9t\xC3\xA9"));
  CHECK(!expression.isIn("w\xC3\xA9 \xC3\xA9t\xC3"));
  CHECK_THROWS_AS(RegularExpression(pattern + "(?=.*.*.*0)", Options())
                      .match(std::string(3'000, 'a') + "word1" + std::string(3'000, 'a'), 200'000),
                  MatchGivenUp);
}

TEST_CASE("a pattern that is too large to be counted is given up where one call might take long") {
  const RegularExpression expression(R"(^(?:(?=(.*)\1\1\1x|.)){1000}b)", Options());
  CHECK(!expression.isCounted());
  CHECK(RegularExpression(R"(^(?:(?=(.*)\1\1\1x|.)){100}b)", Options()).isCounted());
  const std::string reason =
      "a pattern was given up: it is too large for its steps to be counted, and may take long in such a text";
  for (const std::size_t size : {1'000u, 10'000u, 1'000'000u}) {
    const auto budget = std::make_shared<RequestBudget>(RequestLimits());
    const RequestBudget::Scope scope(budget);
    CHECK_THROWS_WITH(expression.isIn(std::string(size, 'a')), reason);
    CHECK(RequestLimits().steps - budget->stepsLeft() < RequestLimits().steps / 10);
  }
}

TEST_CASE("a list of words that is too large to be counted is looked for all the same") {
  const RequestBudget::Scope scope(std::make_shared<RequestBudget>(RequestLimits{.steps = 1'000'000'000'000}));
  std::string words = "word0";
  for (int i = 1; words.size() < 24'000; ++i) words += "|word" + std::to_string(i);
  const RegularExpression whole("^(" + words + ")$", Options());
  CHECK(!whole.isCounted());
  CHECK(whole.isIn("word1234"));
  CHECK(!whole.isIn("word1234x"));
  CHECK(!whole.isIn(std::string(1'000, 'w')));
  CHECK(RegularExpression("(?:" + words + ")!", Options()).isIn(std::string(500, 'w') + "word77!"));
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
