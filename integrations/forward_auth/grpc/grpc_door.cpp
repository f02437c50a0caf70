// An address and a gate go in, a gRPC server runs. Refused: an address that cannot be listened on.
#include "grpc_door.hpp"

#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdlib>
#include <optional>

#include "check_service.hpp"
#include "http/socket_file.hpp"

namespace jwtauth::forwardAuth {
namespace {

using rest::http::Address;
using rest::http::ListenError;

constexpr int longestQuestion = 256 * 1024;  // head fields of 64 KiB, and what Envoy adds
constexpr int mostChecksOfAConnection = 1'000;
constexpr std::size_t memory = std::size_t{256} * 1024 * 1024;
constexpr std::chrono::milliseconds untilCancelled = rest::http::Limits().hold + std::chrono::seconds(1);

std::string hostOf(const Address& address) {
  return address.host.find(':') == std::string::npos ? address.host : '[' + address.host + ']';
}

std::shared_ptr<grpc::ServerCredentials> credentialsOf(const rest::http::TlsFiles& tls) {
  if (tls.certificate.empty()) return grpc::InsecureServerCredentials();
  namespace experimental = grpc::experimental;
  constexpr unsigned secondsBetweenLooks = 10;
  experimental::TlsServerCredentialsOptions options(std::make_shared<experimental::FileWatcherCertificateProvider>(
      tls.privateKey, tls.certificate, secondsBetweenLooks));
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  return experimental::TlsServerCredentials(options);
}

void limit(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(longestQuestion);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, mostChecksOfAConnection);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);  // a second server is told that the port is taken
  constexpr int tenSeconds = 10'000;
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, tenSeconds);
  // A proxy may look after its connection also while nobody asks.
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, tenSeconds);
  // A small message could become a large one before its size is looked at.
  for (const auto coding : {GRPC_COMPRESS_DEFLATE, GRPC_COMPRESS_GZIP}) {
    builder.SetCompressionAlgorithmSupportStatus(coding, false);
  }
  builder.SetResourceQuota(grpc::ResourceQuota("checks").Resize(memory));
}

}  // namespace

struct GrpcDoor::State {
  State(const Options& options, rest::http::Handler& gate)
      : service(gate, {identityNames(options.claims), options.log}), socketFile(options.address.socketFile) {
    setenv("GRPC_VERBOSITY", "NONE", 0);  // what fails is said here, in our words
    const std::string asked = socketFile.empty() ? hostOf(options.address) + ':' + std::to_string(options.address.port)
                                                 : "unix:" + socketFile;
    if (!socketFile.empty()) {
      const rest::http::SocketFile free(socketFile);  // refuses a file that another server listens on
    }
    grpc::ServerBuilder builder;
    limit(builder);
    int port = 0;
    builder.AddListeningPort(asked, credentialsOf(options.tls), &port);
    builder.RegisterService(&service);
    server = builder.BuildAndStart();
    if (!server) throw ListenError("cannot listen on " + asked + " for gRPC");
    constexpr mode_t ownerAndGroup = 0660;
    if (!socketFile.empty() && chmod(socketFile.c_str(), ownerAndGroup) != 0) {
      throw ListenError("cannot set the permissions of " + asked);
    }
    place = socketFile.empty() ? hostOf(options.address) + ':' + std::to_string(port) : asked;
  }

  ~State() { stop(); }

  void stop() {
    if (server) server->Shutdown(std::chrono::system_clock::now() + untilCancelled);
  }

  CheckService service;
  const std::string socketFile;
  std::unique_ptr<grpc::Server> server;
  std::string place;
};

GrpcDoor::GrpcDoor(const Options& options, rest::http::Handler& gate)
    : state_(std::make_unique<State>(options, gate)) {}

GrpcDoor::~GrpcDoor() = default;

const std::string& GrpcDoor::place() const noexcept {
  return state_->place;
}

rest::http::Traffic GrpcDoor::traffic() const {
  return state_->service.traffic();
}

void GrpcDoor::stop() {
  state_->stop();
}

}  // namespace jwtauth::forwardAuth
