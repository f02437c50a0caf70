// Every function of jwtauth.h, called as it says, and as it must not be called.
#include <cstdint>
#include <cstring>
#include <limits>
#include <set>

#include "tests/c/handles.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests::c {
namespace {

const testing::TokenIssuer& issuer() {
  static const testing::TokenIssuer issuer(Algorithm::ES256);
  return issuer;
}

const Owned<jwtauth_mechanism>& mechanism() {
  static const Owned<jwtauth_mechanism> mechanism =
      make(configurationFor(issuer(), R"("rolesClaim": "roles", "acceptMissingRoles": true)")).mechanism;
  return mechanism;
}

Owned<jwtauth_principal> principalOf(const testing::TokenBuilder& token) {
  return authenticate(mechanism(), WrittenRequest(token.bearer()).request).principal;
}

TEST_CASE("a configuration and a request yield a principal with all that it has") {
  const auto principal = principalOf(issuer()
                                         .token("alice")
                                         .claim("roles", {"reader", "editor"})
                                         .claim("scope", "read write")
                                         .claimJson("tenant", R"({"id": [7, null]})"));
  const jwtauth_principal* const who = principal.get();
  REQUIRE(who != nullptr);
  CHECK(std::string(jwtauth_principal_name(who)) == "alice");
  std::size_t size = 0;
  REQUIRE(jwtauth_principal_role_count(who) == 2);
  CHECK(std::string(jwtauth_principal_role(who, 1, &size)) == "editor");
  CHECK(size == 6);
  CHECK(jwtauth_principal_role(who, 2, &size) == nullptr);
  CHECK(size == 0);
  CHECK(jwtauth_principal_has_role(who, "reader", 6) == 1);
  CHECK(jwtauth_principal_has_role(who, "reader", 4) == 0);
  REQUIRE(jwtauth_principal_scope_count(who) == 2);
  CHECK(std::string(jwtauth_principal_scope(who, 0, nullptr)) == "read");
  CHECK(jwtauth_principal_has_scope(who, "write", 5) == 1);
  CHECK(jwtauth_principal_has_scope(who, "Write", 5) == 0);
  CHECK(std::string(jwtauth_principal_claim(who, "sub", 3, &size)) == R"("alice")");
  CHECK(size == 7);
  CHECK(std::string(jwtauth_principal_claim(who, "/tenant/id/0", 12, nullptr)) == "7");
  CHECK(jwtauth_principal_claim(who, "absent", 6, &size) == nullptr);
  CHECK(size == 0);
  const std::string claims = jwtauth_principal_claims(who, &size);
  CHECK(claims.size() == size);
  const std::int64_t left = jwtauth_principal_expiry(who) - std::time(nullptr);
  CHECK(left > 3500);
  CHECK(left <= 3600);
}

TEST_CASE("a claim that is asked for again is the same text at the same place") {
  const auto who = principalOf(issuer().token("alice"));
  const char* const first = jwtauth_principal_claim(who.get(), "sub", 3, nullptr);
  jwtauth_principal_claim(who.get(), "iss", 3, nullptr);
  CHECK(jwtauth_principal_claim(who.get(), "sub", 3, nullptr) == first);
}

TEST_CASE("a role that holds a NUL is whole with its size, and absent without") {
  const auto who = principalOf(issuer().token().claimJson("roles", R"(["admin\u0000x", "b"])"));
  std::size_t size = 0;
  const char* const role = jwtauth_principal_role(who.get(), 0, &size);
  CHECK(std::string(role, size) == std::string("admin\0x", 7));
  CHECK(jwtauth_principal_role(who.get(), 0, nullptr) == nullptr);
  CHECK(std::string(jwtauth_principal_role(who.get(), 1, nullptr)) == "b");
  CHECK(jwtauth_principal_has_role(who.get(), "admin", 5) == 0);
  CHECK(jwtauth_principal_has_role(who.get(), "admin\0x", 7) == 1);
}

TEST_CASE("a token without an expiry, where that is accepted, never expires") {
  const auto lenient = make(configurationFor(issuer(), R"("acceptMissingExpiry": true)")).mechanism;
  const auto answer = authenticate(lenient, WrittenRequest(issuer().token().without("exp").bearer()).request);
  CHECK(jwtauth_principal_expiry(answer.principal.get()) == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("a refusal has its code's name, and no principal") {
  const auto good = issuer().token("alice");
  CHECK(authenticate(mechanism(), WrittenRequest(good.bearer()).request).error == "none");
  for (const auto& [authorization, expected] :
       {std::pair<std::vector<std::string>, std::string>({}, "credentialsMissing"),
        {{testing::TokenBuilder(good).forged().bearer()}, "signatureInvalid"},
        {{testing::TokenBuilder(good).expiresIn(std::chrono::seconds(-90)).bearer()}, "expired"},
        {{good.bearer(), good.bearer()}, "credentialsRepeated"},
        {{"Basic YTpi"}, "schemeUnsupported"},
        {{""}, "credentialsMissing"}}) {
    const Answer answer = authenticate(mechanism(), WrittenRequest(authorization).request);
    CHECK(answer.error == expected);
    CHECK(answer.principal == nullptr);
  }
}

TEST_CASE("a bare token is verified as one with its scheme") {
  const std::string token = issuer().token("alice").sign();
  jwtauth_principal* principal = nullptr;
  CHECK(jwtauth_verify_token(mechanism().get(), token.data(), token.size(), &principal) == JWTAUTH_OK);
  CHECK(std::string(jwtauth_principal_name(Owned<jwtauth_principal>(principal).get())) == "alice");
  CHECK(jwtauth_verify_token(mechanism().get(), token.data(), token.size() - 1, &principal) != JWTAUTH_OK);
  CHECK(principal == nullptr);
}

TEST_CASE("every error of the header has a name and its kind's status, and no other number has") {
  CHECK(std::string(jwtauth_error_name(JWTAUTH_OK)) == "none");
  CHECK(jwtauth_http_status(JWTAUTH_OK) == 200);
  CHECK(jwtauth_http_status(JWTAUTH_CREDENTIALS_MISSING) == 401);
  CHECK(jwtauth_http_status(JWTAUTH_EXPIRED) == 401);
  CHECK(jwtauth_http_status(JWTAUTH_CREDENTIALS_REPEATED) == 400);
  CHECK(jwtauth_http_status(JWTAUTH_SCOPE_INSUFFICIENT) == 403);
  CHECK(jwtauth_http_status(JWTAUTH_KEYS_PENDING) == 503);
  CHECK(std::string(jwtauth_error_name(JWTAUTH_ARGUMENT_INVALID)) == "argumentInvalid");
  CHECK(jwtauth_http_status(JWTAUTH_ARGUMENT_INVALID) == 500);
  std::set<std::string> names;
  for (int number = -2; number < 0x20000; ++number) {
    const std::string name = jwtauth_error_name(number);
    if (name != "unknown") {
      CHECK(names.insert(name).second);
    } else if (jwtauth_http_status(number) != 500) {
      FAIL_CHECK(number << " is no error, and its status is " << jwtauth_http_status(number));
    }
  }
  CHECK(names.size() == 56);
  for (const int number : {std::numeric_limits<int>::min(), std::numeric_limits<int>::max(), 0x7fff0000}) {
    CHECK(jwtauth_http_status(number) == 500);
    CHECK(std::string(jwtauth_error_name(number)) == "unknown");
  }
}

TEST_CASE("a configuration that cannot work is refused in one sentence that names the setting") {
  CHECK(make(configurationFor(issuer())).refusal == "(NULL)");
  const auto refused = [](const std::string& json) {
    const Made made = make(json);
    CHECK(made.mechanism == nullptr);
    return made.refusal;
  };
  CHECK(refused("") == "configuration: no text; expected JSON");
  CHECK(refused("[]").starts_with("configuration: "));
  CHECK(refused(configurationFor(issuer(), R"("audiense": "x")")).starts_with("audiense: not a setting of "));
  CHECK(refused(R"({"issuer": "https://issuer.test/", "audience": "api"})").starts_with("key: "));
  CHECK(refused(std::string(1024 * 1024 + 1, ' ')) == "configuration: longer than 1 MiB");
  CHECK(refused("{\"issuer\": \"\0\"}") != "(NULL)");
  CHECK(refused(configurationFor(issuer(), R"("denyListFile": "/etc/denied.json")"))
            .starts_with("denyListFile: a setting that needs threads"));
}

TEST_CASE("several issuers, and settings by their paths, are read as from a file") {
  const testing::TokenIssuer other(Algorithm::EdDSA, "https://other.test/", "other-api");
  const auto both =
      make(R"({"jwtAuthenticationMechanism": [)" + configurationFor(issuer()) + "," + configurationFor(other) + "]}")
          .mechanism;
  CHECK(authenticate(both, WrittenRequest(issuer().token().bearer()).request).error == "none");
  CHECK(authenticate(both, WrittenRequest(other.token().bearer()).request).error == "none");
  const auto overridden = make(R"({"jwtAuthenticationMechanism": )" + configurationFor(issuer()) +
                               R"(, "/jwtAuthenticationMechanism/usernameClaim": "email"})")
                              .mechanism;
  const auto answer =
      authenticate(overridden, WrittenRequest(issuer().token().claim("email", "a@b.test").bearer()).request);
  CHECK(std::string(jwtauth_principal_name(answer.principal.get())) == "a@b.test");
}

double timeOf(void* context) {
  return *static_cast<double*>(context);
}

TEST_CASE("the host's clock decides, and a clock that gives no number refuses") {
  double now = static_cast<double>(std::time(nullptr));
  jwtauth_options options{};
  options.size = sizeof options;
  options.now = timeOf;
  options.context = &now;
  const auto clocked = make(configurationFor(issuer()), &options).mechanism;
  const WrittenRequest request(issuer().token().bearer());
  CHECK(authenticate(clocked, request.request).error == "none");
  now += 3600 + 31;
  CHECK(authenticate(clocked, request.request).error == "expired");
  now = std::numeric_limits<double>::quiet_NaN();
  CHECK(authenticate(clocked, request.request).error == "unexpectedFailure");
  options.size = 1;
  CHECK(make(configurationFor(issuer()), &options).refusal ==
        "options: a size or a member that is unknown; expected 0 beyond what is known");
}

TEST_CASE("NULL and sizes that cannot be are refused, each as the header says") {
  const std::string json = configurationFor(issuer());
  jwtauth_message* refusal = nullptr;
  CHECK(jwtauth_mechanism_from_json(nullptr, 0, nullptr) == nullptr);
  CHECK(jwtauth_mechanism_from_json(nullptr, 7, &refusal) == nullptr);
  CHECK(saidBy(refusal) == "configuration: no text; expected JSON");
  const Owned<jwtauth_mechanism> made(jwtauth_mechanism_from_json(json.data(), json.size(), nullptr));
  CHECK(made != nullptr);

  const WrittenRequest good(issuer().token().bearer());
  jwtauth_principal* principal = nullptr;
  CHECK(jwtauth_authenticate(made.get(), &good.request, nullptr) == JWTAUTH_ARGUMENT_INVALID);
  for (const auto& [mechanismGiven, requestGiven] :
       {std::pair<const jwtauth_mechanism*, const jwtauth_request*>(nullptr, &good.request), {made.get(), nullptr}}) {
    principal = reinterpret_cast<jwtauth_principal*>(&principal);
    CHECK(jwtauth_authenticate(mechanismGiven, requestGiven, &principal) == JWTAUTH_ARGUMENT_INVALID);
    CHECK(principal == nullptr);
    CHECK(saidBy(jwtauth_explain(mechanismGiven, requestGiven)) == "(NULL)");
    CHECK(saidBy(jwtauth_explain_json(mechanismGiven, requestGiven)) == "(NULL)");
    CHECK(saidBy(jwtauth_acceptance_fields(mechanismGiven, requestGiven)) == "(NULL)");
  }
  CHECK(jwtauth_verify_token(nullptr, "a", 1, &principal) == JWTAUTH_ARGUMENT_INVALID);
  CHECK(jwtauth_verify_token(made.get(), nullptr, 1, &principal) == JWTAUTH_ARGUMENT_INVALID);
  CHECK(jwtauth_verify_token(made.get(), "a", 1, nullptr) == JWTAUTH_ARGUMENT_INVALID);
  CHECK(jwtauth_verify_token(made.get(), nullptr, 0, &principal) == JWTAUTH_TOKEN_MALFORMED);

  std::size_t size = 1;
  CHECK(jwtauth_principal_name(nullptr) == nullptr);
  CHECK(jwtauth_principal_role_count(nullptr) == 0);
  CHECK(jwtauth_principal_role(nullptr, 0, &size) == nullptr);
  CHECK(size == 0);
  CHECK(jwtauth_principal_has_role(nullptr, "a", 1) == 0);
  CHECK(jwtauth_principal_scope_count(nullptr) == 0);
  CHECK(jwtauth_principal_scope(nullptr, 0, nullptr) == nullptr);
  CHECK(jwtauth_principal_has_scope(nullptr, nullptr, 1) == 0);
  CHECK(jwtauth_principal_expiry(nullptr) == 0);
  CHECK(jwtauth_principal_claim(nullptr, "sub", 3, nullptr) == nullptr);
  CHECK(jwtauth_principal_claims(nullptr, &size) == nullptr);
  const auto who = principalOf(issuer().token());
  CHECK(jwtauth_principal_claim(who.get(), nullptr, 3, &size) == nullptr);
  CHECK(jwtauth_principal_has_role(who.get(), nullptr, 3) == 0);
  CHECK(saidBy(jwtauth_refusal_fields(nullptr, JWTAUTH_EXPIRED, nullptr, nullptr, 0)) == "(NULL)");
  CHECK(saidBy(jwtauth_resource_metadata(made.get(), nullptr, 3)) == "(NULL)");
  CHECK(std::string(jwtauth_message_text(nullptr)).empty());
  CHECK(jwtauth_message_size(nullptr) == 0);
  CHECK(jwtauth_mechanism_fetch_keys(nullptr, 0) == JWTAUTH_ARGUMENT_INVALID);
  CHECK(jwtauth_mechanism_next_fetch(nullptr) == -1);
  CHECK(jwtauth_mechanism_fetch_keys(made.get(), 0) == JWTAUTH_OK);
  CHECK(jwtauth_mechanism_next_fetch(made.get()) == -1);
  jwtauth_mechanism_free(nullptr);
  jwtauth_principal_free(nullptr);
  jwtauth_message_free(nullptr);
}

TEST_CASE("a request whose bytes are announced and absent is refused") {
  const WrittenRequest good(issuer().token().bearer());
  const auto refused = [&](auto change) {
    jwtauth_request request = good.request;
    change(request);
    return authenticate(mechanism(), request).error;
  };
  const jwtauth_text absent{nullptr, 1};
  const jwtauth_field fieldWithoutName{absent, {}};
  CHECK(refused([](auto&) {}) == "none");
  CHECK(refused([](auto& request) { request.authorization = nullptr; }) == "argumentInvalid");
  CHECK(refused([&](auto& request) { request.authorization = &absent; }) == "argumentInvalid");
  CHECK(refused([](auto& request) { request.authorization_count = 0; }) == "credentialsMissing");
  CHECK(refused([](auto& request) { request.dpop_count = 1; }) == "argumentInvalid");
  CHECK(refused([&](auto& request) { request.method = absent; }) == "argumentInvalid");
  CHECK(refused([&](auto& request) { request.url = absent; }) == "argumentInvalid");
  CHECK(refused([&](auto& request) { request.client_certificate = absent; }) == "argumentInvalid");
  CHECK(refused([](auto& request) { request.client_certificate_hash = textOf("short"); }) == "argumentInvalid");
  CHECK(refused([](auto& request) { request.field_count = 1; }) == "argumentInvalid");
  CHECK(refused([&](auto& request) {
          request.fields = &fieldWithoutName;
          request.field_count = 1;
        }) == "argumentInvalid");
  CHECK(refused([](auto& request) { request.field_count = std::numeric_limits<std::size_t>::max(); }) ==
        "argumentInvalid");
}

TEST_CASE("a request of an older or newer caller is read as far as it is known, and what is unknown must be 0") {
  struct Newer {
    jwtauth_request request;
    unsigned char more[16];
  };
  const WrittenRequest good(issuer().token().bearer());
  Newer newer{good.request, {}};
  const auto withSize = [&](std::size_t size) {
    newer.request.size = size;
    return authenticate(mechanism(), newer.request).error;
  };
  CHECK(withSize(sizeof newer.request) == "none");
  CHECK(withSize(sizeof newer) == "none");
  newer.request.field_count = 1;  // beyond what the oldest caller has, so never read
  CHECK(withSize(offsetof(jwtauth_request, fields)) == "none");
  CHECK(withSize(offsetof(jwtauth_request, fields) + sizeof(void*)) == "none");
  CHECK(withSize(sizeof newer.request) == "argumentInvalid");
  newer.request.field_count = 0;
  CHECK(withSize(offsetof(jwtauth_request, fields) - 1) == "argumentInvalid");
  CHECK(withSize(0) == "argumentInvalid");
  CHECK(withSize(std::numeric_limits<std::size_t>::max()) == "argumentInvalid");
  newer.more[15] = 1;
  CHECK(withSize(sizeof newer - 1) == "none");
  CHECK(withSize(sizeof newer) == "argumentInvalid");
}

TEST_CASE("a refusal has its fields as lines, and names what the caller requires") {
  const auto fields = [](jwtauth_error error, std::string_view scope = {}) {
    return saidBy(jwtauth_refusal_fields(mechanism().get(), error, nullptr, scope.data(), scope.size()));
  };
  CHECK(fields(JWTAUTH_CREDENTIALS_MISSING).starts_with("WWW-Authenticate: Bearer realm=\"api\"\r\n"));
  CHECK(fields(JWTAUTH_EXPIRED).find("error=\"invalid_token\"") != std::string::npos);
  CHECK(fields(JWTAUTH_SCOPE_INSUFFICIENT, "read write").find("scope=\"read write\"") != std::string::npos);
  CHECK(fields(JWTAUTH_KEYS_PENDING) == "Retry-After: 1\r\n");
  CHECK(fields(JWTAUTH_ARGUMENT_INVALID) == "");
  CHECK(fields(-1) == "");
}

TEST_CASE("the challenge of the request's own scheme names the error") {
  const WrittenRequest request("DPoP " + issuer().token().expiresIn(std::chrono::seconds(-90)).sign());
  const std::string fields =
      saidBy(jwtauth_refusal_fields(mechanism().get(), JWTAUTH_EXPIRED, &request.request, nullptr, 0));
  CHECK(fields.find("WWW-Authenticate: Bearer realm=\"api\"\r\n") != std::string::npos);
  CHECK(fields.find("DPoP realm=\"api\"") < fields.find("error=\"invalid_token\""));
}

TEST_CASE("a proof of possession is looked at: the same request without it is refused") {
  const testing::DpopClient client;
  const std::string url = "https://api.test/notes", token = issuer().token("alice").boundTo(client).sign();
  const std::string proof = client.proof("GET", url, token).sign();
  const jwtauth_text proofs = textOf(proof);
  WrittenRequest written("DPoP " + token);
  written.request.method = textOf("GET");
  written.request.url = textOf(url);
  CHECK(authenticate(mechanism(), written.request).error == "proofMissing");
  written.request.dpop = &proofs;
  written.request.dpop_count = 1;
  CHECK(authenticate(mechanism(), written.request).error == "none");
  CHECK(authenticate(mechanism(), written.request).error == "proofReplayed");
  CHECK(saidBy(jwtauth_acceptance_fields(mechanism().get(), &written.request)) == "");
}

TEST_CASE("a token in another field is found where the configuration says so") {
  const auto other = make(configurationFor(issuer(), R"("tokenFrom": [{"header": "X-Token"}])")).mechanism;
  const std::string token = issuer().token("alice").sign();
  const jwtauth_field field{textOf("x-token"), textOf(token)};
  jwtauth_request request{};
  request.size = sizeof request;
  request.fields = &field;
  CHECK(authenticate(other, request).error == "credentialsMissing");
  request.field_count = 1;
  CHECK(authenticate(other, request).error == "none");
}

TEST_CASE("an explanation says why, for people and as JSON") {
  const WrittenRequest request(issuer().token().expiresIn(std::chrono::seconds(-90)).bearer());
  CHECK(saidBy(jwtauth_explain(mechanism().get(), &request.request)).find("expired") != std::string::npos);
  CHECK(saidBy(jwtauth_explain_json(mechanism().get(), &request.request)).find(R"("code":"expired")") !=
        std::string::npos);
}

TEST_CASE("the resource's metadata is there for its own path alone") {
  const auto described = make(configurationFor(issuer(), R"("resource": "https://api.test/")")).mechanism;
  const std::string path = "/.well-known/oauth-protected-resource";
  CHECK(saidBy(jwtauth_resource_metadata(described.get(), path.data(), path.size()))
            .find(R"("resource":"https://api.test/")") != std::string::npos);
  CHECK(saidBy(jwtauth_resource_metadata(described.get(), "/other", 6)) == "(NULL)");
}

TEST_CASE("principals and messages outlive their mechanism") {
  auto short_lived = make(configurationFor(issuer())).mechanism;
  const auto answer = authenticate(short_lived, WrittenRequest(issuer().token("alice").bearer()).request);
  jwtauth_message* const fields = jwtauth_refusal_fields(short_lived.get(), JWTAUTH_EXPIRED, nullptr, nullptr, 0);
  short_lived.reset();
  CHECK(std::string(jwtauth_principal_name(answer.principal.get())) == "alice");
  CHECK(saidBy(fields).starts_with("WWW-Authenticate: "));
}

}  // namespace
}  // namespace jwtauth::tests::c
