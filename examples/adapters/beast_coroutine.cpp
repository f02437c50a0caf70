// Notes over Boost.Beast, a coroutine for each connection: /notes for users, to be written with a scope; /status for
// everyone, also while a request waits for keys. One thread serves all.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "jwtauth/adapters/beast.hpp"
#include "program.hpp"

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

Response text(const Request& request, http::status status, std::string body) {
  Response response{status, request.version(), std::move(body)};
  response.keep_alive(request.keep_alive());
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();
  return response;
}

asio::awaitable<void> serve(tcp::socket socket, const jwtauth::AuthenticationMechanism& auth) {
  boost::beast::flat_buffer buffer;
  for (bool isOpen = true; isOpen;) {
    Request request;
    co_await http::async_read(socket, buffer, request, asio::use_awaitable);
    isOpen = request.keep_alive();
    if (request.target() == "/status") {
      co_await http::async_write(socket, text(request, http::status::ok, "up"), asio::use_awaitable);
      continue;
    }

    // region: main
    using namespace jwtauth::adapters;
    const bool writes = request.method() == http::verb::post;
    beast::Terms terms{.patience = std::chrono::seconds(10)};
    if (writes) terms.requirement.scopes = {"notes:write"};
    const Verdict verdict =
        co_await beast::asyncJudge(socket.get_executor(), auth, request, terms, asio::use_awaitable);
    if (!verdict.user) {
      co_await http::async_write(socket, beast::refusal(request, verdict), asio::use_awaitable);
      continue;
    }
    Response response = writes ? text(request, http::status::created, "")
                               : text(request, http::status::ok, "Notes of " + std::string(verdict.user->name()));
    beast::addFields(response, verdict);
    // endregion
    co_await http::async_write(socket, response, asio::use_awaitable);
  }
}

asio::awaitable<void> listen(tcp::acceptor acceptor, const jwtauth::AuthenticationMechanism& auth) {
  for (;;) {
    tcp::socket socket = co_await acceptor.async_accept(asio::use_awaitable);
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), auth), asio::detached);
  }
}

int main(int argc, char** argv) {
  asio::io_context loop;
  const auto auth = mechanismOf(argc, argv);  // ends before the loop, which its keys may call back until then
  tcp::acceptor acceptor(loop, {asio::ip::address_v4::loopback(), 0});
  say(acceptor.local_endpoint().port());
  asio::co_spawn(loop, listen(std::move(acceptor), *auth), asio::detached);
  loop.run();
}
