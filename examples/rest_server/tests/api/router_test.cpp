#include "api/router.hpp"

#include <string>

#include "api/own_paths.hpp"
#include "api/request_error.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

const Router router(std::vector<Mount>{{{}, {}}});  // everything, at /

constexpr ManagementRights allRights{true, true, true, true};

http::Request requestOf(std::string_view method, std::string_view target) {
  http::Request request;
  request.method = method;
  request.target = target;
  return request;
}

int statusOf(std::string_view method, std::string_view target, const ManagementRights& rights) {
  try {
    router.find(parseTarget(target), method, rights);
    return 200;
  } catch (const RequestError& error) {
    return error.status();
  }
}

}  // namespace

TEST_CASE("each of the server's own paths is found at its name, and no other path is one") {
  for (const OwnPath& own : ownPaths) {
    INFO(own.name);
    CHECK(ownPathAt(parseTarget(own.name).segments) == &own);
    CHECK(isOwnName(parseTarget(own.name).segments.front()));
    const OwnPath* const below = ownPathAt(parseTarget(std::string(own.name) + "/more").segments);
    CHECK(below == (own.name.ends_with("/**") ? &own : nullptr));
  }
  const std::string metadata = "/.well-known/oauth-protected-resource";
  for (const std::string& path : {metadata, metadata + "/mcp", metadata + "/a/b/"}) {
    REQUIRE(ownPathAt(parseTarget(path).segments) != nullptr);
    CHECK(ownPathAt(parseTarget(path).segments)->answer == OwnPath::Answer::resourceMetadata);
  }
  CHECK(ownPathAt(parseTarget("/roles/alice").segments)->answer == OwnPath::Answer::roles);
  for (const char* other : {"/", "/roles", "/roles/alice/more", "/health/other", "/db", "/pings", "/metrics/x",
                            "/.well-known", "/.well-known/x"}) {
    INFO(other);
    CHECK(ownPathAt(parseTarget(other).segments) == nullptr);
  }
  for (const char* other : {"db", "{name}", "", "Ping"}) {
    INFO(other);
    CHECK(!isOwnName(other));
  }
}

TEST_CASE("OPTIONS answers the methods that the router lets through") {
  for (const char* target : {"/d", "/d/_meta", "/d/_size", "/d/c", "/d/c/_meta", "/d/c/_size", "/d/c/*",
                             "/d/c/_indexes", "/d/c/_indexes/i", "/d/c/_aggrs", "/d/c/_aggrs/a", "/d/c/x", "/"}) {
    INFO(target);
    const std::string_view methods = router.optionsFor(requestOf("OPTIONS", target)).value();
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"}) {
      INFO(method);
      const bool isListed = methods.find(method) != std::string_view::npos;
      CHECK(statusOf(method, target, allRights) == (isListed ? 200 : 405));
    }
  }
  for (const OwnPath& own : ownPaths) CHECK(router.optionsFor(requestOf("OPTIONS", own.name)) == own.methods);
  CHECK(router.optionsFor(requestOf("OPTIONS", "*")) == "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  CHECK(router.optionsFor(requestOf("OPTIONS", "/a/b/c/d/e")) == "OPTIONS");
  CHECK(!router.optionsFor(requestOf("GET", "/d")));
}

TEST_CASE("what is no plain document needs a right of its own") {
  const auto needs = [](std::string_view method, std::string_view target, bool ManagementRights::*right) {
    INFO(method << ' ' << target);
    ManagementRights allButOne = allRights;
    allButOne.*right = false;
    ManagementRights none;
    none.*right = true;
    CHECK(statusOf(method, target, allButOne) == 403);
    CHECK(statusOf(method, target, none) == 200);
  };
  for (const char* target : {"/d/_meta", "/d/c/_meta", "/d/c/_indexes"}) {
    for (const char* method : {"GET", "HEAD"}) needs(method, target, &ManagementRights::allowManagementRequests);
  }
  for (const char* target : {"/d", "/d/c"}) {
    for (const char* method : {"PUT", "PATCH", "DELETE"}) {
      needs(method, target, &ManagementRights::allowManagementRequests);
    }
  }
  for (const char* method : {"PUT", "DELETE"}) {
    needs(method, "/d/c/_indexes/i", &ManagementRights::allowManagementRequests);
  }
  needs("PATCH", "/d/c/*", &ManagementRights::allowBulkPatch);
  needs("DELETE", "/d/c/*", &ManagementRights::allowBulkDelete);
  needs("POST", "/d/c?wm=upsert", &ManagementRights::allowWriteMode);
}

TEST_CASE("documents and their numbers need no right but a permission") {
  for (const char* target : {"/", "/d", "/d/_size", "/d/c", "/d/c/_size", "/d/c/_aggrs/a", "/d/c/x"}) {
    INFO(target);
    CHECK(statusOf("GET", target, {}) == 200);
  }
  CHECK(statusOf("POST", "/d/c", {}) == 200);
  for (const char* method : {"PUT", "PATCH", "DELETE"}) CHECK(statusOf(method, "/d/c/x", {}) == 200);
}

TEST_CASE("RESTHeart's names that are not served are 501, whatever the method") {
  for (const char* target : {"/d/_schemas", "/d/_sessions", "/d/_txns", "/d/_streams", "/d/c/_streams", "/d/c/_schemas",
                             "/d/c/_sessions", "/d/c/_txns", "/d/c/_search", "/d/c/_properties", "/d/c/_streams/x/y"}) {
    INFO(target);
    CHECK(statusOf("GET", target, {}) == 501);
    CHECK(statusOf("TRACE", target, allRights) == 501);
  }
  CHECK(statusOf("GET", "/d/c/x?sid=1", {}) == 501);
}

TEST_CASE("a resource ends where its path does") {
  for (const char* target : {"/d/_meta/x", "/d/_size/x", "/d/c/_meta/x", "/d/c/_size/x", "/d/c/*/x", "/d/c/x/y",
                             "/d/c/_indexes/i/x", "/d/c/_aggrs/a/x", "/d/c/_meta/x?id_type=STRING"}) {
    INFO(target);
    CHECK(statusOf("GET", target, allRights) == 404);
  }
  CHECK(statusOf("GET", "/d/c/_meta?id_type=STRING", {}) == 200);
}

}  // namespace rest::api
