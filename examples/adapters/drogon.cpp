// Notes over Drogon, whose handlers are wrapped: /notes for users, to be written with a scope; /status for everyone,
// also while a request waits for keys.
#include "jwtauth/adapters/drogon.hpp"

#include "program.hpp"
#include "serve_by_drogon.hpp"

using drogon::HttpRequestPtr, drogon::HttpResponse;
using Callback = std::function<void(const drogon::HttpResponsePtr&)>;

int main(int argc, char** argv) {
  const auto auth = mechanismOf(argc, argv);

  // region: main
  using jwtauth::adapters::drogonframework::forUsers;
  const auto read = [](const HttpRequestPtr&, Callback&& callback, const jwtauth::Principal& user) {
    const auto response = HttpResponse::newHttpResponse();
    response->setBody("Notes of " + std::string(user.name()));
    callback(response);
  };
  const auto write = [](const HttpRequestPtr&, Callback&& callback, const jwtauth::Principal&) {
    const auto response = HttpResponse::newHttpResponse();
    response->setStatusCode(drogon::k201Created);
    callback(response);
  };
  using namespace std::chrono_literals;
  drogon::app().registerHandler("/notes", forUsers(*auth, read, {.patience = 10s}), {drogon::Get});
  drogon::app().registerHandler("/notes", forUsers(*auth, write, {.requirement = {.scopes = {"notes:write"}}}),
                                {drogon::Post});
  // endregion

  // A route with a parameter, whose answer Drogon would keep.
  const auto one = [](const HttpRequestPtr&, Callback&& callback, const jwtauth::Principal& user, int number) {
    const auto response = HttpResponse::newHttpResponse();
    response->setBody("Note " + std::to_string(number) + " of " + std::string(user.name()));
    response->setExpiredTime(60);
    callback(response);
  };
  drogon::app().registerHandler("/notes/{number}", forUsers(*auth, one), {drogon::Get});
  serveByDrogon();
}
