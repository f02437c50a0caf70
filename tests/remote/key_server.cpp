#include "tests/remote/key_server.hpp"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <latch>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "src/libcrypto/openssl_handles.hpp"
#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {
namespace {

using ContextHandle = std::unique_ptr<SSL_CTX, OpensslDeleter<SSL_CTX_free>>;
using ConnectionHandle = std::unique_ptr<SSL, OpensslDeleter<SSL_free>>;
using BioHandle = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;

void require(bool succeeded, const char* what) {
  if (!succeeded) throw std::runtime_error(what);
}

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

BioHandle readable(const std::string& pem) {
  return BioHandle(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

ContextHandle contextOf(const TlsIdentity& identity, int newestVersion) {
  ContextHandle context(SSL_CTX_new(TLS_server_method()));
  const CertificateHandle certificate(
      PEM_read_bio_X509(readable(identity.certificate).get(), nullptr, nullptr, nullptr));
  const PkeyHandle key(PEM_read_bio_PrivateKey(readable(identity.privateKey).get(), nullptr, nullptr, nullptr));
  require(context && SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
              SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1,
          "no TLS");
  require(SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION) == 1 &&
              SSL_CTX_set_max_proto_version(context.get(), newestVersion) == 1 &&
              SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0") == 1,
          "no old TLS");
  return context;
}

/// One connection with one request.
class WireExchange final : public Exchange {
 public:
  WireExchange(int descriptor, SSL* tls) : descriptor_(descriptor), tls_(tls) {}

  const std::string& path() const override { return path_; }
  const std::string& head() const override { return head_; }
  const std::string& body() const override { return body_; }

  bool send(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto sent = tls_ != nullptr ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                        : ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void waitForTheEnd() override {
    char byte = 0;
    while (receive(&byte, 1) > 0) {
    }
  }

  bool readRequest() {
    std::size_t end = std::string::npos;
    while ((end = head_.find("\r\n\r\n")) == std::string::npos) {
      if (!readMore(head_)) return false;
    }
    body_ = head_.substr(end + 4);
    head_.erase(end + 2);
    const std::size_t length = lengthOfBody();
    while (body_.size() < length) {
      if (!readMore(body_)) return false;
    }
    const std::size_t start = head_.find(' ') + 1;
    path_ = head_.substr(start, head_.find(' ', start) - start);
    return true;
  }

 private:
  bool readMore(std::string& text) {
    char buffer[1024];
    const auto size = receive(buffer, sizeof buffer);
    if (size > 0) text.append(buffer, static_cast<std::size_t>(size));
    return size > 0;
  }

  std::size_t lengthOfBody() const {
    constexpr std::string_view name = "\r\nContent-Length: ";
    const std::size_t place = head_.find(name);
    return place == std::string::npos ? 0 : std::stoul(head_.substr(place + name.size()));
  }

  ssize_t receive(char* buffer, std::size_t size) {
    return tls_ != nullptr ? SSL_read(tls_, buffer, static_cast<int>(size)) : recv(descriptor_, buffer, size, 0);
  }

  int descriptor_;
  SSL* tls_;
  std::string path_, head_, body_;
};

}  // namespace

struct KeyServer::State {
  static int newestVersionOf(Wire wire) {
    return wire == Wire::tls11 ? TLS1_1_VERSION : wire == Wire::tls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
  }

  State(Answering answer, const TlsIdentity& identity, Wire onWire)
      : answering(std::move(answer)),
        wire(onWire),
        context(wire == Wire::plain ? nullptr : contextOf(identity, newestVersionOf(wire))),
        listener(socket(AF_INET, SOCK_STREAM, 0)),
        authority(identity.authority) {
    std::signal(SIGPIPE, SIG_IGN);  // SSL_write cannot be told not to
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    require(bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(listener.get(), 64) == 0 &&
                getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0,
            "no listener");
    port = ntohs(address.sin_port);
    acceptor = std::jthread([this](const std::stop_token& stop) { accept(stop); });
    hasStarted.wait();
  }

  ~State() {
    acceptor.request_stop();
    acceptor.join();
    {
      const std::lock_guard lock(mutex);
      for (const int descriptor : open) shutdown(descriptor, SHUT_RDWR);
    }
    connections.clear();
  }

  void accept(const std::stop_token& stop) {
    hasStarted.count_down();
    while (!stop.stop_requested()) {
      pollfd waiting{listener.get(), POLLIN, 0};
      if (poll(&waiting, 1, 20) <= 0) continue;
      const int descriptor = ::accept(listener.get(), nullptr, nullptr);
      if (descriptor < 0) continue;
      const std::lock_guard lock(mutex);
      open.push_back(descriptor);
      connections.emplace_back([this, descriptor] { serve(descriptor); });
    }
  }

  void serve(int descriptor) {
    {
      ConnectionHandle tls(context ? SSL_new(context.get()) : nullptr);
      const bool ready = !tls || (SSL_set_fd(tls.get(), descriptor) == 1 && SSL_accept(tls.get()) == 1);
      WireExchange exchange(descriptor, tls.get());
      if (ready && exchange.readRequest()) {
        ++requests;
        answering(exchange);
      }
      if (ready && tls) SSL_shutdown(tls.get());
    }
    const std::lock_guard lock(mutex);
    open.remove(descriptor);
    close(descriptor);
  }

  Answering answering;
  Wire wire;
  ContextHandle context;
  Socket listener;
  TemporaryFile authority;
  int port = 0;
  std::atomic<int> requests{0};
  std::mutex mutex;
  std::list<int> open;
  std::list<std::jthread> connections;
  std::latch hasStarted{1};  ///< a process forked while a thread starts under a sanitizer may never start one itself
  std::jthread acceptor;
};

KeyServer::KeyServer(Answering answering, CertificateFlaw flaw, Wire wire)
    : state_(std::make_unique<State>(std::move(answering), makeTlsIdentity(flaw), wire)) {}

KeyServer::~KeyServer() = default;

std::string KeyServer::url(std::string_view path) const {
  return (state_->wire == Wire::plain ? "http://127.0.0.1:" : "https://127.0.0.1:") + std::to_string(state_->port) +
         std::string(path);
}

const std::string& KeyServer::caFile() const {
  return state_->authority.path();
}

int KeyServer::requests() const {
  return state_->requests;
}

}  // namespace jwtauth::tests
