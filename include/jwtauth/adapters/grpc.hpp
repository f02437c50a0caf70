#pragma once

#include <grpcpp/security/auth_metadata_processor.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "jwtauth/adapters/http.hpp"

/// For gRPC, with handlers of any kind. Proofs (DPoP) need the setting publicOrigin, since handlers are not told by
/// what name their server was called; their method is POST, and their URL ends in the name of the call.
namespace jwtauth::inline v0::adapters::grpcpp {

/// `call` is the full name, "/notes.Notes/Read".
inline CollectedRequest collect(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata,
                                std::string_view call) {
  const auto view = [](grpc::string_ref text) { return std::string_view(text.data(), text.length()); };
  CollectedRequest collected("POST", call);
  for (const auto& [name, value] : metadata) collected.add(view(name), view(value));
  return collected;
}

/// 401 and 400 are UNAUTHENTICATED, 403 is PERMISSION_DENIED, 503 is UNAVAILABLE. The texts are the same for all.
inline grpc::Status statusOf(const Verdict& verdict) {
  if (verdict.user) return grpc::Status::OK;
  switch (verdict.status) {
    case 400:
    case 401:
      return {grpc::StatusCode::UNAUTHENTICATED, "a valid access token is needed"};
    case 403:
      return {grpc::StatusCode::PERMISSION_DENIED, "the user may not do this"};
    case 503:
      return {grpc::StatusCode::UNAVAILABLE, "tokens cannot be verified at the moment"};
    default:
      return {grpc::StatusCode::INTERNAL, "the server failed"};
  }
}

/// Who makes this call. What belongs to the answer is added to its trailers, "www-authenticate" among it; a handler
/// then returns statusOf() if there is no user.
inline Verdict judge(const AuthenticationMechanism& mechanism, grpc::ServerContextBase& context, std::string_view call,
                     const Requirement& requirement = {}) {
  CollectedRequest collected = collect(context.client_metadata(), call);
  Verdict verdict = adapters::judge(mechanism, collected, requirement);
  for (auto& [name, value] : verdict.fields) {
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    context.AddTrailingMetadata(name, value);
  }
  return verdict;
}

/// Refuses strangers before any handler: `credentials->SetAuthMetadataProcessor(std::make_shared<UsersOnly>(auth))`,
/// with credentials that are secure. gRPC sends no trailers for it, and its AuthContext is the connection's, shared by
/// all of its calls, so that no user is kept there. A handler that calls judge(), too, refuses a proof that was just
/// used.
class UsersOnly : public grpc::AuthMetadataProcessor {
 public:
  explicit UsersOnly(const AuthenticationMechanism& mechanism, Requirement requirement = {})
      : mechanism_(mechanism), requirement_(std::move(requirement)) {}

  grpc::Status Process(const InputMetadata& metadata, grpc::AuthContext*, OutputMetadata*, OutputMetadata*) override {
    const auto path = metadata.find(":path");
    const std::string call = path == metadata.end() ? "" : std::string(path->second.data(), path->second.length());
    CollectedRequest collected = collect(metadata, call);
    return statusOf(adapters::judge(mechanism_, collected, requirement_));
  }

 private:
  const AuthenticationMechanism& mechanism_;
  Requirement requirement_;
};

}  // namespace jwtauth::inline v0::adapters::grpcpp
