// A verified token goes in; yes comes out if the status list that it names says that it is valid. Refused: other
// statuses, tokens without one, addresses that are not allowed, and, as unavailable, lists that cannot be trusted.
#include "jwtauth/status_lists.hpp"

#include <algorithm>
#include <cstdint>
#include <thread>
#include <utility>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/json/json_value.hpp"
#include "src/remote/fetcher.hpp"
#include "src/remote/inquiries.hpp"
#include "src/remote/status_list.hpp"
#include "src/text/ascii.hpp"
#include "src/text/http_url.hpp"

namespace jwtauth::inline v0 {
namespace {

using Lists = Inquiries<StatusList>;

/// What a token says of its status.
struct Place {
  std::string uri;
  std::size_t index;
};

/// Nothing when the token has no status list, or one that cannot be read.
std::optional<JsonValue> statusListIn(std::string_view claims) {
  const auto status = valueOfDocument(claims).member("status");
  return status && status->type() == JsonType::object ? status->member("status_list") : std::nullopt;
}

std::optional<Place> placeIn(JsonValue statusList) {
  if (statusList.type() != JsonType::object) return std::nullopt;
  const auto index = statusList.member("idx"), uri = statusList.member("uri");
  if (!index || !uri) return std::nullopt;
  const auto text = uri->string();
  const std::int64_t number = index->integer().value_or(-1);
  if (number < 0 || !text) return std::nullopt;
  return Place{text->decoded(), static_cast<std::size_t>(number)};
}

/// Written in the one canonical way, so that what is compared is what is fetched.
bool isPlainUrl(std::string_view uri) {
  if (uri.find('#') != std::string_view::npos) return false;
  const std::string_view withoutQuery = uri.substr(0, uri.find('?'));
  return canonicalHttpUrl(withoutQuery) == withoutQuery;
}

/// Verifies lists: tokens of their own kind, signed by the same keys.
JwtAuthenticationConfig forLists(const JwtAuthenticationConfig& issuer, const StatusListOptions& options) {
  JwtAuthenticationConfig config;
  config.algorithm = issuer.algorithm;
  config.otherAlgorithms = issuer.otherAlgorithms;
  config.key = issuer.key;
  config.keys = issuer.keys;
  config.clockSkew = issuer.clockSkew;
  config.requiredType = "statuslist+jwt";
  config.maxTokenBytes = options.maxDocumentBytes;
  config.acceptAnyIssuer = true;  // a list need not have `iss`; see requireIssuer
  config.acceptAnyAudience = true;
  config.acceptMissingExpiry = true;
  return config;
}

JwtAuthenticationMechanism mechanismOf(JwtAuthenticationConfig config, std::shared_ptr<KeyProvider> keys,
                                       const Clock& clock) {
  if (!keys) return JwtAuthenticationMechanism(std::move(config), clock);
  return JwtAuthenticationMechanism(std::move(config), std::move(keys), clock);
}

/// A list and what decides how long it counts.
class ListReader {
 public:
  ListReader(const JwtAuthenticationConfig& issuer, std::shared_ptr<KeyProvider> keys, const StatusListOptions& options)
      : mechanism_(mechanismOf(forLists(issuer, options), std::move(keys), options.clock)),
        issuers_{issuer.issuer},
        maxListBytes_(options.maxListBytes),
        keep_(options.keep),
        wall_(options.clock.wall) {
    issuers_.insert(issuers_.end(), issuer.otherIssuers.begin(), issuer.otherIssuers.end());
  }

  /// Throws FetchError.
  Lists::Reply read(std::string_view document, const std::string& uri, Lists::Time deadline,
                    const std::stop_token& stop) const {
    const Principal list = verified(trimmed(document), deadline, stop);
    if (list.name() != uri) throw FetchError("`sub` of the status list is not its address");
    requireIssuer(list);
    const auto issuedAt = list.numberClaim("iat"), ttl = list.numberClaim("ttl");
    if (!issuedAt) throw FetchError("the status list has no `iat`");
    if (list.claimText("ttl") && !(ttl && *ttl > 0)) throw FetchError("`ttl` of the status list is not positive");
    const auto bits = list.integerClaim("/status_list/bits");
    const auto lst = list.stringClaim("/status_list/lst");
    if (!bits || *bits < 1 || *bits > 8 || !lst) throw FetchError("the status list has no `bits` or no `lst`");
    auto statuses = std::make_shared<const StatusList>(static_cast<unsigned>(*bits), *lst, maxListBytes_);
    return {std::move(statuses), keepOf(list, ttl)};
  }

 private:
  /// Keys that are being fetched are waited for.
  Principal verified(std::string_view token, Lists::Time deadline, const std::stop_token& stop) const {
    constexpr std::chrono::milliseconds pause{20};
    auto list = mechanism_.verifyToken(token);
    while (list.error().code == ErrorCode::keysPending && !stop.stop_requested() &&
           std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(pause);
      list = mechanism_.verifyToken(token);
    }
    if (list) return *std::move(list);
    throw FetchError("the status list is refused: " + std::string(nameOf(list.error().code)) + ", " +
                     std::string(list.error().detail));
  }

  void requireIssuer(const Principal& list) const {
    if (!list.claimText("iss") || issuers_.front().empty()) return;
    const auto issuer = list.stringClaim("iss");
    if (issuer && std::find(issuers_.begin(), issuers_.end(), *issuer) != issuers_.end()) return;
    throw FetchError("`iss` of the status list is not the configured issuer");
  }

  std::chrono::steady_clock::duration keepOf(const Principal& list, std::optional<double> ttl) const {
    using Span = std::chrono::duration<double>;
    Span keep = keep_;
    if (ttl) keep = std::min(keep, Span(*ttl));
    if (const auto expiry = list.numberClaim("exp")) keep = std::min(keep, Span(*expiry) - wall_().time_since_epoch());
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::max(keep, Span(1)));
  }

  JwtAuthenticationMechanism mechanism_;
  std::vector<std::string> issuers_;
  std::size_t maxListBytes_;
  std::chrono::seconds keep_;
  std::function<WallTime()> wall_;
};

class FetchedStatusLists final : public StatusLists {
 public:
  FetchedStatusLists(Fetcher fetcher, std::shared_ptr<const ListReader> reader, const StatusListOptions& options)
      : prefixes_(options.uriPrefixes),
        acceptMissingStatus_(options.acceptMissingStatus),
        lists_(std::make_unique<Lists>(
            [fetcher = std::move(fetcher), reader = std::move(reader), maxBytes = options.maxDocumentBytes](
                const std::string& uri, Lists::Time deadline, const std::stop_token& stop) {
              FetchRequest request = fetcher.requestFor(uri);
              request.mediaType = "application/statuslist+jwt";
              request.maxBytes = maxBytes;
              return reader->read(fetcher.fetch(std::move(request), deadline, stop).body, uri, deadline, stop);
            },
            Lists::Policy{options.entries, listsAtOnce, options.waitForAnswer, options.totalTimeout}, options.clock)) {}
  ~FetchedStatusLists() override {
    if (lists_->isOrphaned()) static_cast<void>(lists_.release());
  }

  Result<void> check(const VerifiedToken& token) const override {
    const auto statusList = statusListIn(token.claims);
    if (!statusList && acceptMissingStatus_) return {};
    const auto place = statusList ? placeIn(*statusList) : std::nullopt;
    if (!place) return Error{ErrorCode::statusMalformed, "no `status.status_list` with an `idx` and a `uri`"};
    if (!isAllowed(place->uri)) {
      return Error{ErrorCode::statusMalformed, "`uri` of `status.status_list` does not begin as uriPrefixes say"};
    }
    const auto list = lists_->answerTo(place->uri, place->uri);
    if (!list) return list.error();
    const auto status = (*list)->statusAt(place->index);
    if (!status)
      return Error{ErrorCode::statusMalformed, "`idx` of `status.status_list` is beyond the end of the list"};
    if (*status == StatusList::valid) return {};
    return Error{ErrorCode::revoked, "the token's status list says that it is not valid"};
  }

  /// Of any list: a token is not read again here, and there are few.
  bool tellWhenSettled(std::string_view, const std::function<void()>& resume) const override {
    return lists_->tellWhenNextSettles(resume);
  }

  InquiryStatus status() const override { return lists_->status(); }

 private:
  static constexpr std::size_t listsAtOnce = 2;

  bool isAllowed(const std::string& uri) const {
    return isPlainUrl(uri) && std::any_of(prefixes_.begin(), prefixes_.end(),
                                          [&](const std::string& prefix) { return uri.starts_with(prefix); });
  }

  std::vector<std::string> prefixes_;
  bool acceptMissingStatus_;
  std::unique_ptr<Lists> lists_;
};

/// Up to a slash behind the host, so that no other host begins with it.
bool isPrefix(const std::string& text) {
  const std::size_t scheme = text.find("://");
  return scheme != std::string::npos && text.find('/', scheme + 3) != std::string::npos && isPlainUrl(text);
}

void requireUsable(const StatusListOptions& options) {
  const auto require = [](const char* setting, auto value, auto least, auto most) {
    if (value >= least && value <= most) return;
    refuseSetting(setting,
                  std::to_string(value) + "; expected " + std::to_string(least) + " to " + std::to_string(most));
  };
  constexpr std::size_t mebibyte = 1024 * 1024;
  require("waitForAnswer", options.waitForAnswer.count(), 0, 60'000);
  require("keep", options.keep.count(), 1, 86'400);
  require("entries", options.entries, std::size_t{1}, std::size_t{10'000});
  require("maxListBytes", options.maxListBytes, std::size_t{1}, 64 * mebibyte);
  require("maxDocumentBytes", options.maxDocumentBytes, std::size_t{256}, mebibyte);
  if (options.uriPrefixes.empty()) {
    refuseSetting("uriPrefixes", "empty; expected how the addresses of status lists begin");
  }
  if (!std::all_of(options.uriPrefixes.begin(), options.uriPrefixes.end(), isPrefix)) {
    refuseSetting("uriPrefixes",
                  "an entry that is no URL with a path, in its usual spelling; expected such as "
                  "https://issuer.example/statuslists/");
  }
}

}  // namespace

StatusLists::~StatusLists() = default;

std::shared_ptr<StatusLists> statusLists(JwtAuthenticationConfig issuer, std::shared_ptr<KeyProvider> keys,
                                         StatusListOptions options) {
  requireUsable(options);
  RemoteJwksOptions fetching;
  fetching.connectTimeout = options.connectTimeout;
  fetching.totalTimeout = options.totalTimeout;
  fetching.caFile = options.caFile;
  fetching.proxy = options.proxy;
  fetching.acceptPlainHttp = options.acceptPlainHttp;
  fetching.fetch = options.fetch;
  fetching.clock = options.clock;
  Fetcher fetcher = fetcherFor("uriPrefixes", options.uriPrefixes.front(), fetching);
  for (const std::string& prefix : options.uriPrefixes) {
    try {
      fetcher.requireGood(prefix);
    } catch (const FetchError& error) {
      refuseSetting("uriPrefixes", error.what());
    }
  }
  auto reader = std::make_shared<const ListReader>(issuer, std::move(keys), options);
  return std::make_shared<FetchedStatusLists>(std::move(fetcher), std::move(reader), options);
}

}  // namespace jwtauth::inline v0
