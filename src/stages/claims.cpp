// A payload whose signature was verified goes in, the claims that matter come out. Refused: JSON that is not strict,
// and what the checks of claim_checks.hpp refuse.
#include "src/json/fault_sentence.hpp"
#include "src/json/strict_json.hpp"
#include "src/stages/claim_checks.hpp"
#include "src/stages/stages.hpp"

namespace jwtauth::inline v0 {

Result<AcceptedClaims> checkClaims(std::string_view payload, const JwtAuthenticationConfig& config, WallTime now,
                                   std::string_view header, std::string_view keyIssuer) {
  RegisteredClaims registered{.payload = payload, .header = header, .keyIssuer = keyIssuer};
  AcceptedClaims accepted;
  StrictJsonObject object(payload);
  while (const JsonItem* const item = object.next()) {
    registered.take(*item);
    // The user may be named by any claim, a registered one included.
    if (item->name.equals(config.usernameClaim)) accepted.username = item->value;
    if (!config.rolesClaim.empty() && item->name.equals(config.rolesClaim)) accepted.roles = item->value;
  }
  if (object.fault() != JsonFault::none) {
    return Error{ErrorCode::tokenMalformed, sentenceOf<"the payload is ">(object.fault())};
  }
  if (config.tokenForm == TokenForm::awsAlb) {
    if (const auto agrees = registered.takeFromHeader(); !agrees) return agrees.error();
  }
  if (const auto passed = checkAll(registered, config, secondsSince1970(now)); !passed) return passed.error();
  if (config.usernameClaim.starts_with('/')) accepted.username = valueOfDocument(payload).at(config.usernameClaim);
  if (config.rolesClaim.starts_with('/')) accepted.roles = valueOfDocument(payload).at(config.rolesClaim);
  accepted.times = registered.times;
  if (registered.confirmation) {
    accepted.confirmation = std::make_shared<const Confirmation>(*readConfirmation(*registered.confirmation));
  }
  return accepted;
}

}  // namespace jwtauth::inline v0
