// HTTPS under limits that a test cannot wait for, and what a client behind TLS can tell of an answer that broke off.
#include <boost/asio/ssl.hpp>
#include <filesystem>
#include <fstream>

#include "http/http_fixture.hpp"
#include "http/secure_url.hpp"
#include "http/server.hpp"
#include "jwtauth/testing.hpp"

namespace rest::http {
namespace {

namespace ssl = net::ssl;

/// The files of a certificate for issuer.test, as long as they are needed.
class PairOfFiles {
 public:
  PairOfFiles() {
    std::filesystem::create_directory(folder_);
    const jwtauth::testing::TokenIssuer issuer(jwtauth::Algorithm::ES256);
    std::ofstream(files().certificate) << issuer.certificatePem();
    std::ofstream(files().privateKey) << issuer.privateKeyPem();
  }
  ~PairOfFiles() { std::filesystem::remove_all(folder_); }
  PairOfFiles(const PairOfFiles&) = delete;
  PairOfFiles& operator=(const PairOfFiles&) = delete;

  TlsFiles files() const { return {folder_ / "certificate.pem", folder_ / "key.pem"}; }

 private:
  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("https_server_test." + std::to_string(::getpid()));
};

std::shared_ptr<const TlsIdentity> identity() {
  return std::make_shared<const TlsIdentity>(PairOfFiles().files());
}

/// One connection of a client that trusts anybody.
class SecureClient {
 public:
  explicit SecureClient(std::uint16_t port) {
    stream_.lowest_layer().connect({net::ip::address_v4::loopback(), port});
    stream_.handshake(ssl::stream_base::client);
  }

  SecureClient& get(const std::string& target, const std::string& version = "1.1") {
    net::write(stream_, net::buffer("GET " + target + " HTTP/" + version + "\r\nHost: x\r\n\r\n"));
    return *this;
  }

  /// Everything until the connection ends.
  std::string rest() {
    std::string received;
    net::read(stream_, net::dynamic_buffer(received), end_);
    return received;
  }

  /// What comes until there is this much; less when the connection ends.
  std::string read(std::size_t size) {
    std::string received(size, 0);
    received.resize(net::read(stream_, net::buffer(received), end_));
    return received;
  }

  /// Whether the server has said that nothing follows (close_notify).
  bool hasEndedWell() const { return end_ == net::error::eof; }

 private:
  net::io_context context_;
  ssl::context tls_{ssl::context::tls_client};
  ssl::stream<tcp::socket> stream_{context_, tls_};
  boost::system::error_code end_;
};

RunningServer secureServer(const Limits& limits) {
  return RunningServer(limits, 4, identity());
}

/// Ends a connection on which nothing more is asked, and leaves everything else its time.
Limits closingSoon() {
  Limits limits;
  limits.idle = 1s;
  return limits;
}

/// Whether a connection is closed without a word.
bool isTurnedAway(std::uint16_t port) {
  return Client(port).rest().empty();
}

}  // namespace

TEST_CASE("by HTTPS answers are the same, and the end of a connection is told") {
  const RunningServer server = secureServer(closingSoon());
  SecureClient client(server.httpsPort());
  const std::string received = client.get("/fast").get("/work").get("/stream").get("/bad").rest();
  CHECK(received.find("fast") != std::string::npos);
  CHECK(received.find("done") != std::string::npos);
  CHECK(received.find("5\r\nbegin\r\n5\r\nxxxxx\r\n5\r\nxxxxx\r\n5\r\nxxxxx\r\n0\r\n\r\n") != std::string::npos);
  CHECK(received.find("HTTP/1.1 500") != std::string::npos);
  CHECK(client.hasEndedWell());
}

TEST_CASE("an answer larger than any buffer passes whole through TLS") {
  const RunningServer server = secureServer(Limits{});
  SecureClient client(server.httpsPort());
  const std::string head = client.get("/large").read(64 * 1024);
  REQUIRE(head.find("Content-Length: 67108864\r\n") != std::string::npos);
  std::size_t left = head.find("\r\n\r\n") + 4 + 64 * 1024 * 1024 - head.size();
  while (left > 0) {
    const std::string piece = client.read(std::min<std::size_t>(left, 1 << 20));
    REQUIRE(!piece.empty());
    REQUIRE(piece.find_first_not_of('x') == std::string::npos);
    left -= piece.size();
  }
}

TEST_CASE("a streamed answer that breaks off is not told to be at its end") {
  const RunningServer server = secureServer(closingSoon());
  SecureClient chunked(server.httpsPort());
  CHECK(chunked.get("/cut").rest().ends_with("5\r\nxxxxx\r\n"));  // there is no chunk of 0
  SecureClient unchunked(server.httpsPort());
  CHECK(unchunked.get("/cut", "1.0").rest().ends_with("xxxxx"));
  CHECK(!unchunked.hasEndedWell());
  SecureClient whole(server.httpsPort());
  CHECK(whole.get("/stream", "1.0").rest().ends_with("xxxxx"));
  CHECK(whole.hasEndedWell());
}

TEST_CASE("a client behind TLS that does not read is given up, and its source let go") {
  Limits limits = closingSoon();
  limits.write = 500ms;
  RunningServer server = secureServer(limits);
  SecureClient lazy(server.httpsPort());
  lazy.get("/endless");
  waitFor(server.handler().stream.released, 1);
  CHECK(server.handler().stream.pulled > 0);
  CHECK(SecureClient(server.httpsPort()).get("/fast").rest().find("fast") != std::string::npos);
}

TEST_CASE("a handshake that does not come to its end in time is ended") {
  const RunningServer server = secureServer(shortLimits());
  for (const std::string begin : {"", "\x16", "\x16\x03\x01\x02"}) {
    Client client(server.httpsPort());
    if (!begin.empty()) client.send(begin);
    CHECK(client.rest().empty());
  }
  CHECK(server.stillAnswers());
}

TEST_CASE("who is silent where HTTPS is spoken counts as a connection") {
  Limits limits = shortLimits();
  limits.connections = 2;
  const RunningServer server = secureServer(limits);
  Client silent(server.httpsPort());
  Client begun(server.httpsPort());
  begun.send("\x16");
  CHECK(isTurnedAway(server.httpsPort()));
  CHECK(server.client().lastStatus() == 0);
  CHECK(silent.rest().empty());
  CHECK(begun.rest().empty());
  CHECK(server.hasRoomWithin(5s));
}

TEST_CASE("a name in the subject of a certificate alone is no name of a host") {
  CHECK(!identity()->isGoodFor("issuer.test"));
  CHECK(!identity()->isGoodFor(""));
  const Request request{"GET", "/", {{"Host", "issuer.test"}}, ""};
  CHECK(!secureUrlOf(request, *identity(), 443));
}

}  // namespace rest::http
