#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/jwtauth.h"
#include "jwtauth/testing.hpp"

namespace jwtauth::tests::c {

/// Frees what a function of jwtauth.h made.
struct Free {
  void operator()(jwtauth_mechanism* mechanism) const { jwtauth_mechanism_free(mechanism); }
  void operator()(jwtauth_principal* principal) const { jwtauth_principal_free(principal); }
  void operator()(jwtauth_message* message) const { jwtauth_message_free(message); }
};
template <class Handle>
using Owned = std::unique_ptr<Handle, Free>;

inline jwtauth_text textOf(std::string_view text) {
  return {text.data(), text.size()};
}

/// What a message says; "(NULL)" for none.
inline std::string saidBy(jwtauth_message* message) {
  const Owned<jwtauth_message> owned(message);
  if (!owned) return "(NULL)";
  return {jwtauth_message_text(owned.get()), jwtauth_message_size(owned.get())};
}

/// A request with these Authorization fields.
class WrittenRequest {
 public:
  explicit WrittenRequest(std::vector<std::string> authorization) : values_(std::move(authorization)) {
    for (const std::string& value : values_) texts_.push_back(textOf(value));
    request.size = sizeof request;
    request.authorization = texts_.data();
    request.authorization_count = texts_.size();
  }
  explicit WrittenRequest(const std::string& authorization) : WrittenRequest(std::vector{authorization}) {}
  WrittenRequest(const WrittenRequest&) = delete;
  WrittenRequest& operator=(const WrittenRequest&) = delete;

  jwtauth_request request{};

 private:
  std::vector<std::string> values_;
  std::vector<jwtauth_text> texts_;
};

struct Made {
  Owned<jwtauth_mechanism> mechanism;
  std::string refusal;  ///< "(NULL)" for none
};

inline Made make(std::string_view json, const jwtauth_options* options = nullptr) {
  jwtauth_message* refusal = nullptr;
  Owned<jwtauth_mechanism> mechanism(jwtauth_mechanism_with_options(json.data(), json.size(), options, &refusal));
  return {std::move(mechanism), saidBy(refusal)};
}

/// A configuration for the tokens of an issuer, with further settings, as `"name": value`.
inline std::string configurationFor(const testing::TokenIssuer& issuer, const std::string& more = "") {
  return R"({"issuer": ")" + issuer.issuer() + R"(", "audience": ")" + issuer.audience() + R"(", "algorithm": ")" +
         std::string(nameOf(issuer.algorithm())) + R"(", "keys": [)" + issuer.jwk() + "]" +
         (more.empty() ? "" : ", " + more) + "}";
}

struct Answer {
  std::string error;  ///< its name, "none" for a principal
  Owned<jwtauth_principal> principal;
};

inline Answer authenticate(const Owned<jwtauth_mechanism>& mechanism, const jwtauth_request& request) {
  jwtauth_principal* principal = nullptr;
  const jwtauth_error error = jwtauth_authenticate(mechanism.get(), &request, &principal);
  return {jwtauth_error_name(error), Owned<jwtauth_principal>(principal)};
}

}  // namespace jwtauth::tests::c
