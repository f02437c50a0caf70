#include "configuration/permissions.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "configuration/access_rules.hpp"
#include "configuration/idle_permissions.hpp"
#include "document/json.hpp"
#include "tests/support/catch.hpp"

namespace rest {
namespace {

ConfigurationTree treeOf(const std::string& text) {
  ConfigurationTree tree;
  tree.addText(text, "file");
  return tree;
}

std::string mistakeIn(const std::string& permission) {
  try {
    readPermissions(treeOf("fileAclAuthorizer: {permissions: [" + permission + "]}"));
  } catch (const SettingError& error) {
    return error.what();
  }
  return "none";
}

std::string mistakeInMongo(const std::string& mongo) {
  return mistakeIn("{role: a, predicate: path(/), mongo: {" + mongo + "}}");
}

std::string written(const Document& document) {
  std::string text;
  appendJson(text, document);
  return text;
}

/// A folder of files that goes with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "permissions_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string add(const std::string& name, const std::string& text) const {
    const std::string file = (path_ / name).string();
    std::ofstream(file) << text;
    return file;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("permissions carry roles, priority, rights, filters and members") {
  const auto permissions = readPermissions(treeOf(R"(
fileAclAuthorizer:
  permissions:
    - _id: own
      description: own documents
      roles: [a, b]
      predicate: path-template('/{tenant}/x')
      priority: 7
      when-undecided: next
      mongo:
        allowWriteMode: true
        readFilter: >
          {"owner": "@user.sub"}
        writeFilter: {owner: "@user.sub", tenant: "${tenant}"}
        mergeRequest: '{"owner": "@user.sub", "at": "@now"}'
        projectResponse: {secret: 0}
    - {role: c, predicate: path(/), mongo: null}
)"));
  REQUIRE(permissions.size() == 2);
  const api::Permission& own = permissions[0];
  CHECK(own.place == "/fileAclAuthorizer/permissions/0 (own)");
  CHECK(own.roles == std::vector<std::string>{"a", "b"});
  CHECK(own.priority == 7);
  CHECK(own.whenUndecided == api::Permission::WhenUndecided::askNext);
  CHECK(permissions[1].whenUndecided == api::Permission::WhenUndecided::refuse);
  CHECK(own.rights.allowWriteMode);
  CHECK(!own.rights.allowManagementRequests);
  CHECK(written(own.readFilter.document()) == R"({"owner":"@user.sub"})");
  CHECK(written(own.writeFilter.document()) == R"({"owner":"@user.sub","tenant":"${tenant}"})");
  CHECK(written(own.mergeRequest.document()) == R"({"owner":"@user.sub","at":"@now"})");
  CHECK(written(own.projectResponse) == R"({"secret":0})");
  CHECK(permissions[1].priority > 7);
  CHECK(permissions[1].readFilter.isEmpty());
}

TEST_CASE("a mistake names the file, the permission and the key") {
  CHECK(mistakeInMongo("readFilter: '{\"a\": 1}'") == "none");
  const std::string place = "file: /fileAclAuthorizer/permissions/0";
  CHECK(mistakeIn("{role: a}").find(place + "/predicate: is missing") == 0);
  CHECK(mistakeIn("{predicate: path(/)}").find(place + "/role: is missing") == 0);
  CHECK(mistakeIn("{role: a, predicate: 'path(/) and exists(x)'}")
            .find(place + "/predicate: at line 1, column 13: got 'exists', expected one of path, ") == 0);
  CHECK(mistakeIn("{role: a, predicate: path(/), forbidProps: [x]}").find(place + "/forbidProps: ") == 0);
  CHECK(mistakeIn("{role: a, predicate: path(/), when-undecided: allow}")
            .find(place + "/when-undecided: got 'allow', expected refuse, or next") == 0);
  CHECK(mistakeInMongo("overrideProps: {a: 1}").find(place + "/mongo/overrideProps: ") == 0);
  CHECK(mistakeInMongo("readFilter: '{\"a\": }'").find(place + "/mongo/readFilter: is not JSON") == 0);
  CHECK(mistakeInMongo("readFilter: [1]").find(place + "/mongo/readFilter: got a list") == 0);
  CHECK(mistakeInMongo("writeFilter: {a: '${id}'}").find(place + "/mongo/writeFilter: '${id}' is not named by") == 0);
  CHECK(mistakeInMongo("mergeRequest: {$set: {a: 1}}").find(place + "/mongo/mergeRequest: has an operator") == 0);
  CHECK(mistakeInMongo("projectResponse: {a: x}").find(place + "/mongo/projectResponse: ") == 0);
}

TEST_CASE("a permission that can never decide, or a part of it that can never be of use, is a mistake") {
  const std::string place = "file: /fileAclAuthorizer/permissions/0";
  CHECK(mistakeIn("{role: a, predicate: 'path(/x) or (method(GET) and method(PUT))'}") ==
        place + "/predicate: no request can fulfil 'method(GET) and method(PUT)'");
  const auto ofStrangers = [](const std::string& predicate, const std::string& mongo = "",
                              const std::string& more = "") {
    return mistakeIn("{roles: [$unauthenticated" + more + "], predicate: \"" + predicate + "\", mongo: {" + mongo +
                     "}}");
  };
  CHECK(ofStrangers("equals(@user.sub, a)") ==
        place + "/predicate: needs a user, but $unauthenticated is for requests without one");
  CHECK(ofStrangers("equals(@user.sub, a)", "", ", u") == "none");
  const std::string owner = "Filter: {owner: '@user.sub'}";
  CHECK(ofStrangers("path(/)", "read" + owner, ", u") ==
        place +
            "/mongo/readFilter: the variable @user.sub never has a value in requests without a user, for which "
            "$unauthenticated is");
  CHECK(ofStrangers("path(/)", "write" + owner) != "none");
  CHECK(ofStrangers("path(/)", "write" + owner, ", u") == "none");
  CHECK(ofStrangers("path(/)", "mergeRequest: {owner: '@user.sub'}") != "none");

  const auto withFilter = [](const std::string& predicate, const std::string& variable) {
    return mistakeIn("{role: a, predicate: \"" + predicate + "\", mongo: {readFilter: {a: \"" + variable + "\"}}}");
  };
  CHECK(withFilter("method(GET)", "@request.body.a") ==
        place +
            "/mongo/readFilter: the variable @request.body.a never has a value since the predicate allows no "
            "method with a body");
  CHECK(withFilter("method(GET, PATCH)", "@request.body.a") == "none");
  CHECK(withFilter("qparams-whitelist(page)", "@qparams['a']") ==
        place +
            "/mongo/readFilter: the variable @qparams['a'] never has a value since the predicate does not allow "
            "this parameter");
  CHECK(withFilter("not path-template('/a/{x}')", "${x}") ==
        place + "/mongo/readFilter: the variable ${x} never has a value where the predicate holds");
  CHECK(withFilter("path-template('/a/{x}') or path('/b')", "${x}") == "none");
}

TEST_CASE("members that no request can give to a document are a mistake") {
  for (const char* name : {"'a..b'", "'.a'", "'a.'", "''", "a.$b", "_etag"}) {
    INFO(name);
    CHECK(mistakeInMongo("mergeRequest: {" + std::string(name) + ": 1}").find("/mongo/mergeRequest: has ") !=
          std::string::npos);
  }
  CHECK(mistakeInMongo("mergeRequest: {a: 1, a.b: 2}") != "none");
  CHECK(mistakeInMongo("mergeRequest: {_id: [1]}") != "none");
  CHECK(mistakeInMongo("mergeRequest: {a.b: 1, a.c: 2, _id: x}") == "none");
}

TEST_CASE("a permission that never decides, since another one always does before it, is named") {
  const auto named = [](const std::string& first, const std::string& second) {
    const auto permissions = readPermissions(
        treeOf("fileAclAuthorizer: {permissions: [{_id: first, " + first + "}, {_id: second, " + second + "}]}"));
    return shadowedPermissions(permissions);
  };
  using Sentences = std::vector<std::string>;
  const std::string narrow = "predicate: path(/c/x), mongo: {readFilter: {a: 1}}";
  const std::string place = "/fileAclAuthorizer/permissions/";
  CHECK(named("role: a, predicate: path-prefix(/c), priority: 1", "role: a, priority: 2, " + narrow) ==
        Sentences{place + "1 (second) never decides: " + place +
                  "0 (first) is asked before it, and holds whenever it does"});
  CHECK(named("role: a, priority: 2, " + narrow, "roles: [a, b], predicate: path-prefix(/c), priority: 1") ==
        Sentences{place + "0 (first) never decides: " + place +
                  "1 (second) is asked before it, and holds whenever it does"});
  CHECK(named("role: a, predicate: path(/c)", "role: a, predicate: path(/c)").size() == 1);
  CHECK(named("role: a, predicate: path-prefix(/c), priority: 2", "role: a, priority: 1, " + narrow).empty());
  CHECK(named("role: a, predicate: path-prefix(/c), priority: 1", "roles: [a, b], priority: 2, " + narrow).empty());
  CHECK(
      named("role: a, predicate: path-prefix(/c), priority: 1, when-undecided: next", "role: a, priority: 2, " + narrow)
          .empty());
}

TEST_CASE("a permission for what is not served is named") {
  const auto named = [](const std::string& predicate) {
    const auto permissions =
        readPermissions(treeOf("fileAclAuthorizer: {permissions: [{role: a, predicate: \"" + predicate + "\"}]}"));
    const std::vector<api::Mount> mounts{{{"db"}, {"api", "db"}}, {{"other"}, {"other"}}};
    return unservedPermissions(permissions, mounts);
  };
  const std::vector<std::string> sentence{
      "/fileAclAuthorizer/permissions/0 permits nothing: where its predicate holds nothing is served"};
  for (const char* predicate : {"path-prefix('/notes')", "path('/api')", "path-prefix('/api/dc')", "method(TRACE)",
                                "path-template('/{x}') and not path-prefix('/other', '/ping', '/health', '/metrics', "
                                "'/roles', '/_openapi', '/.well-known')"}) {
    INFO(predicate);
    CHECK(named(predicate) == sentence);
  }
  for (const char* predicate : {"path-prefix('/')", "path-prefix('/api')", "path-template('/api/{db}/{c}')",
                                "path('/metrics')", "method(TRACE, GET)", "not path-prefix('/api')"}) {
    INFO(predicate);
    CHECK(named(predicate).empty());
  }
}

TEST_CASE("all mistakes are found at once") {
  const auto mistakes = permissionMistakes(treeOf(R"(
fileAclAuthorizer:
  permissions: [{role: a}, {role: a, predicate: path(/)}, {predicate: path(/)}]
)"));
  REQUIRE(mistakes.size() == 2);
  CHECK(std::string(mistakes[0].what()).find("permissions/0/predicate") != std::string::npos);
  CHECK(std::string(mistakes[1].what()).find("permissions/2/role") != std::string::npos);
  CHECK(permissionMistakes(treeOf("{}")).empty());
}

TEST_CASE("what is not enabled permits nothing") {
  const std::string permissions = "permissions: [{role: a, predicate: path(/)}]";
  CHECK(readPermissions(treeOf("fileAclAuthorizer: {" + permissions + "}")).size() == 1);
  CHECK(readPermissions(treeOf("fileAclAuthorizer: {enabled: true, " + permissions + "}")).size() == 1);
  CHECK(readPermissions(treeOf("fileAclAuthorizer: {enabled: false, " + permissions + "}")).empty());
  CHECK(readPermissions(treeOf("fileAclAuthorizer: {}")).empty());
  CHECK(readPermissions(treeOf("other: {}")).empty());
}

TEST_CASE("permissions may be in a file of their own, beside the one that names it") {
  const Folder folder;
  folder.add("map.yml", "permissions: [{role: a, predicate: path(/)}]");
  folder.add("list.yml", "- {role: b, predicate: path(/)}\n- {role: c, predicat: path(/)}");
  const auto rolesBy = [&folder](const std::string& file) {
    ConfigurationTree tree;
    tree.addFile(folder.add("server.yml", "fileAclAuthorizer: {conf-file: " + file + "}"));
    return readPermissions(tree).at(0).roles;
  };
  CHECK(rolesBy("./map.yml") == std::vector<std::string>{"a"});
  CHECK_THROWS_WITH(rolesBy("list.yml"), jwtauth::tests::Contains("list.yml: /permissions/1/predicat: "));
  CHECK_THROWS_WITH(rolesBy("none.yml"), jwtauth::tests::Contains("none.yml"));
}

TEST_CASE("the guards' blocks are read as RESTHeart has them") {
  const ConfigurationTree tree = treeOf(R"(
originVetoer: {enabled: true, whitelist: [https://a.example, http://localhost], ignore-paths: ['/c/{id}', '/files/*']}
bruteForceAttackGuard: {enabled: true, max-failed-attempts: 3, trust-x-forwarded-for: true,
                        x-forwarded-for-value-from-last-element: 2}
cors: {allowed-origins: [https://a.example]}
)");
  const Block root(tree, &tree.root(), "");
  const api::OriginRule origins = readOriginRule(root.block("originVetoer"));
  CHECK(origins.isEnabled);
  CHECK(origins.whitelist.size() == 2);
  CHECK(origins.ignoredPaths.size() == 2);
  const api::BruteForceGuard::Settings guard = readBruteForceGuard(root.block("bruteForceAttackGuard"));
  CHECK((guard.isEnabled && guard.trustForwardedFor));
  CHECK(guard.maxFailedAttempts == 3);
  CHECK(guard.forwardedForFromEnd == 2);
  CHECK(readCors(root.block("cors")).allowedOrigins == std::vector<std::string>{"https://a.example"});

  CHECK(!readOriginRule(root.block("absent")).isEnabled);
  CHECK(!readBruteForceGuard(root.block("absent")).isEnabled);
  CHECK(readCors(root.block("absent")).allowedOrigins.empty());
}

TEST_CASE("a guard that would guard nothing is a mistake") {
  const auto mistake = [](const std::string& text, const auto& read) {
    const ConfigurationTree tree = treeOf("x: " + text);
    try {
      read(Block(tree, &tree.root(), "").block("x"));
    } catch (const SettingError& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  CHECK(mistake("{enabled: true, whitelist: ['']}", readOriginRule) != "none");
  CHECK(mistake("{enabled: true, ignore-paths: ['/x/{a']}", readOriginRule) != "none");
  CHECK(mistake("{enabled: true, whitelst: []}", readOriginRule) != "none");
  CHECK(mistake("{max-failed-attempts: 0}", readBruteForceGuard) != "none");
  CHECK(mistake("{max-failed-attempts: x}", readBruteForceGuard) != "none");
  CHECK(mistake("{allowed-origins: [a.example]}", readCors) != "none");
  CHECK(mistake("{allowed-origins: ['https://a.example/']}", readCors) != "none");
  CHECK(mistake("{allowed-origins: []}", readCors) != "none");
}

}  // namespace rest
