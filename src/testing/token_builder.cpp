// Claims and header members go in, a signed compact token comes out, valid or wrong on purpose.
#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>
#include <stdexcept>

#include "src/testing/issuer_key.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0::testing {

using Json = nlohmann::ordered_json;

struct TokenBuilder::State {
  TokenIssuer issuer;
  TokenIssuer signer;
  Algorithm signedAs;
  Json header, claims;
  std::optional<std::string> headerText, payloadText, signature, secret;
  bool forged = false;
};

namespace {

Json parsed(std::string_view json) {
  Json value = Json::parse(json, nullptr, false);
  if (value.is_discarded()) throw std::invalid_argument("claimJson and headerJson take JSON text");
  return value;
}

std::string written(const Json& object) {
  try {
    return object.dump();
  } catch (const Json::exception&) {
    throw std::invalid_argument("a claim or header member is not UTF-8; payloadText and headerText take any bytes");
  }
}

std::optional<long long> integerOf(const Json& claims, const char* name) {
  const auto member = claims.find(name);
  if (member == claims.end() || !member->is_number_integer()) return std::nullopt;
  return member->get<long long>();
}

long long secondsOf(WallTime time) {
  return static_cast<long long>(std::floor(time.time_since_epoch().count()));
}

constexpr long long defaultLifetime = 3600;

}  // namespace

TokenBuilder::TokenBuilder(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
TokenBuilder::TokenBuilder(const TokenBuilder& other) : state_(std::make_unique<State>(*other.state_)) {}
TokenBuilder::TokenBuilder(TokenBuilder&&) noexcept = default;
TokenBuilder& TokenBuilder::operator=(const TokenBuilder& other) {
  return *this = TokenBuilder(other);
}
TokenBuilder& TokenBuilder::operator=(TokenBuilder&&) noexcept = default;
TokenBuilder::~TokenBuilder() = default;

TokenBuilder TokenIssuer::token(std::string_view subject) const {
  auto state = std::unique_ptr<TokenBuilder::State>(
      new TokenBuilder::State{*this, *this, algorithm(), {}, {}, {}, {}, {}, {}, false});
  const long long now = secondsOf(wallNow());
  state->header = {{"alg", nameOf(algorithm())}, {"typ", "JWT"}, {"kid", keyId()}};
  state->claims = {
      {"iss", issuer()}, {"sub", subject}, {"aud", audience()}, {"iat", now}, {"exp", now + defaultLifetime}};
  return TokenBuilder(std::move(state));
}

TokenBuilder& TokenBuilder::claim(std::string_view name, std::string_view value) {
  state_->claims[std::string(name)] = value;
  return *this;
}

TokenBuilder& TokenBuilder::claim(std::string_view name, const std::vector<std::string>& values) {
  state_->claims[std::string(name)] = values;
  return *this;
}

TokenBuilder& TokenBuilder::claim(std::string_view name, std::initializer_list<std::string_view> values) {
  return claim(name, std::vector<std::string>(values.begin(), values.end()));
}

TokenBuilder& TokenBuilder::claimJson(std::string_view name, std::string_view json) {
  state_->claims[std::string(name)] = parsed(json);
  return *this;
}

TokenBuilder& TokenBuilder::without(std::string_view claim) {
  state_->claims.erase(std::string(claim));
  return *this;
}

TokenBuilder& TokenBuilder::expiresIn(std::chrono::seconds lifetime) {
  const auto issued = integerOf(state_->claims, "iat");
  const long long from = issued ? *issued : secondsOf(wallNow());
  return claim("exp", from + static_cast<long long>(lifetime.count()));
}

TokenBuilder& TokenBuilder::issuedAt(WallTime now) {
  const auto issued = integerOf(state_->claims, "iat");
  const auto expires = integerOf(state_->claims, "exp");
  if (expires) claim("exp", secondsOf(now) + (issued ? *expires - *issued : defaultLifetime));
  return issued ? claim("iat", secondsOf(now)) : *this;
}

TokenBuilder& TokenBuilder::header(std::string_view name, std::string_view value) {
  state_->header[std::string(name)] = value;
  return *this;
}

TokenBuilder& TokenBuilder::headerJson(std::string_view name, std::string_view json) {
  state_->header[std::string(name)] = parsed(json);
  return *this;
}

TokenBuilder& TokenBuilder::withoutHeader(std::string_view name) {
  state_->header.erase(std::string(name));
  return *this;
}

TokenBuilder& TokenBuilder::payloadText(std::string text) {
  state_->payloadText = std::move(text);
  return *this;
}

TokenBuilder& TokenBuilder::headerText(std::string text) {
  state_->headerText = std::move(text);
  return *this;
}

TokenBuilder& TokenBuilder::signedAs(Algorithm algorithm) {
  state_->signedAs = algorithm;
  return header("alg", nameOf(algorithm));
}

TokenBuilder& TokenBuilder::signedWithSecret(Algorithm hmac, std::string_view secret) {
  state_->secret = secret;
  return signedAs(hmac);
}

TokenBuilder& TokenBuilder::signedBy(const TokenIssuer& other) {
  state_->signer = other;
  return *this;
}

TokenBuilder& TokenBuilder::forged() {
  state_->forged = true;
  return *this;
}

TokenBuilder& TokenBuilder::signature(std::string bytes) {
  state_->signature = std::move(bytes);
  return *this;
}

namespace {

/// Header, payload and signature, each encoded so.
template <typename State>
std::string joined(const State& state, std::string (*encode)(std::string_view)) {
  const std::string headerJson = state.headerText ? *state.headerText : written(state.header);
  const std::string payloadJson = state.payloadText ? *state.payloadText : written(state.claims);
  std::string token = encode(headerJson) + '.' + encode(payloadJson);
  std::string signedBytes = state.signature ? *state.signature
                            : state.secret  ? macOf(state.signedAs, *state.secret, token)
                                            : signMessage(IssuerAccess::of(state.signer), state.signedAs, token);
  if (state.forged && !signedBytes.empty()) signedBytes[signedBytes.size() / 2] ^= 0x01;
  return token + '.' + encode(signedBytes);
}

}  // namespace

std::string TokenBuilder::sign() const {
  return joined(*state_, encodeBase64Url);
}

std::string TokenBuilder::padded() const {
  return joined(*state_, [](std::string_view bytes) {
    std::string part = encodeBase64Url(bytes);
    part.resize((part.size() + 3) / 4 * 4, '=');
    return part;
  });
}

std::string TokenBuilder::bearer() const {
  return "Bearer " + sign();
}

std::string TokenBuilder::wrapped() const {
  return encodeBase64Url(sign());
}

}  // namespace jwtauth::inline v0::testing
