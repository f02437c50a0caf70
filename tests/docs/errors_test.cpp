#include <string>
#include <vector>

#include "jwtauth/result.hpp"
#include "tests/docs/markdown.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

/// The codes of a kind, in their order.
std::vector<ErrorCode> codesOf(ErrorKind kind) {
  std::vector<ErrorCode> codes;
  const unsigned first = static_cast<unsigned>(kind) << 8;
  for (unsigned value = first; value < first + 0x100; ++value) {
    const auto code = static_cast<ErrorCode>(value);
    if (nameOf(code) != "unknown") codes.push_back(code);
  }
  return codes;
}

void checkRows(const std::string& document, const std::string& heading, ErrorKind kind) {
  CAPTURE(heading);
  const auto rows = Markdown(document).tableRows(heading);
  const auto codes = codesOf(kind);
  REQUIRE(!codes.empty());
  REQUIRE(rows.size() == codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) CHECK(rows[i].at(0) == "`" + std::string(nameOf(codes[i])) + "`");
}

std::string headingOf(const std::string& name, ErrorKind kind) {
  return "## " + name + ": " + std::to_string(Error{codesOf(kind).at(0), ""}.httpStatus());
}

TEST_CASE("docs/errors.md has every code under its kind and status, in the order of the header") {
  const std::string document = "docs/errors.md";
  checkRows(document, headingOf("noCredentials", ErrorKind::noCredentials), ErrorKind::noCredentials);
  checkRows(document, headingOf("invalidToken", ErrorKind::invalidToken), ErrorKind::invalidToken);
  checkRows(document, headingOf("insufficient", ErrorKind::insufficient), ErrorKind::insufficient);
  checkRows(document, headingOf("invalidRequest", ErrorKind::invalidRequest), ErrorKind::invalidRequest);
  checkRows(document, headingOf("unavailable", ErrorKind::unavailable), ErrorKind::unavailable);
  checkRows(document, "## configuration", ErrorKind::configuration);
  checkRows(document, headingOf("internal", ErrorKind::internal), ErrorKind::internal);
}

}  // namespace
}  // namespace jwtauth::tests
