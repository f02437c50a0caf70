// A byte that chooses a server, then the values of a request's Authorization fields, one a line. Nothing is accepted
// but what the issuer signed and the server's configuration lets pass; refusals are documented ones; a memory for
// tokens, a router and explain() say the same; OpenSSL's error queue stays empty.
#include <openssl/err.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "tests/fuzz/acceptance.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/target.hpp"

namespace jwtauth::fuzz {
namespace {

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

bool isShownToPeople(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char character) { return character >= ' ' && character <= '~'; });
}

/// 401, or 400 for several credentials, with a sentence, and a challenge that is safe in a header. Neither want of
/// memory nor a failure of OpenSSL.
void demandDocumented(const Scene& scene, const Error& error) {
  demand(error.kind() == ErrorKind::noCredentials || error.kind() == ErrorKind::invalidToken ||
             error.code == ErrorCode::credentialsRepeated,
         "a token is met by 401, several by 400");
  demand(nameOf(error.code) != "unknown", "a refusal has a known code");
  demand(error.code != ErrorCode::checkRefused, "no check of ours refuses");
  demand(!error.detail.empty() && isShownToPeople(error.detail), "a refusal has a printable sentence");
  const std::string challenge = scene.plain.challenge(error);
  demand(challenge.starts_with("Bearer ") || challenge.starts_with("DPoP "), "a challenge has a scheme that is taken");
  demand(isShownToPeople(challenge), "a challenge is printable");
}

void demandSame(const Result<Principal>& one, const Result<Principal>& other, const char* promise) {
  demand(one.error() == other.error() && one.error().detail == other.error().detail, promise);
  if (!one) return;
  demand(one->name() == other->name() && one->claimsText() == other->claimsText() &&
             std::ranges::equal(one->roles(), other->roles()) && one->expiresAt() == other->expiresAt(),
         promise);
}

/// A router may tell earlier that a token is of no issuer it knows, or cannot be read.
void demandRouted(const Result<Principal>& who, const Result<Principal>& routed) {
  const ErrorCode code = routed.error().code;
  if (!who && (code == ErrorCode::issuerMismatch || code == ErrorCode::tokenMalformed)) return;
  // The issuer it names may be the other one, whose configuration differs.
  if (who || routed) demandSame(who, routed, "a router accepts what its mechanism accepts");
}

void demandExplained(const Scene& scene, std::string_view field, const Result<Principal>& who) {
  const Explanation explanation = scene.plain.explain(field);
  demand(explanation.accepted == who.hasValue(), "explain() accepts what authenticate() accepts");
  demand(explanation.error == who.error() && explanation.error.detail == who.error().detail,
         "explain() refuses as authenticate() refuses");
  demand(!explanation.steps.empty(), "an explanation has steps");
  const auto read = nlohmann::json::parse(explanation.json(), nullptr, false);
  demand(read.is_object() && read["accepted"] == who.hasValue(), "an explanation is written as JSON");
  const std::string text = explanation.text();
  demand(text.ends_with('\n') &&
             std::none_of(text.begin(), text.end(),
                          [](unsigned char byte) { return (byte < 0x20 && byte != '\n') || byte == 0x7f; }),
         "an explanation holds no control characters");
}

/// An explanation takes ten times as long as the verification: one in four choices has it made.
bool isExplained(const Input& input) {
  return input.choice / scenes().size() % 4 == 0;
}

void demandEmptyQueue() {
  demand(ERR_peek_error() == 0, "OpenSSL's error queue is empty");
}

}  // namespace
}  // namespace jwtauth::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jwtauth::fuzz;
  const Input input(data, size);
  const Scene& scene = sceneOf(input.choice);
  const auto fields = linesOf(input.text);
  const auto who = scene.plain.authenticate({.authorization = fields});
  demandEmptyQueue();
  if (who) {
    demand(fields.size() == 1, "of several fields none is used");
    demandRightlyAccepted(scene, fields.front(), *who);
  } else {
    demandDocumented(scene, who.error());
  }
  for (int i = 0; i < 2; ++i)
    demandSame(who, scene.remembering.authenticate({.authorization = fields}), "a memory changes no answer");
  demandRouted(who, scene.router.authenticate({.authorization = fields}));
  if (fields.size() == 1 && isExplained(input)) {
    demandExplained(scene, fields.front(), who);
    demand(!scene.router.explain(fields.front()).steps.empty(), "a router explains, too");
  }
  demandEmptyQueue();
  return 0;
}
