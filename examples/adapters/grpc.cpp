// Notes over gRPC: to be read by users, to be written with a scope; Status is for everyone.
#include "jwtauth/adapters/grpc.hpp"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include "notes.grpc.pb.h"
#include "program.hpp"

class Service final : public notes::Notes::Service {
 public:
  explicit Service(const jwtauth::AuthenticationMechanism& auth) : auth_(auth) {}

  // region: main
  grpc::Status Read(grpc::ServerContext* context, const notes::Note*, notes::Note* note) override {
    using namespace jwtauth::adapters;
    const Verdict verdict = grpcpp::judge(auth_, *context, "/notes.Notes/Read");
    if (verdict.user) note->set_text("Notes of " + std::string(verdict.user->name()));
    return grpcpp::statusOf(verdict);
  }

  grpc::Status Write(grpc::ServerContext* context, const notes::Note*, notes::Note*) override {
    using namespace jwtauth::adapters;
    return grpcpp::statusOf(grpcpp::judge(auth_, *context, "/notes.Notes/Write", {.scopes = {"notes:write"}}));
  }
  // endregion

  grpc::Status Status(grpc::ServerContext*, const notes::Note*, notes::Note* note) override {
    note->set_text("up");
    return grpc::Status::OK;
  }

 private:
  const jwtauth::AuthenticationMechanism& auth_;
};

int main(int argc, char** argv) {
  const auto auth = mechanismOf(argc, argv);
  Service service(*auth);
  int port = 0, portForUsers = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  // region: users-only
  const auto credentials = grpc::experimental::LocalServerCredentials(LOCAL_TCP);  // or those of TLS
  credentials->SetAuthMetadataProcessor(std::make_shared<jwtauth::adapters::grpcpp::UsersOnly>(*auth));
  builder.AddListeningPort("127.0.0.1:0", credentials, &portForUsers);
  // endregion
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (!server) return EXIT_FAILURE;
  say(port);
  say(portForUsers);
  server->Wait();
}
