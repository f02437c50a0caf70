// Notes over Drogon, whose controller has a filter: /notes for users, to be written with a scope; /status for everyone.
#include <drogon/HttpController.h>

#include "jwtauth/adapters/drogon.hpp"
#include "program.hpp"
#include "serve_by_drogon.hpp"

using drogon::HttpRequestPtr, drogon::HttpResponse;
using Callback = std::function<void(const drogon::HttpResponsePtr&)>;

// region: main
using namespace jwtauth::adapters;

class Readers : public drogonframework::UserFilter<Readers> {
  using UserFilter::UserFilter;
};

class Writers : public drogonframework::UserFilter<Writers> {
  using UserFilter::UserFilter;
};

class Notes : public drogon::HttpController<Notes> {
 public:
  METHOD_LIST_BEGIN
  ADD_METHOD_TO(Notes::read, "/notes", drogon::Get, Readers::classTypeName());
  ADD_METHOD_TO(Notes::write, "/notes", drogon::Post, Writers::classTypeName());
  METHOD_LIST_END

  void read(const HttpRequestPtr& request, Callback&& callback) {
    const jwtauth::Principal& user = drogonframework::userOf(request);
    const auto response = HttpResponse::newHttpResponse();
    response->setBody("Notes of " + std::string(user.name()));
    callback(response);
  }

  void write(const HttpRequestPtr& request, Callback&& callback) {
    drogonframework::userOf(request);
    const auto response = HttpResponse::newHttpResponse();
    response->setStatusCode(drogon::k201Created);
    callback(response);
  }
};

void registerFilters(const jwtauth::AuthenticationMechanism& auth) {
  drogon::app().registerFilter(std::make_shared<Readers>(auth, Terms{.patience = std::chrono::seconds(10)}));
  drogon::app().registerFilter(std::make_shared<Writers>(auth, Terms{.requirement = {.scopes = {"notes:write"}}}));
  drogon::app().registerPreSendingAdvice(drogonframework::addFields);
}
// endregion

int main(int argc, char** argv) {
  const auto auth = mechanismOf(argc, argv);
  registerFilters(*auth);
  serveByDrogon();
}
