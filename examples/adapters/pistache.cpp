// Notes over Pistache: /notes for users, to be written with a scope; /status for everyone.
#include "jwtauth/adapters/pistache.hpp"

#include <pistache/endpoint.h>

#include "program.hpp"

using Pistache::Http::Code, Pistache::Http::ResponseWriter;
using Pistache::Rest::Request, Pistache::Rest::Route;

int main(int argc, char** argv) {
  EndSignal end;
  const auto auth = mechanismOf(argc, argv);
  Pistache::Rest::Router router;

  // region: main
  using jwtauth::adapters::pistache::forUsers;
  const auto read = [](const Request& request, ResponseWriter response, const jwtauth::Principal& user) {
    const bool isHead = request.method() == Pistache::Http::Method::Head;
    response.send(Code::Ok, isHead ? "" : "Notes of " + std::string(user.name()));
  };
  const auto write = [](const Request&, ResponseWriter response, const jwtauth::Principal&) {
    response.send(Code::Created);
  };
  router.get("/notes", forUsers(*auth, read));
  router.head("/notes", forUsers(*auth, read));
  router.post("/notes", forUsers(*auth, write, {.scopes = {"notes:write"}}));
  // endregion
  router.get("/status", [](const Request&, ResponseWriter response) {
    response.send(Code::Ok, "up");
    return Route::Result::Ok;
  });

  Pistache::Http::Endpoint server(Pistache::Address("127.0.0.1", Pistache::Port(0)));
  using Pistache::Tcp::Options;
  server.init(Pistache::Http::Endpoint::options().maxRequestSize(64 * 1024).flags(Options::ReuseAddr));
  server.setHandler(router.handler());
  server.serveThreaded();
  say(server.getPort());
  end.wait();
  server.shutdown();
}
