// The value of RHO goes in, its assignments come out. Refused: what is not path->value, paths that select by a value.
#include "configuration/rho.hpp"

#include "configuration/setting_error.hpp"
#include "src/text/ascii.hpp"

namespace rest {
namespace {

constexpr std::string_view arrow = "->";

/// Where the assignment ends: at a semicolon that is neither quoted nor in brackets.
std::size_t endOfAssignment(std::string_view text) {
  char quote = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == '\\' && quote == '"') {
        ++i;
      } else if (c == quote) {
        quote = 0;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (c == ';' && depth <= 0) {
      return i;
    }
  }
  return text.size();
}

RhoAssignment parseOne(std::string_view text, std::size_t number) {
  const std::string place = "RHO, part " + std::to_string(number);
  const std::size_t at = text.find(arrow);
  if (!text.starts_with('/') || at == std::string_view::npos) {
    throw SettingError(place + ": expected /key/path->value");
  }
  const std::string path(jwtauth::trimmed(text.substr(0, at)));
  if (path.find_first_of("@*='\"") != std::string::npos) {
    throw SettingError(
        place +
        ": expected a path such as /http-listener/port or /mongo/mongo-mounts[1], got one that selects by a value");
  }
  return {path, std::string(jwtauth::trimmed(text.substr(at + arrow.size())))};
}

}  // namespace

std::vector<RhoAssignment> parseRho(std::string_view text) {
  std::vector<RhoAssignment> assignments;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, endOfAssignment(text));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    ++number;
    const std::string_view assignment = jwtauth::trimmed(one);
    if (!assignment.empty()) assignments.push_back(parseOne(assignment, number));
  }
  return assignments;
}

}  // namespace rest
