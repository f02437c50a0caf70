// Notes over Boost.Beast with callbacks: /notes for users, to be written with a scope; /status for everyone, also while
// a request waits for keys. Any number of threads may run the loop; here two do.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <thread>

#include "jwtauth/adapters/beast.hpp"
#include "program.hpp"

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

/// One connection. It lives as long as one of its callbacks.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, const jwtauth::AuthenticationMechanism& auth) : socket_(std::move(socket)), auth_(auth) {}

  void read() {
    request_ = {};
    http::async_read(socket_, buffer_, request_, [self = shared_from_this()](error_code error, std::size_t) {
      if (!error) self->judge();
    });
  }

 private:
  void judge() {
    if (request_.target() == "/status") return answer(http::status::ok, "up", {});
    // region: main
    using namespace jwtauth::adapters;
    beast::Terms terms{.patience = std::chrono::seconds(10)};
    if (request_.method() == http::verb::post) terms.requirement.scopes = {"notes:write"};
    beast::asyncJudge(socket_.get_executor(), auth_, request_, terms, [self = shared_from_this()](Verdict verdict) {
      if (!verdict.user) return self->write(beast::refusal(self->request_, verdict));
      self->serve(*verdict.user, verdict);
    });
    // endregion
  }

  void serve(const jwtauth::Principal& user, const jwtauth::adapters::Verdict& verdict) {
    if (request_.method() == http::verb::post) return answer(http::status::created, "", verdict);
    answer(http::status::ok, "Notes of " + std::string(user.name()), verdict);
  }

  void answer(http::status status, std::string body, const jwtauth::adapters::Verdict& verdict) {
    http::response<http::string_body> response{status, request_.version(), std::move(body)};
    response.keep_alive(request_.keep_alive());
    response.prepare_payload();
    if (request_.method() == http::verb::head) response.body().clear();
    jwtauth::adapters::beast::addFields(response, verdict);
    write(std::move(response));
  }

  template <class Body>
  void write(http::response<Body> response) {
    const auto kept = std::make_shared<http::response<Body>>(std::move(response));
    http::async_write(socket_, *kept, [self = shared_from_this(), kept](error_code error, std::size_t) {
      if (!error && kept->keep_alive()) self->read();
    });
  }

  tcp::socket socket_;
  const jwtauth::AuthenticationMechanism& auth_;
  boost::beast::flat_buffer buffer_;
  http::request<http::string_body> request_;
};

void listen(tcp::acceptor& acceptor, const jwtauth::AuthenticationMechanism& auth) {
  acceptor.async_accept(asio::make_strand(acceptor.get_executor()), [&](error_code error, tcp::socket socket) {
    if (!error) std::make_shared<Session>(std::move(socket), auth)->read();
    listen(acceptor, auth);
  });
}

int main(int argc, char** argv) {
  asio::io_context loop;
  const auto auth = mechanismOf(argc, argv);  // ends before the loop, which its keys may call back until then
  tcp::acceptor acceptor(loop, {asio::ip::address_v4::loopback(), 0});
  say(acceptor.local_endpoint().port());
  listen(acceptor, *auth);
  const std::jthread other([&] { loop.run(); });
  loop.run();
}
