// An Explanation goes in, text comes out: aligned lines for a person, or one JSON object for a program. Nothing is
// refused; what could harm a terminal is escaped.
#include "jwtauth/explanation.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t lineWidth = 100;
constexpr std::size_t longestText = 2000;
constexpr std::size_t stageColumn = 11;    // "signature" and two spaces
constexpr std::size_t outcomeColumn = 13;  // "not reached" and two spaces

std::string_view labelOf(Explanation::Outcome outcome) noexcept {
  switch (outcome) {
    case Explanation::Outcome::passed:
      return "passed";
    case Explanation::Outcome::refused:
      return "REFUSED";
    case Explanation::Outcome::notReached:
      return "not reached";
    case Explanation::Outcome::remark:
      return "remark";
  }
  return "";
}

std::string_view nameOf(Explanation::Outcome outcome) noexcept {
  switch (outcome) {
    case Explanation::Outcome::refused:
      return "refused";
    case Explanation::Outcome::notReached:
      return "notReached";
    case Explanation::Outcome::passed:
    case Explanation::Outcome::remark:
      break;
  }
  return labelOf(outcome);
}

std::string padded(std::string_view word, std::size_t width) {
  std::string text(word);
  text.resize(std::max(width, text.size() + 1), ' ');
  return text;
}

/// Breaks the text at spaces; every line but the first starts below the end of `lead`.
void appendWrapped(std::string& output, const std::string& lead, std::string_view text) {
  const std::string safe = displayed(text, longestText);
  std::string_view rest = safe;
  output += lead;
  const std::size_t width = lineWidth - std::min(lead.size(), lineWidth / 2);
  while (rest.size() > width) {
    std::size_t end = rest.rfind(' ', width);
    if (end == std::string_view::npos || end == 0) end = rest.find(' ');
    if (end == std::string_view::npos) break;
    output.append(rest.substr(0, end)).append("\n").append(lead.size(), ' ');
    rest.remove_prefix(end + 1);
  }
  output += rest;
  output.erase(output.find_last_not_of(' ') + 1);
  output += '\n';
}

std::string headline(const Explanation& explanation) {
  if (explanation.accepted) return "Accepted.";
  return "Refused with HTTP " + std::to_string(explanation.error.httpStatus()) + ", " +
         std::string(nameOf(explanation.error.code)) + ": " + std::string(explanation.error.detail) + ".";
}

}  // namespace

std::string Explanation::text() const {
  std::string output;
  appendWrapped(output, "", headline(*this));
  output += '\n';
  for (const Step& step : steps) {
    appendWrapped(
        output,
        "  " + padded(displayed(step.stage, stageColumn), stageColumn) + padded(labelOf(step.outcome), outcomeColumn),
        step.text);
  }
  if (hints.empty()) return output;
  output += accepted ? "\nWorth knowing\n" : "\nProbably\n";
  std::size_t number = 0;
  for (const std::string& hint : hints) appendWrapped(output, "  " + std::to_string(++number) + ". ", hint);
  return output;
}

std::string Explanation::json() const {
  nlohmann::ordered_json document;
  document["accepted"] = accepted;
  document["code"] = nameOf(error.code);
  document["detail"] = error.detail;
  document["steps"] = nlohmann::ordered_json::array();
  for (const Step& step : steps) {
    document["steps"].push_back({{"stage", step.stage}, {"outcome", nameOf(step.outcome)}, {"text", step.text}});
  }
  document["hints"] = hints;
  // An Explanation may hold any bytes: those that are not UTF-8 are replaced, since dump() would throw.
  return document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace jwtauth::inline v0
