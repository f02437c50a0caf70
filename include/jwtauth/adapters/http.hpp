#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jwtauth/authentication_mechanism.hpp"

/// What the adapters of this folder share. An adapter takes a request apart and puts an answer together as its
/// framework wants it; it decides nothing.
namespace jwtauth::inline v0::adapters {

/// How clients call the server. Behind a proxy that ends TLS that is https, whatever the proxy itself uses.
enum class Scheme { http, https };

/// The method, the target and the fields of one request, as they came: nothing is joined, decoded or left out. All of
/// it is borrowed and outlives this object.
class CollectedRequest {
 public:
  /// The target is that of the request line, "/notes?page=2".
  CollectedRequest(std::string_view method, std::string_view target, Scheme scheme = Scheme::http)
      : method_(method), target_(target), scheme_(scheme) {}

  /// Once for each field: two fields of the same name are two calls.
  void add(std::string_view name, std::string_view value) {
    fields_.push_back({name, value});
    if (isNamed(name, "authorization")) authorization_.push_back(value);
    if (isNamed(name, "dpop")) dpop_.push_back(value);
    if (isNamed(name, "host")) hosts_.push_back(value);
  }

  /// DER of the certificate that the client proved on this connection, for tokens that are bound to it (RFC 8705).
  void setClientCertificate(std::span<const std::byte> der) { certificate_ = der; }

  /// Borrowed from this object, until the next call.
  Request request() {
    url_ = scheme_ == Scheme::https ? "https://" : "http://";
    url_ += authority();
    url_ += path();
    return {.authorization = authorization_,
            .dpop = dpop_,
            .method = method_,
            .url = url_,
            .clientCertificate = certificate_,
            .fields = fields_};
  }

 private:
  static bool isNamed(std::string_view name, std::string_view lowerCase) noexcept {
    return std::equal(name.begin(), name.end(), lowerCase.begin(), lowerCase.end(), [](char any, char lower) {
      return (any >= 'A' && any <= 'Z' ? static_cast<char>(any - 'A' + 'a') : any) == lower;
    });
  }

  /// What the client calls the server; the setting publicOrigin takes its place. A text that could end the authority
  /// would let a client choose the path that proofs are compared with; then the name is one that no server has.
  std::string_view authority() const noexcept {
    constexpr std::string_view marks = "-._:[]";
    const auto isPlain = [=](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             marks.find(c) != std::string_view::npos;
    };
    const bool isKnown =
        hosts_.size() == 1 && !hosts_[0].empty() && std::all_of(hosts_[0].begin(), hosts_[0].end(), isPlain);
    return isKnown ? hosts_[0] : "unknown.invalid";
  }

  /// RFC 9112 3.2: a target is a path, or a whole URL, whose authority does not count here; or neither, as in
  /// `OPTIONS *`.
  std::string_view path() const noexcept {
    if (target_.starts_with('/')) return target_;
    const std::size_t authority = target_.find("://");
    const std::size_t path = authority == std::string_view::npos ? authority : target_.find('/', authority + 3);
    return path == std::string_view::npos ? "/" : target_.substr(path);
  }

  std::string_view method_;
  std::string_view target_;
  Scheme scheme_;
  std::vector<RequestField> fields_;
  std::vector<std::string_view> authorization_;
  std::vector<std::string_view> dpop_;
  std::vector<std::string_view> hosts_;
  std::span<const std::byte> certificate_;
  std::string url_;
};

/// What a route demands, for adapters whose requests wait for keys without a thread.
struct Terms {
  Requirement requirement{};
  Scheme scheme = Scheme::http;
  std::chrono::milliseconds patience{2'000};  ///< how long a request may wait for keys that are being fetched
};

/// What became of a request.
struct Verdict {
  std::optional<Principal> user{};      ///< nothing: the answer is `status` with `fields`, and no handler is called
  int status = 500;                     ///< 200 with a user
  std::vector<ResponseField> fields{};  ///< they belong to the answer, with a user, too; each is a field of its own
  Error error{};                        ///< why there is no user, for the log
};

/// Asks the mechanism who sent a request, and whether the user meets what the route requires. Without memory the answer
/// is 500.
inline Verdict judge(const AuthenticationMechanism& mechanism, CollectedRequest& collected,
                     const Requirement& requirement = {}) noexcept {
  try {
    const Request request = collected.request();
    Result<Principal> who = mechanism.authenticate(request);
    const Error error = who ? requirement.check(*who).error() : who.error();
    if (error.code == ErrorCode::none) return {*std::move(who), 200, mechanism.acceptance(request), {}};
    Refusal refusal = mechanism.refusal(error, requirement);
    return {std::nullopt, refusal.status, std::move(refusal.fields), error};
  } catch (...) {
    return {.error = {ErrorCode::outOfMemory, "an allocation failed"}};
  }
}

/// For frameworks whose answers hold each field once: values of the same name become one list, which means the same
/// (RFC 9110 5.3; 11.6.1 for challenges).
inline std::vector<ResponseField> joined(std::vector<ResponseField> fields) {
  std::vector<ResponseField> each;
  for (ResponseField& field : fields) {
    const auto same = std::find_if(each.begin(), each.end(), [&](const auto& one) { return one.name == field.name; });
    if (same == each.end()) {
      each.push_back(std::move(field));
    } else {
      same->value += ", " + field.value;
    }
  }
  return each;
}

}  // namespace jwtauth::inline v0::adapters
