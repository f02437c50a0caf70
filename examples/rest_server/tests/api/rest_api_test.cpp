// What the event loop answers itself, and what it leaves to the threads that may block.
#include "api/rest_api.hpp"

#include <cstdlib>
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

AccessControl openToAll(std::string_view predicate) {
  const jwtauth::testing::TokenIssuer issuer(jwtauth::Algorithm::HS256);
  std::vector<jwtauth::JwtAuthenticationMechanism> mechanisms;
  mechanisms.emplace_back(issuer.config());
  std::vector<Permission> permissions{
      {"/permissions/0", {std::string(unauthenticatedRole)}, parsePredicate(predicate).predicate, 0}};
  return {jwtauth::IssuerRouter(std::move(mechanisms)),
          std::make_shared<Permissions>(Authorizer(std::move(permissions)))};
}

std::string newFolder() {
  std::string folder = (std::filesystem::temp_directory_path() / "rest-api-XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  return folder;
}

/// The API over a store in a folder of its own.
class Served {
 public:
  explicit Served(std::string_view predicate = "path-prefix('/')") : access_(openToAll(predicate)) {}
  ~Served() { std::filesystem::remove_all(folder_); }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  DocumentStore& store() { return *store_; }
  RestApi& api() { return api_; }

 private:
  const std::string folder_ = newFolder();
  const std::unique_ptr<DocumentStore> store_ = openSqliteStore(folder_ + "/store.db");
  AccessControl access_;
  Operations operations_{*store_, {}, access_.refusals()};
  RestApi api_{{{{"d"}, {}}}, {}, std::move(access_), operations_, *store_};
};

http::Response answerOf(RestApi& api, const http::Request& request, const RequestLimits& limits) {
  const RequestBudget::Scope scope(std::make_shared<RequestBudget>(limits));
  const auto outcome = api.handle(request);
  REQUIRE(std::holds_alternative<http::BlockingWork>(outcome));
  return std::get<http::BlockingWork>(outcome)();
}

}  // namespace

TEST_CASE("a small document is answered at once, a large one by a thread that may block") {
  Served served;
  const auto put = [&](const char* id, std::size_t size) {
    const std::string text(size, 'x');
    const Document body = parseJson(R"({"_id":")" + std::string(id) + R"(","t":")" + text + "\"}");
    served.store().write({"d", "c"}, DocumentId::ofText(id), {Change::Kind::replace, body}, WriteMode::upsert);
  };
  put("small", 1'000);
  put("large", 1'000'000);

  http::Request request{"GET", "/c/small", {}, {}, "127.0.0.1"};
  const RequestBudget::Scope scope(std::make_shared<RequestBudget>(RequestLimits()));
  const auto small = served.api().handle(request);
  REQUIRE(std::holds_alternative<http::Response>(small));
  CHECK(std::get<http::Response>(small).status == 200);

  request.target = "/c/large";
  const auto large = served.api().handle(request);
  REQUIRE(std::holds_alternative<http::BlockingWork>(large));
  const http::Response answer = std::get<http::BlockingWork>(large)();
  CHECK(answer.status == 200);
  CHECK(answer.body.size() > 1'000'000);
}

TEST_CASE("permissions look at a small body at once, at a large one on a thread that may block") {
  Served served("path-prefix('/c') and bson-request-blacklist(secret)");
  http::Request request{"POST", "/c", {}, R"({"secret":1})", "127.0.0.1"};
  const RequestBudget::Scope scope(std::make_shared<RequestBudget>(RequestLimits()));
  const auto refused = served.api().handle(request);
  REQUIRE(std::holds_alternative<http::Response>(refused));
  CHECK(std::get<http::Response>(refused).status == 401);

  const std::string text(20'000, 'x');
  const std::pair<std::string, int> bodies[] = {
      {R"({"secret":")" + text + "\"}", 401}, {R"({"t":")" + text + "\"}", 404}, {'{' + text, 400}};
  for (const auto& [body, status] : bodies) {
    request.body = body;
    CHECK(answerOf(served.api(), request, {}).status == status);
  }
}

TEST_CASE("the documents of a POST and the links of its answer are held before anything is written") {
  Served served;
  const CollectionName name{"d", "c" + std::string(100, 'x')};
  served.store().createCollection(name);
  std::string body = "[{}";
  for (int i = 1; i < 1'000; ++i) body += ",{}";
  body += ']';
  const std::string target = '/' + name.collection;
  const http::Request request{"POST", target, {}, body, "127.0.0.1"};
  const http::Response refusal = answerOf(served.api(), request, {.memoryBytes = 400'000});
  CHECK(refusal.status == 400);
  CHECK_THAT(refusal.body, jwtauth::tests::Contains("more than 400000 bytes of memory"));
  CHECK(served.store().count(name, Document()) == 0);

  const http::Response answer = answerOf(served.api(), request, {.memoryBytes = 1'000'000});
  CHECK(answer.status == 200);
  CHECK(answer.body.size() > 1'000 * target.size());
  CHECK(served.store().count(name, Document()) == 1'000);
}

}  // namespace rest::api
