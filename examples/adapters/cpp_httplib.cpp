// Notes over cpp-httplib: /notes for users, to be written with a scope; /status for everyone.
#include "jwtauth/adapters/httplib.hpp"

#include "program.hpp"

int main(int argc, char** argv) {
  const auto auth = mechanismOf(argc, argv);
  httplib::Server server;

  // region: main
  using jwtauth::adapters::cpphttplib::forUsers;
  server.Get("/notes", forUsers(*auth, [](const auto&, auto& response, const jwtauth::Principal& user) {
               response.set_content("Notes of " + std::string(user.name()), "text/plain");
             }));
  server.Post("/notes", forUsers(*auth, [](const auto&, auto& response, const auto&) { response.status = 201; },
                                 {.scopes = {"notes:write"}}));
  // endregion
  server.Get("/status", [](const auto&, auto& response) { response.set_content("up", "text/plain"); });

  say(server.bind_to_any_port("127.0.0.1"));
  return server.listen_after_bind() ? EXIT_SUCCESS : EXIT_FAILURE;
}
