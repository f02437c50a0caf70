// What a closer look found goes in, the steps about claims come out: times, issuer, audience, binding, required values.
// The one that refused says so; others that would refuse next are remarks; claims that were not verified are marked.
#include <algorithm>
#include <utility>

#include "src/explain/recognition.hpp"
#include "src/explain/steps.hpp"
#include "src/stages/claim_checks.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"

namespace jwtauth::inline v0 {
namespace {

using Step = Explanation::Step;
using Outcome = Explanation::Outcome;

using Subject = ClaimCheck::Subject;

/// "exp 2 hours ago (2026-11-24 10:00:00Z)"
std::string moment(const Examination& found, std::string_view name) {
  const auto value = (name == "exp" ? found.issuing() : found.payload).find(name);
  if (!value) return "no " + std::string(name);
  const auto seconds = value->number();
  if (!seconds) return std::string(name) + " is not a number: " + displayed(value->text(), 40);
  if (!found.now) return std::string(name) + ' ' + dateOf(*seconds);
  return std::string(name) + ' ' + fromNow(*seconds - found.nowSeconds()) + " (" + dateOf(*seconds) + ')';
}

std::string timesLine(const Examination& found) {
  std::string text = moment(found, "exp") + ", " + moment(found, "iat");
  if (found.payload.has("nbf")) text += ", " + moment(found, "nbf");
  if (found.config.maxTokenAge) {
    text += ", maxTokenAge " + inWords(static_cast<double>(found.config.maxTokenAge->count()));
  }
  return text;
}

std::string shown(const std::optional<JsonValue>& value) {
  if (!value) return "missing";
  const auto string = value->string();
  return string ? inQuotes(string->decoded()) : displayed(value->text(), 100);
}

std::string issuerLine(const Examination& found, bool passes) {
  std::string text = "issuer " + shown(found.issuing().find("iss"));
  if (found.config.acceptAnyIssuer) text += ", any is accepted";
  if (passes) return text;
  text += ", expected " + listed(issuersOf(found.config));
  const auto difference = smallDifference(found.issuing().string("iss").value_or(""), found.config.issuer);
  return difference ? text + ": " + *difference : text;
}

std::string audienceLine(const Examination& found, bool passes) {
  const auto claim = audienceOf(found);
  const auto audiences = claim ? audiencesIn(*claim) : std::nullopt;
  const auto& names = found.config.audienceClaim;
  std::string text = "audience " + (names.empty() ? "" : "in " + listed(names) + ": ") +
                     (audiences && !audiences->empty() ? listed(*audiences) : shown(claim));
  if (found.config.acceptAnyAudience) text += ", any is accepted";
  if (passes) return text;
  const auto& wanted = found.config.audience;
  const bool all = found.config.audienceMatch == AudienceMatch::all && wanted.size() > 1;
  return text + ", expected " + (all ? "all of " : "") + listed(wanted);
}

std::string confirmationLine(const Examination& found) {
  const bool toKey = found.payload.find("/cnf/jkt").has_value();
  const bool toCertificate = found.payload.find("/cnf/x5t#S256").has_value();
  return std::string("cnf: bound to ") +
         (toKey           ? "a key of the client"
          : toCertificate ? ""
                          : "something unknown") +
         (toKey && toCertificate ? " and " : "") + (toCertificate ? "a certificate of the client" : "") +
         (found.config.acceptUnboundConfirmation ? ", taken as plain Bearer" : "");
}

std::string profileLine(const Examination& found) {
  std::string missing;
  for (const std::string_view name : {"sub", "client_id", "jti"}) {
    if (!found.payload.string(name)) missing += (missing.empty() ? "" : ", ") + std::string(name);
  }
  if (!found.payload.number("iat")) missing += (missing.empty() ? "iat" : ", iat");
  return missing.empty() ? "RFC 9068: all that it wants is there" : "RFC 9068: missing or mistyped: " + missing;
}

std::string requiredLine(const Examination& found, std::string_view setting, bool passes) {
  if (passes) return std::string(setting) + " is met";
  std::string line;
  for (const std::string& unmet : unmetRequirements(found)) {
    if (unmet.find(setting) != std::string::npos) line += (line.empty() ? "" : "; ") + unmet;
  }
  return line;
}

std::string lineOf(Subject subject, const Examination& found, bool passes) {
  switch (subject) {
    case Subject::times:
      return timesLine(found);
    case Subject::issuer:
      return issuerLine(found, passes);
    case Subject::audience:
      return audienceLine(found, passes);
    case Subject::confirmation:
      return confirmationLine(found);
    case Subject::profile:
      return profileLine(found);
    case Subject::requiredHeader:
      return requiredLine(found, "requiredHeader", passes);
    case Subject::requiredClaims:
      return requiredLine(found, "requiredClaims", passes);
  }
  return {};
}

/// Whether the configuration or the token gives reason to speak of it.
bool concerns(Subject subject, const Examination& found) {
  switch (subject) {
    case Subject::confirmation:
      return found.payload.has("cnf");
    case Subject::profile:
      return found.config.accessTokenProfile != AccessTokenProfile::none;
    case Subject::requiredHeader:
      return !found.config.requiredHeader.empty();
    case Subject::requiredClaims:
      return !found.config.requiredClaims.empty();
    case Subject::times:
    case Subject::issuer:
    case Subject::audience:
      break;
  }
  return true;
}

/// What the checks of one subject say, each asked by itself.
struct Answer {
  Subject subject;
  bool passes = true;
  bool refused = false;  ///< this is the refusal that the verdict names
};

std::vector<Answer> answersOf(const Examination& found) {
  RegisteredClaims claims{.payload = found.payload.text, .header = {}, .keyIssuer = found.keyIssuer};
  if (found.header.readable) claims.header = found.header.text;
  JsonValue::Items members = valueOfDocument(found.payload.text).items();
  while (const auto member = members.next()) claims.take(*member);
  if (found.config.tokenForm == TokenForm::awsAlb && found.header.readable) static_cast<void>(claims.takeFromHeader());
  std::vector<Answer> answers;
  bool isFirstRefusal = true;
  for (const ClaimCheck& check : claimChecks()) {
    if (answers.empty() || answers.back().subject != check.subject) answers.push_back({check.subject});
    const bool canBeAsked = found.now || !check.dependsOnTime;
    const auto verdict = check.verdict(claims, found.config, found.nowSeconds());
    if (canBeAsked && verdict) continue;
    answers.back().passes = false;
    if (std::exchange(isFirstRefusal, false)) answers.back().refused = found.refusedWith(verdict.error().code);
  }
  return answers;
}

Step stepOf(const Answer& answer, const Examination& found) {
  const Stage stage = Stage::claims;
  const std::string line = lineOf(answer.subject, found, answer.passes);
  if (!found.reached(stage)) return {"", Outcome::notReached, "unverified: " + line};
  if (found.refusedAt == stage && answer.refused) {
    return {"", Outcome::refused, std::string(found.verdict.detail) + "; " + line};
  }
  if (answer.passes || found.passed(stage)) return {"", Outcome::passed, line};
  return {"", Outcome::remark, "would be refused next: " + line};
}

}  // namespace

std::vector<Step> claimsStepsOf(const Examination& found) {
  if (!found.payload.readable) {
    if (found.refusedAt != Stage::claims) return {{"", Outcome::notReached, ""}};
    return {{"", Outcome::refused, std::string(found.verdict.detail)}};
  }
  const std::vector<Answer> answers = answersOf(found);
  std::vector<Step> steps;
  // A refusal that is not one of the checks (a Clock that threw) came before them.
  const bool isOfACheck = std::any_of(answers.begin(), answers.end(), [](const Answer& one) { return one.refused; });
  if (found.refusedAt == Stage::claims && !isOfACheck) {
    steps.push_back({"", Outcome::refused, std::string(found.verdict.detail)});
  }
  for (const Answer& answer : answers) {
    if (!concerns(answer.subject, found)) continue;
    steps.push_back(stepOf(answer, found));
  }
  return steps;
}

}  // namespace jwtauth::inline v0
