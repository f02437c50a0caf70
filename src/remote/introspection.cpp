// A token goes in; the claims that the authorization server knows of it come out, for as long as the answer counts.
// Refused: tokens that are not active, refresh tokens, and, as unavailable, what was not answered as RFC 7662 2.2 says.
#include "jwtauth/introspection.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "src/errors/refuse_setting.hpp"
#include "src/json/strict_json.hpp"
#include "src/remote/fetcher.hpp"
#include "src/remote/inquiries.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

using Span = std::chrono::duration<double>;

/// application/x-www-form-urlencoded.
std::string formEncoded(std::string_view text) {
  constexpr std::string_view hexadecimal = "0123456789ABCDEF";
  std::string encoded;
  for (const char one : text) {
    if (isLetter(one) || isDigit(one) || std::string_view("-._*").find(one) != std::string_view::npos) {
      encoded += one;
    } else {
      const auto byte = static_cast<unsigned char>(one);
      encoded += {'%', hexadecimal[byte / 16], hexadecimal[byte % 16]};
    }
  }
  return encoded;
}

bool isText(const std::optional<JsonValue>& member, std::initializer_list<std::string_view> oneOf) {
  const auto text = member ? member->string() : std::nullopt;
  return text && std::any_of(oneOf.begin(), oneOf.end(),
                             [&](std::string_view one) { return equalsWithoutCase(text->decoded(), one); });
}

/// What an active answer is refused for besides its claims. A server may know its refresh tokens, too, and say so.
Error faultOf(JsonValue answer) {
  const auto type = answer.member("token_type");
  if (type && !isText(type, {"Bearer", "DPoP", "access_token"})) {
    return {ErrorCode::typeMismatch, "`token_type` of the authorization server's answer is not that of access tokens"};
  }
  // RFC 9449 6.2: then the answer says to which key.
  const auto cnf = answer.member("cnf");
  if (isText(type, {"DPoP"}) && !(cnf && cnf->type() == JsonType::object && cnf->member("jkt"))) {
    return {ErrorCode::confirmationMissing,
            "`token_type` of the authorization server's answer is DPoP, and it has no `cnf.jkt`"};
  }
  return {};
}

/// What an answer may be kept for: not beyond the expiry that it names. One that has expired is refused for that.
Span keepOf(JsonValue answer, Span most, WallTime now) {
  const auto expiry = answer.member("exp");
  const auto seconds = expiry ? expiry->number() : std::nullopt;
  if (!seconds) return most;
  const Span left = Span(*seconds) - now.time_since_epoch();
  return left > Span(0) ? std::min(most, left) : Span(1);
}

class FetchedIntrospection final : public Introspection {
 public:
  using Questions = Inquiries<std::string>;

  FetchedIntrospection(Fetcher fetcher, std::string endpoint, const IntrospectionOptions& options)
      : acceptWithoutAnswer_(options.acceptWithoutAnswer),
        waits_(options.waitForAnswer > options.waitForAnswer.zero()),
        questions_(std::make_unique<Questions>(
            asking(std::move(fetcher), std::move(endpoint), options),
            Questions::Policy{options.entries, options.requestsAtOnce, options.waitForAnswer, options.totalTimeout},
            options.clock)) {}
  ~FetchedIntrospection() override {
    if (questions_->isOrphaned()) static_cast<void>(questions_.release());
  }

  Result<std::shared_ptr<const std::string>> claimsOf(std::string_view token) const override {
    return questions_->answerTo(digestOfToken(token), token);
  }

  Result<void> check(const VerifiedToken& token) const override {
    const auto claims = claimsOf(token.token);
    if (claims || (acceptWithoutAnswer_ && isWithoutAnswer(claims.error().code))) return {};
    return claims.error();
  }

  bool tellWhenSettled(std::string_view token, const std::function<void()>& resume) const override {
    return questions_->tellWhenSettled(digestOfToken(token), resume);
  }

  InquiryStatus status() const override { return questions_->status(); }

 private:
  /// A request that may wait has done so; one that may not need not wait for a server that was down a moment ago.
  bool isWithoutAnswer(ErrorCode code) const {
    return code == ErrorCode::statusUnavailable ||
           (code == ErrorCode::keysPending && (waits_ || questions_->lastFailed()));
  }

  static Questions::Ask asking(Fetcher fetcher, std::string endpoint, const IntrospectionOptions& options) {
    std::string credentials;
    // RFC 6749 2.3.1: form-encoded before they are joined.
    if (!options.clientId.empty()) {
      credentials = formEncoded(options.clientId) + ':' + formEncoded(options.clientSecret);
    }
    const auto duration = [](Span seconds) {
      return std::chrono::duration_cast<std::chrono::steady_clock::duration>(seconds);
    };
    return [fetcher = std::move(fetcher), endpoint = std::move(endpoint), credentials = std::move(credentials),
            duration, keepActive = options.keepActive, keepInactive = options.keepInactive, wall = options.clock.wall](
               const std::string& token, Questions::Time deadline, const std::stop_token& stop) -> Questions::Reply {
      FetchRequest request = fetcher.requestFor(endpoint);
      request.mediaType = "application/json";
      request.form = "token=" + formEncoded(token) + "&token_type_hint=access_token";
      request.basicCredentials = credentials;
      auto body = std::make_shared<const std::string>(fetcher.fetch(std::move(request), deadline, stop).body);
      if (const JsonFault fault = checkJsonObject(*body); fault != JsonFault::none) {
        throw FetchError("the answer is " + std::string(describe(fault)));
      }
      const JsonValue answer = valueOfDocument(*body);
      const auto active = answer.member("active");
      if (!active || !active->boolean()) throw FetchError("the answer has no `active` that is true or false");
      const Error fault = *active->boolean() ? faultOf(answer) : inactive;
      if (fault.code != ErrorCode::none) return {fault, duration(keepInactive)};
      return {std::move(body), duration(keepOf(answer, keepActive, wall()))};
    };
  }

  static constexpr Error inactive{ErrorCode::tokenInactive,
                                  "the authorization server says that the token is not active (RFC 7662 2.2)"};

  bool acceptWithoutAnswer_, waits_;
  std::unique_ptr<Questions> questions_;
};

void requireUsable(const IntrospectionOptions& options) {
  const auto require = [](const char* setting, auto value, auto least, auto most, const char* unit) {
    if (value >= least && value <= most) return;
    refuseSetting(setting, std::to_string(value) + unit + "; expected " + std::to_string(least) + " to " +
                               std::to_string(most) + unit);
  };
  require("waitForAnswer", options.waitForAnswer.count(), 0, 60'000, " ms");
  require("keepActive", options.keepActive.count(), 1, 600, " s");
  require("keepInactive", options.keepInactive.count(), 1, 600, " s");
  require("entries", options.entries, std::size_t{1}, std::size_t{1'000'000}, "");
  require("requestsAtOnce", options.requestsAtOnce, std::size_t{1}, std::size_t{64}, "");
  require("maxAnswerBytes", options.maxAnswerBytes, std::size_t{1}, std::size_t{256 * 1024}, " bytes");
  if (options.clientId.empty() != options.clientSecret.empty()) {
    refuseSetting(options.clientId.empty() ? "clientId" : "clientSecret",
                  "missing beside the other of the two; expected a client and its secret");
  }
  if (options.clientId.empty() && options.bearerTokenFile.empty() && options.certificateFile.empty()) {
    refuseSetting("clientId",
                  "no credentials to ask with; expected clientId and clientSecret, bearerTokenFile, or "
                  "certificateFile (RFC 7662 2.1)");
  }
  if (!options.clientId.empty() && !options.bearerTokenFile.empty()) {
    refuseSetting("bearerTokenFile", "set beside clientId; expected one of the two");
  }
}

}  // namespace

Introspection::~Introspection() = default;

std::shared_ptr<Introspection> introspection(std::string endpoint, IntrospectionOptions options) {
  requireUsable(options);
  RemoteJwksOptions fetching;
  fetching.connectTimeout = options.connectTimeout;
  fetching.totalTimeout = options.totalTimeout;
  fetching.maxDocumentBytes = options.maxAnswerBytes;
  fetching.caFile = options.caFile;
  fetching.bearerTokenFile = options.bearerTokenFile;
  fetching.certificateFile = options.certificateFile;
  fetching.certificateKeyFile = options.certificateKeyFile;
  fetching.proxy = options.proxy;
  fetching.acceptPlainHttp = options.acceptPlainHttp;
  fetching.fetch = options.fetch;
  fetching.clock = options.clock;
  Fetcher fetcher = fetcherFor("endpoint", endpoint, fetching);
  return std::make_shared<FetchedIntrospection>(std::move(fetcher), std::move(endpoint), options);
}

}  // namespace jwtauth::inline v0
