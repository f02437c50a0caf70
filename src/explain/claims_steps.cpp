// What a closer look found goes in, the steps about claims come out: times, issuer, audience, binding. The one that
// refused says so; others that would refuse next are remarks; claims that nobody verified are marked.
#include <algorithm>

#include "src/explain/recognition.hpp"
#include "src/explain/steps.hpp"
#include "src/stages/stages.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"

namespace jwtauth::inline v0 {
namespace {

using Step = Explanation::Step;
using Outcome = Explanation::Outcome;

/// One of the questions that stage 6 asks.
struct Line {
  bool refused;    ///< this is what the verdict names
  bool wouldPass;  ///< by itself
  std::string text;
};

bool isOneOf(ErrorCode code, std::initializer_list<ErrorCode> codes) noexcept {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

/// "exp 2 hours ago (2026-11-24 10:00:00Z)"
std::string moment(const Examination& found, std::string_view name) {
  const auto value = found.payload.find(name);
  if (!value) return "no " + std::string(name);
  const auto seconds = value->number();
  if (!seconds) return std::string(name) + " is not a number: " + displayed(value->text(), 40);
  if (!found.now) return std::string(name) + ' ' + dateOf(*seconds);
  return std::string(name) + ' ' + fromNow(*seconds - found.nowSeconds()) + " (" + dateOf(*seconds) + ')';
}

/// Stage 6 itself, asked about the times alone.
bool timesPass(const Examination& found) {
  JwtAuthenticationConfig timesOnly;
  timesOnly.acceptAnyIssuer = timesOnly.acceptAnyAudience = timesOnly.acceptUnboundConfirmation = true;
  timesOnly.acceptMissingExpiry = found.config.acceptMissingExpiry;
  timesOnly.clockSkew = found.config.clockSkew;
  timesOnly.maxTokenAge = found.config.maxTokenAge;
  return found.now && checkClaims(found.payload.text, timesOnly, *found.now);
}

Line timesLine(const Examination& found) {
  std::string text = moment(found, "exp") + ", " + moment(found, "iat");
  if (found.payload.has("nbf")) text += ", " + moment(found, "nbf");
  if (found.config.maxTokenAge)
    text += ", maxTokenAge " + inWords(static_cast<double>(found.config.maxTokenAge->count()));
  return {isOneOf(found.verdict.code, {ErrorCode::claimMalformed, ErrorCode::expiryMissing, ErrorCode::expired,
                                       ErrorCode::notYetValid, ErrorCode::issuedInFuture, ErrorCode::tokenTooOld}),
          timesPass(found), std::move(text)};
}

std::string shown(const std::optional<JsonValue>& value) {
  if (!value) return "missing";
  const auto string = value->string();
  return string ? inQuotes(string->decoded()) : displayed(value->text(), 100);
}

Line issuerLine(const Examination& found) {
  const auto issuer = found.payload.string("iss");
  const bool passes = found.config.acceptAnyIssuer || issuer == found.config.issuer;
  std::string text = "issuer " + shown(found.payload.find("iss"));
  if (found.config.acceptAnyIssuer) text += ", any is accepted";
  if (!passes) {
    text += ", expected " + inQuotes(found.config.issuer);
    if (const auto difference = smallDifference(issuer.value_or(""), found.config.issuer)) text += ": " + *difference;
  }
  return {found.verdict.code == ErrorCode::issuerMismatch, passes, std::move(text)};
}

Line audienceLine(const Examination& found) {
  const std::vector<std::string> audiences = audiencesOf(found.payload);
  const auto& wanted = found.config.audience;
  const auto isNamed = [&](const std::string& one) {
    return std::find(audiences.begin(), audiences.end(), one) != audiences.end();
  };
  const bool all = found.config.audienceMatch == AudienceMatch::all;
  const bool passes = found.config.acceptAnyAudience || (all ? std::all_of(wanted.begin(), wanted.end(), isNamed)
                                                             : std::any_of(wanted.begin(), wanted.end(), isNamed));
  std::string text = "audience ";
  text += audiences.empty() ? shown(found.payload.find("aud")) : listed(audiences);
  if (found.config.acceptAnyAudience) text += ", any is accepted";
  if (!passes) text += std::string(", expected ") + (all && wanted.size() > 1 ? "all of " : "") + listed(wanted);
  return {found.verdict.code == ErrorCode::audienceMismatch, passes, std::move(text)};
}

Line confirmationLine(const Examination& found) {
  const bool accepted = found.config.acceptUnboundConfirmation;
  return {found.verdict.code == ErrorCode::confirmationUnbound, accepted,
          std::string("cnf: bound to a key of the client") + (accepted ? ", taken as plain Bearer" : "")};
}

Step stepOf(const Line& line, const Examination& found) {
  const Stage stage = Stage::claims;
  if (!found.reached(stage)) return {"", Outcome::notReached, "unverified: " + line.text};
  if (found.refusedAt == stage && line.refused)
    return {"", Outcome::refused, std::string(found.verdict.detail) + "; " + line.text};
  if (line.wouldPass || found.passed(stage)) return {"", Outcome::passed, line.text};
  return {"", Outcome::remark, "would be refused next: " + line.text};
}

}  // namespace

std::vector<Step> claimsStepsOf(const Examination& found) {
  if (!found.payload.readable) {
    if (found.refusedAt != Stage::claims) return {{"", Outcome::notReached, ""}};
    return {{"", Outcome::refused, std::string(found.verdict.detail)}};
  }
  std::vector<Line> lines{timesLine(found), issuerLine(found), audienceLine(found)};
  if (found.payload.has("cnf")) lines.push_back(confirmationLine(found));
  std::vector<Step> steps;
  // What is none of these questions (a Clock that threw) is refused before any of them.
  const bool refusedByALine = std::any_of(lines.begin(), lines.end(), [](const Line& line) { return line.refused; });
  if (found.refusedAt == Stage::claims && !refusedByALine)
    steps.push_back({"", Outcome::refused, std::string(found.verdict.detail)});
  for (const Line& line : lines) steps.push_back(stepOf(line, found));
  return steps;
}

}  // namespace jwtauth::inline v0
