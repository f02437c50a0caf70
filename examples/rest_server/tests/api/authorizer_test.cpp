#include "api/authorization/authorizer.hpp"

#include <thread>

#include "api/access/access.hpp"
#include "api/authorization/predicate_parser.hpp"
#include "api/request_error.hpp"
#include "budget/request_budget.hpp"
#include "document/json.hpp"
#include "tests/api/asked.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

Permission permission(std::string role, std::string_view predicate, std::int64_t priority = 0) {
  Permission made{"/permissions/" + role, {role}, parsePredicate(predicate).predicate, priority};
  return made;
}

/// The place of the permission that lets the request in; "none" when there is none.
std::string permitted(std::vector<Permission> permissions, Asked asked) {
  const Authorizer authorizer(std::move(permissions));
  const AccessRequest request = asked.look();
  const std::optional<Permit> permit = authorizer.permit(request);
  return permit ? permit->permission->place : "none";
}

Asked as(std::vector<std::string> roles) {
  return Asked("GET", "/c").by({}, std::move(roles));
}

std::string written(const Document& document) {
  std::string text;
  appendJson(text, document);
  return text;
}

}  // namespace

TEST_CASE("nothing permitted, nothing allowed") {
  CHECK(permitted({permission("a", "path('/c')")}, as({"a"})) == "/permissions/a");
  CHECK(permitted({}, as({"a"})) == "none");
  CHECK(permitted({permission("a", "path('/c')")}, as({"A"})) == "none");
  CHECK(permitted({permission("a", "path('/c')")}, as({})) == "none");
  CHECK(permitted({permission("a", "path('/d')")}, as({"a"})) == "none");
}

TEST_CASE("the patterns of all permissions together are bounded, and let nothing in beyond that") {
  std::vector<Permission> costly(100, permission("a", "regex('a(?=.*0)')"));
  costly.push_back(permission("a", "path-prefix('/')"));
  const std::string target = '/' + std::string(200, 'a');
  const RequestBudget::Scope scope(std::make_shared<RequestBudget>(RequestLimits()));
  CHECK_THROWS_AS(permitted(costly, Asked("GET", target).by({}, {"a"})), BudgetSpent);
  costly.erase(costly.begin(), costly.begin() + 95);
  CHECK(permitted(costly, Asked("GET", target).by({}, {"a"})) == "/permissions/a");
}

TEST_CASE("the first permission by priority decides, and of one priority the first that is written") {
  CHECK(permitted({permission("late", "path('/c')", 9), permission("early", "path('/c')", -1)},
                  as({"late", "early"})) == "/permissions/early");
  CHECK(permitted({permission("b", "path('/c')"), permission("a", "path('/c')")}, as({"a", "b"})) == "/permissions/b");
}

TEST_CASE("a request without a user has the permissions of $unauthenticated, and no user has them") {
  const std::vector<Permission> permissions{permission("$unauthenticated", "path('/c')")};
  CHECK(permitted(permissions, Asked("GET", "/c")) == "/permissions/$unauthenticated");
  CHECK(permitted(permissions, as({"$unauthenticated"})) == "none");
  CHECK(permitted({permission("a", "path('/c')")}, Asked("GET", "/c")) == "none");
}

TEST_CASE("where a permission cannot be decided no other decides, unless it says so") {
  std::vector<Permission> permissions{permission("first", "not bson-request-contains(role)", 0),
                                      permission("second", "method(POST)", 1)};
  const auto posted = [](const std::string& body) {
    return Asked("POST", "/c").by({}, {"first", "second"}).withBody(body);
  };
  CHECK(permitted(permissions, posted(R"({"a":1})")) == "/permissions/first");
  CHECK(permitted(permissions, posted(R"([{"$replaceWith":{}}])")) == "none");
  CHECK_THROWS_AS(permitted(permissions, posted("x")), RequestError);
  permissions[0].whenUndecided = Permission::WhenUndecided::askNext;
  CHECK(permitted(permissions, posted(R"([{"$replaceWith":{}}])")) == "/permissions/second");
}

TEST_CASE("a condition that decides does so beside one that cannot be decided") {
  const auto decided = [](const std::string& predicate) {
    return permitted({permission("a", predicate, 0), permission("b", "method(POST)", 1)},
                     Asked("POST", "/c").by({}, {"a", "b"}).withBody(R"([{"$replaceWith":{}}])"));
  };
  CHECK(decided("bson-request-contains(role)") == "none");
  CHECK(decided("bson-request-contains(role) and path('/d')") == "/permissions/b");
  CHECK(decided("path('/d') and bson-request-contains(role)") == "/permissions/b");
  CHECK(decided("bson-request-contains(role) or path('/c')") == "/permissions/a");
  CHECK(decided("bson-request-contains(role) and path('/c')") == "none");
  CHECK(decided("bson-request-contains(role) or path('/d')") == "none");
  CHECK(decided("not (bson-request-contains(role) and path('/d'))") == "/permissions/a");
}

TEST_CASE("what one permission has taken from the path is not there for the next") {
  std::vector<Permission> permissions{permission("a", "path-template('/{x}') and method(PUT)", 0),
                                      permission("a", "path-template('/{y}') and equals(${y}, 'c')", 1)};
  CHECK(permitted(permissions, as({"a"})) == "/permissions/a");
}

TEST_CASE("a method gets the filters and members that it has a use for") {
  const ParsedPredicate parsed = parsePredicate("path-template('/{tenant}')");
  Permission made{"p", {"user"}, parsed.predicate};
  made.readFilter = {R"({"r":"@user.sub"})", DocumentTemplate::Use::filter, parsed.captures};
  made.writeFilter = {R"({"w":"${tenant}"})", DocumentTemplate::Use::filter, parsed.captures};
  made.mergeRequest = {R"({"m":"@request.body.n"})", DocumentTemplate::Use::members, parsed.captures};
  made.projectResponse = checkedProjection(R"({"secret":0})");
  const Authorizer authorizer({made});
  const auto access = [&authorizer](Asked asked) {
    const AccessRequest request = asked.look();
    return accessBy(authorizer.permit(request).value(), request);
  };

  const Access get = access(Asked("HEAD", "/c").by({}));
  CHECK(written(get.readFilter) == R"({"r":"alice"})");
  CHECK(get.writeFilter == Document());
  CHECK(get.mergeRequest == Document());
  CHECK(written(get.projectResponse) == R"({"secret":0})");
  CHECK(get.principal->name() == "alice");
  const Access patch = access(Asked("PATCH", "/c").by({}).withBody(R"({"n":1})"));
  CHECK(written(patch.readFilter) == R"({"r":"alice"})");
  CHECK(written(patch.writeFilter) == R"({"w":"c"})");
  CHECK(written(patch.mergeRequest) == R"({"m":1})");
  CHECK(access(Asked("DELETE", "/c").by({})).mergeRequest == Document());
  CHECK_THROWS_AS(access(Asked("POST", "/c").by({}).withBody("{}")), TemplateGap);
}

TEST_CASE("permissions are replaced under the hands of their readers", "[threads]") {
  const auto withOne = [](const std::string& role) { return Authorizer({permission(role, "path('/c')")}); };
  Permissions permissions(withOne("old"));
  const std::shared_ptr<const Authorizer> kept = permissions.read();
  std::vector<std::thread> readers;
  std::atomic<bool> isOver{false};
  std::atomic<int> strange{0};
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!isOver) {
        const std::shared_ptr<const Authorizer> authorizer = permissions.read();
        const std::string& place = authorizer->permissions()[0].place;
        if (place != "/permissions/old" && place != "/permissions/new") ++strange;
      }
    });
  }
  for (int i = 0; i < 200; ++i) permissions.replace(withOne(i % 2 == 0 ? "old" : "new"));
  isOver = true;
  for (std::thread& reader : readers) reader.join();
  CHECK(strange == 0);
  CHECK(permissions.read()->permissions()[0].place == "/permissions/new");
  CHECK(kept->permissions()[0].place == "/permissions/old");
}

}  // namespace rest::api
