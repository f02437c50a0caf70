#include "store/mongodb/mongodb_store.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "stores.hpp"
#include "tests/support/catch.hpp"

namespace rest::tests {
namespace {

using namespace std::chrono_literals;

/// Listens on a port of its own and never answers.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket_, generic, size) != 0 || ::listen(socket_, 16) != 0) throw std::runtime_error("cannot listen");
    ::getsockname(socket_, generic, &size);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  int port() const noexcept { return port_; }

 private:
  int socket_;
  int port_ = 0;
};

void checkUnavailable(const std::string& uri) {
  const auto store = openMongoStore(uri);
  const auto begin = std::chrono::steady_clock::now();
  try {
    store->findById({"test", "c"}, DocumentId::ofText("one"));
    FAIL_CHECK("there was an answer");
  } catch (const StoreError& error) {
    CHECK(error.kind() == StoreError::Kind::unavailable);
  }
  CHECK(std::chrono::steady_clock::now() - begin < 3s);
}

}  // namespace

TEST_CASE("a MongoDB that is not there is unavailable within seconds") {
  int port = 0;
  {
    const SilentServer gone;
    port = gone.port();
  }
  checkUnavailable("mongodb://127.0.0.1:" + std::to_string(port) + "/");
}

TEST_CASE("a MongoDB that never answers is unavailable within seconds") {
  const SilentServer silent;
  checkUnavailable("mongodb://127.0.0.1:" + std::to_string(silent.port()) + "/");
}

TEST_CASE("what is no connection string is refused without being quoted") {
  REQUIRE_NOTHROW(openMongoStore("mongodb://user:hunter2@127.0.0.1:1/"));
  for (const char* text : {"", "hunter2", "http://hunter2/", "mongodb://", "mongodb://user:hunter2@host:99999999/",
                           "mongodb://user:hun%zzter2@host/"}) {
    INFO(text);
    try {
      openMongoStore(text);
      FAIL_CHECK("it was taken");
    } catch (const ConnectionStringError& error) {
      CHECK(std::string(error.what()).find("hun") == std::string::npos);
    }
  }
}

}  // namespace rest::tests
