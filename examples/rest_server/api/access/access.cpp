// A request goes in; who asks and what they may do, or the refusal, comes out: 401 without a good token, 403 without a
// permission or from a foreign page, 429 after too many bad tokens, 503 when the keys are unavailable. The client
// learns no more than RFC 6750 says; the log says why.
#include "api/access/access.hpp"

#include <algorithm>

#include "api/error_body.hpp"
#include "log.hpp"
#include "src/text/http_url.hpp"

namespace rest::api {
namespace {

using jwtauth::ErrorCode;
using jwtauth::ErrorKind;

std::string_view messageFor(int status) {
  switch (status) {
    case 400:
      return "there is more than one set of credentials";
    case 401:
      return "a valid bearer token is needed";
    case 403:
      return "this user may not do this";
    case 503:
      return "tokens cannot be verified at the moment; try again";
    default:
      return "the server failed; its log says more";
  }
}

/// The URL of a request. Its authority is what the client says; publicOrigin takes its place.
std::string urlOf(const http::Request& request) {
  const std::string_view host = request.field("Host").value_or("localhost");
  const std::string_view path = request.target.starts_with('/') ? request.target : jwtauth::afterOrigin(request.target);
  return (request.scheme == http::Scheme::https ? "https://" : "http://") + std::string(host) + std::string(path);
}

/// A client that repeats what is no attempt to get in must not be locked out: a nonce is asked for once in a while, and
/// proxies send a request again.
bool isFailedAttempt(const jwtauth::Error& error) noexcept {
  if (error.code == ErrorCode::proofNonceMissing || error.code == ErrorCode::proofReplayed) return false;
  return error.kind() == ErrorKind::invalidToken || error.kind() == ErrorKind::invalidRequest;
}

void logRefusal(const http::Request& request, const std::string& reason) {
  const std::string_view path = request.target.substr(0, request.target.find('?'));
  logLine(reason + " (" + std::string(request.method) + ' ' + std::string(path) + ')');
}

}  // namespace

/// Asks the issuers about the credentials of a request.
template <class Ask>
auto AccessControl::withCredentials(const http::Request& request, const Ask& ask) const {
  const std::vector<std::string_view> credentials = request.fieldValues("Authorization");
  const std::vector<std::string_view> proofs = request.fieldValues("DPoP");
  const std::string url = urlOf(request);
  std::vector<jwtauth::RequestField> fields;
  fields.reserve(request.fields.size());
  for (const auto& [name, value] : request.fields) fields.push_back({name, value});
  jwtauth::Request asked{
      .authorization = credentials, .dpop = proofs, .method = request.method, .url = url, .fields = fields};
  const bool isFromProxy = certificates_.isFromProxy(request);
  const auto hash = isFromProxy ? certificates_.of(request) : std::nullopt;
  if (hash) asked.clientCertificateHash = *hash;
  if (!isFromProxy) asked.clientCertificate = request.clientCertificate;
  return ask(asked);
}

Access accessBy(const Permit& permit, const AccessRequest& request) {
  const Permission& permission = *permit.permission;
  const std::string_view method = request.method();
  Access access{std::nullopt, permission.rights};
  if (request.user() != nullptr) access.principal = *request.user();
  // Where there is no body, its variables have no value; a GET must not be refused for that.
  const bool isRead = method == "GET";
  const bool hasBody = method == "POST" || method == "PUT" || method == "PATCH";
  access.readFilter = permission.readFilter.filledFor(request, permit.captures);
  if (!isRead) access.writeFilter = permission.writeFilter.filledFor(request, permit.captures);
  if (hasBody) access.mergeRequest = permission.mergeRequest.filledFor(request, permit.captures);
  access.projectResponse = permission.projectResponse;
  return access;
}

std::variant<Access, http::Response> AccessControl::admit(const http::Request& request, const Target& target) const {
  if (std::optional<http::Response> refusal = refuseStranger(request, target)) return std::move(*refusal);
  const jwtauth::Result<jwtauth::Principal> who = authenticate(request);
  if (!who && who.error().kind() != ErrorKind::noCredentials) return refuse(request, who.error());

  const AccessRequest asked(request, target, who ? &*who : nullptr);
  const std::shared_ptr<const Authorizer> authorizer = permissions_->read();
  // A request without a token could get one (401); a user whom no permission fits cannot (403).
  const auto error = [&who](std::string_view detail) {
    return who ? jwtauth::Error{ErrorCode::roleInsufficient, detail, who->scheme()} : who.error();
  };
  const std::optional<Permit> permit = authorizer->permit(asked);
  if (!permit) return refuse(request, error("no permission fits the user's roles and this request"));
  const jwtauth::Requirement& login = permit->permission->login;
  if (const auto isMet = who ? login.check(*who) : jwtauth::Result<void>(); !isMet) {
    return refuse(request, isMet.error(), permit->permission->place, login);
  }
  try {
    return accessBy(*permit, asked);
  } catch (const TemplateGap& gap) {
    return refuse(request, error("the permission cannot be applied"), permit->permission->place + ": " + gap.what());
  }
}

std::variant<jwtauth::Principal, http::Response> AccessControl::identify(const http::Request& request,
                                                                         const Target& target) const {
  if (std::optional<http::Response> refusal = refuseStranger(request, target)) return std::move(*refusal);
  const jwtauth::Result<jwtauth::Principal> who = authenticate(request);
  if (!who) return refuse(request, who.error());
  return *who;
}

http::HeadVerdict AccessControl::lookAtHead(const http::Request& request, const Target& target) const {
  if (std::optional<http::Response> refusal = refuseStranger(request, target)) return {std::move(*refusal), nullptr};
  if (mayBlock(request)) return {};
  const jwtauth::Result<jwtauth::Principal> who = authenticate(request);
  if (who) return {std::nullopt, request.found};
  const jwtauth::Error error = who.error();
  if (error.code == ErrorCode::keysPending) return {};  // they may be here when the body is
  if (error.kind() == ErrorKind::noCredentials) {
    const AccessRequest asked(request, target, nullptr);
    if (permissions_->read()->permit(asked) || asked.hasReadBody()) return {};
  }
  return {refuse(request, error), nullptr};
}

std::optional<http::Response> AccessControl::refuseStranger(const http::Request& request, const Target& target) const {
  const auto origin = request.field("Origin");
  if (!origins_.allows(origin) && !origins_.ignores(AccessRequest(request, target, nullptr))) {
    logRefusal(request, "403 foreign origin: not in the whitelist of /originVetoer");
    return errorResponse(403, "requests of this origin are refused");
  }
  if (const auto wait = guard_->waitOf(request, std::chrono::steady_clock::now())) {
    logRefusal(request, "429 too many failed attempts: " + std::string(request.clientAddress));
    return errorResponse(429, "too many failed attempts; try again later")
        .set("Retry-After", std::to_string(wait->count()));
  }
  return std::nullopt;
}

jwtauth::Result<jwtauth::Principal> AccessControl::authenticate(const http::Request& request) const {
  using Who = jwtauth::Result<jwtauth::Principal>;
  if (request.found) return *static_cast<const Who*>(request.found.get());
  Who who = withCredentials(request, [this](const jwtauth::Request& asked) { return issuers_.authenticate(asked); });
  if (!who && isFailedAttempt(who.error())) guard_->addFailure(request, std::chrono::steady_clock::now());
  // A proof is good once, and the request may be looked at again.
  if (who.error().code != ErrorCode::keysPending) request.found = std::make_shared<const Who>(who);
  return who;
}

std::vector<jwtauth::ResponseField> AccessControl::acceptance(const http::Request& request) const {
  if (!request.field("DPoP")) return {};
  return withCredentials(request, [this](const jwtauth::Request& asked) { return issuers_.acceptance(asked); });
}

http::Response AccessControl::refuse(const http::Request& request, jwtauth::Error error, std::string_view more,
                                     const jwtauth::Requirement& login) const {
  if (error.code == ErrorCode::keysPending && request.mayBeHeld) {
    http::Response response = errorResponse(error.httpStatus(), messageFor(error.httpStatus()));
    response.whenSettled = [this, &request](std::function<void()> resume) {
      withCredentials(request,
                      [&](const jwtauth::Request& asked) { issuers_.whenKeysSettle(asked, std::move(resume)); });
    };
    return response;
  }
  refusals_->add(error.code);
  const int status = error.httpStatus();
  const bool isOfLogin = error.code == ErrorCode::loginInsufficient;
  http::Response response =
      errorResponse(status, isOfLogin ? "a stronger or more recent login is needed" : messageFor(status));
  for (const auto& [name, value] : issuers_.refusal(error, login).fields) response.set(name, value);
  std::string reason =
      std::to_string(status) + ' ' + std::string(nameOf(error.code)) + ": " + std::string(error.detail);
  if (!more.empty()) reason.append(": ").append(more);
  if (error.code == ErrorCode::confirmationUnbound && certificates_.isFromStranger(request)) {
    reason += "; the certificate's field came, and not from one of trustedProxies";
  }
  logRefusal(request, reason);
  return response;
}

}  // namespace rest::api
