// What a closer look found goes in, the step about possession comes out: what the token is bound to, what the request
// shows of it, and of a proof by DPoP what it says beside what it was compared with.
#include "src/explain/steps.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"

namespace jwtauth::inline v0 {
namespace {

using Step = Explanation::Step;
using Outcome = Explanation::Outcome;

std::string proofLine(const Examination& found) {
  if (found.proofCount == 0) return "no DPoP field";
  if (found.proofCount > 1) return counted(found.proofCount, "DPoP field");
  if (!found.proof.readable) return "a proof that cannot be read";
  std::string line = "the proof: ";
  if (const auto algorithm = found.proofHeader.string("alg")) line += "alg " + inQuotes(*algorithm) + ", ";
  line += "htm " + inQuotes(found.proof.string("htm").value_or("")) + ", htu ";
  const bool isComparable = !found.proofUrl.empty();
  line += inQuotes(isComparable ? found.proofUrl : found.proof.string("htu").value_or(""));
  if (!isComparable) line += ", which is not a URL that can be compared";
  const auto issuedAt = found.proof.number("iat");
  if (issuedAt && found.now) line += ", made " + fromNow(*issuedAt - found.nowSeconds());
  return line + "; the request: " + displayed(found.method, 20) + ' ' + inQuotes(found.url);
}

std::string seen(const Examination& found) {
  std::string line;
  if (found.payload.find("/cnf/x5t#S256")) {
    line = found.certificateShown ? "the client showed a certificate" : "the client showed no certificate";
  }
  if (!found.payload.find("/cnf/jkt") && found.scheme != AuthenticationScheme::dpop) return line;
  return line + (line.empty() ? "" : "; ") + proofLine(found);
}

}  // namespace

std::vector<Step> bindingStepsOf(const Examination& found) {
  const bool concerns = found.payload.has("cnf") || found.scheme == AuthenticationScheme::dpop;
  if (!concerns) return {};
  if (!found.reached(Stage::binding)) return {{"", Outcome::notReached, "unverified: " + seen(found)}};
  if (found.passed(Stage::binding)) return {{"", Outcome::passed, seen(found)}};
  return {{"", Outcome::refused, std::string(found.verdict.detail) + "; " + seen(found)}};
}

}  // namespace jwtauth::inline v0
