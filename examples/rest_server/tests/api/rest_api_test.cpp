// What the event loop answers itself, and what it leaves to the threads that may block.
#include "api/rest_api.hpp"

#include <filesystem>

#include "api/authorization/predicate_parser.hpp"
#include "budget/request_budget.hpp"
#include "document/json.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

AccessControl openToAll() {
  const jwtauth::testing::TokenIssuer issuer(jwtauth::Algorithm::HS256);
  std::vector<jwtauth::JwtAuthenticationMechanism> mechanisms;
  mechanisms.emplace_back(issuer.config());
  std::vector<Permission> permissions{
      {"/permissions/0", {std::string(unauthenticatedRole)}, parsePredicate("path-prefix('/c')").predicate, 0}};
  return {jwtauth::IssuerRouter(std::move(mechanisms)),
          std::make_shared<Permissions>(Authorizer(std::move(permissions)))};
}

}  // namespace

TEST_CASE("a small document is answered at once, a large one by a thread that may block") {
  std::string folder = (std::filesystem::temp_directory_path() / "rest-api-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  {
    const auto store = openSqliteStore(folder + "/store.db");
    const auto put = [&](const char* id, std::size_t size) {
      const std::string text(size, 'x');
      const Document body = parseJson(R"({"_id":")" + std::string(id) + R"(","t":")" + text + "\"}");
      store->write({"d", "c"}, DocumentId::ofText(id), {Change::Kind::replace, body}, WriteMode::upsert);
    };
    put("small", 1'000);
    put("large", 1'000'000);
    AccessControl access = openToAll();
    Operations operations(*store, {}, access.refusals());
    RestApi api({{{"d"}, {}}}, {}, std::move(access), operations, *store);

    http::Request request{"GET", "/c/small", {}, {}, "127.0.0.1"};
    const RequestBudget::Scope scope(std::make_shared<RequestBudget>(RequestLimits()));
    const auto small = api.handle(request);
    REQUIRE(std::holds_alternative<http::Response>(small));
    CHECK(std::get<http::Response>(small).status == 200);

    request.target = "/c/large";
    const auto large = api.handle(request);
    REQUIRE(std::holds_alternative<http::BlockingWork>(large));
    const http::Response answer = std::get<http::BlockingWork>(large)();
    CHECK(answer.status == 200);
    CHECK(answer.body.size() > 1'000'000);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace rest::api
