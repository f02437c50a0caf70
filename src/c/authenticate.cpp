// A request goes in, a principal or an error's number comes out; what to answer, and why, as texts.
#include <new>

#include "src/c/borrowed_request.hpp"
#include "src/c/boundary.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

/// What `authenticate` yields, handed out.
template <class Authenticate>
jwtauth_error handOutPrincipal(jwtauth_principal** principal, Authenticate authenticate) noexcept {
  if (principal == nullptr) return JWTAUTH_ARGUMENT_INVALID;
  *principal = nullptr;
  try {
    const std::optional<Result<Principal>> who = authenticate();
    if (!who) return JWTAUTH_ARGUMENT_INVALID;
    if (!*who) return static_cast<jwtauth_error>(who->error().code);
    *principal = new jwtauth_principal{**who, std::string((*who)->name()), (*who)->scopes()};
    return JWTAUTH_OK;
  } catch (const std::bad_alloc&) {
    return JWTAUTH_OUT_OF_MEMORY;
  } catch (...) {
    return JWTAUTH_UNEXPECTED_FAILURE;
  }
}

/// A text that `make` makes of a request; NULL where it cannot.
template <class Make>
jwtauth_message* describe(const jwtauth_mechanism* mechanism, const jwtauth_request* request, Make make) noexcept {
  const auto describe = [&]() -> jwtauth_message* {
    if (mechanism == nullptr) return nullptr;
    const auto borrowed = BorrowedRequest::from(request);
    return borrowed ? messageOf(make(*mechanism->mechanism, borrowed->view())) : nullptr;
  };
  return guarded(describe, nullptr);
}

std::string linesOf(const std::vector<ResponseField>& fields) {
  std::string lines;
  for (const ResponseField& field : fields) lines += field.name + ": " + field.value + "\r\n";
  return lines;
}

/// The scheme by which a request presents its token: its challenge names the error.
AuthenticationScheme schemeOf(const std::optional<BorrowedRequest>& request) noexcept {
  if (!request || request->view().authorization.size() != 1) return AuthenticationScheme::bearer;
  const std::string_view value = request->view().authorization.front();
  return equalsWithoutCase(value.substr(0, value.find(' ')), "DPoP") ? AuthenticationScheme::dpop
                                                                     : AuthenticationScheme::bearer;
}

/// A mistake of the host is one of ours to the client.
ErrorCode codeOf(jwtauth_error error) noexcept {
  return jwtauth_http_status(error) == 500 ? ErrorCode::unexpectedFailure : static_cast<ErrorCode>(error);
}

}  // namespace
}  // namespace jwtauth::inline v0

jwtauth_error jwtauth_authenticate(const jwtauth_mechanism* mechanism, const jwtauth_request* request,
                                   jwtauth_principal** principal) noexcept {
  using namespace jwtauth;
  return handOutPrincipal(principal, [&]() -> std::optional<Result<Principal>> {
    if (mechanism == nullptr) return std::nullopt;
    const auto borrowed = BorrowedRequest::from(request);
    if (!borrowed) return std::nullopt;
    return mechanism->mechanism->authenticate(borrowed->view());
  });
}

jwtauth_error jwtauth_verify_token(const jwtauth_mechanism* mechanism, const char* token, size_t size,
                                   jwtauth_principal** principal) noexcept {
  using namespace jwtauth;
  return handOutPrincipal(principal, [&]() -> std::optional<Result<Principal>> {
    if (mechanism == nullptr || !isReadable(token, size)) return std::nullopt;
    return mechanism->mechanism->verifyToken(viewOf(token, size));
  });
}

jwtauth_message* jwtauth_refusal_fields(const jwtauth_mechanism* mechanism, jwtauth_error error,
                                        const jwtauth_request* request, const char* scope, size_t size) noexcept {
  using namespace jwtauth;
  const auto make = [&]() -> jwtauth_message* {
    if (mechanism == nullptr) return nullptr;
    Requirement requirement;
    if (scope != nullptr && size != 0) requirement.scopes.emplace_back(scope, size);
    const Error refused{codeOf(error), {}, schemeOf(BorrowedRequest::from(request))};
    return messageOf(linesOf(mechanism->mechanism->refusal(refused, requirement).fields));
  };
  return guarded(make, nullptr);
}

jwtauth_message* jwtauth_acceptance_fields(const jwtauth_mechanism* mechanism,
                                           const jwtauth_request* request) noexcept {
  using namespace jwtauth;
  return describe(mechanism, request,
                  [](const AuthenticationMechanism& of, const Request& view) { return linesOf(of.acceptance(view)); });
}

jwtauth_message* jwtauth_explain(const jwtauth_mechanism* mechanism, const jwtauth_request* request) noexcept {
  using namespace jwtauth;
  return describe(mechanism, request,
                  [](const AuthenticationMechanism& of, const Request& view) { return of.explain(view).text(); });
}

jwtauth_message* jwtauth_explain_json(const jwtauth_mechanism* mechanism, const jwtauth_request* request) noexcept {
  using namespace jwtauth;
  return describe(mechanism, request,
                  [](const AuthenticationMechanism& of, const Request& view) { return of.explain(view).json(); });
}

jwtauth_message* jwtauth_resource_metadata(const jwtauth_mechanism* mechanism, const char* path, size_t size) noexcept {
  using namespace jwtauth;
  const auto make = [&]() -> jwtauth_message* {
    if (mechanism == nullptr || path == nullptr) return nullptr;
    auto document = mechanism->mechanism->resourceMetadata(viewOf(path, size));
    return document ? messageOf(*std::move(document)) : nullptr;
  };
  return guarded(make, nullptr);
}
