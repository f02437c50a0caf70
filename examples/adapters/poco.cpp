// Notes over POCO: /notes for users, to be written with a scope; /status for everyone.
#include "jwtauth/adapters/poco.hpp"

#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/ServerSocket.h>

#include "program.hpp"

using Poco::Net::HTTPRequestHandler, Poco::Net::HTTPServerRequest, Poco::Net::HTTPServerResponse;

void send(HTTPServerResponse& response, const std::string& text) {
  response.setContentType("text/plain");
  response.sendBuffer(text.data(), text.size());
}

// region: main
class ReadNotes final : public jwtauth::adapters::poco::UserRequestHandler {
 public:
  using UserRequestHandler::UserRequestHandler;
  void handleUser(HTTPServerRequest&, HTTPServerResponse& response, const jwtauth::Principal& user) override {
    send(response, "Notes of " + std::string(user.name()));
  }
};

class WriteNotes final : public jwtauth::adapters::poco::UserRequestHandler {
 public:
  explicit WriteNotes(const jwtauth::AuthenticationMechanism& auth)
      : UserRequestHandler(auth, {.scopes = {"notes:write"}}) {}
  void handleUser(HTTPServerRequest&, HTTPServerResponse& response, const jwtauth::Principal&) override {
    response.setStatus(HTTPServerResponse::HTTP_CREATED);
    send(response, "");
  }
};
// endregion

class Status final : public HTTPRequestHandler {
  void handleRequest(HTTPServerRequest&, HTTPServerResponse& response) override { send(response, "up"); }
};

class Routes final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit Routes(const jwtauth::AuthenticationMechanism& auth) : auth_(auth) {}

  HTTPRequestHandler* createRequestHandler(const HTTPServerRequest& request) override {
    if (request.getURI() == "/status") return new Status;
    if (request.getMethod() == "POST") return new WriteNotes(auth_);
    return new ReadNotes(auth_);
  }

 private:
  const jwtauth::AuthenticationMechanism& auth_;
};

int main(int argc, char** argv) {
  EndSignal end;
  const auto auth = mechanismOf(argc, argv);
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  Poco::Net::HTTPServer server(new Routes(*auth), socket, new Poco::Net::HTTPServerParams);
  server.start();
  say(socket.address().port());
  end.wait();
  server.stop();
}
