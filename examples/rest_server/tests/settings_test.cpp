#include "configuration/settings.hpp"

#include "configuration/setting_error.hpp"
#include "tests/support/catch.hpp"

namespace rest {
namespace {

const std::string good = R"(
store: {file: a.sqlite}
jwtAuthenticationMechanism:
  {enabled: true, algorithm: HS256, key: 0123456789abcdef0123456789abcdef, base64Encoded: false, usernameClaim: sub,
   issuer: me, audience: you, fixedRoles: [user]}
)";

Settings settingsOf(const std::string& text, const std::string& override = "", const std::string& assignment = "") {
  ConfigurationTree tree;
  tree.addText(text, "file");
  if (!override.empty()) tree.addText(override, "override");
  if (!assignment.empty()) tree.addAssignment(assignment);
  return readSettings(tree);
}

std::string mistakeIn(const std::string& override, const std::string& assignment = "") {
  try {
    settingsOf(good, override, assignment);
  } catch (const SettingError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("what is not said has its default") {
  const Settings settings = settingsOf(good);
  CHECK(settings.host == "127.0.0.1");
  CHECK(settings.port == 8080);
  CHECK(settings.storeFile == "a.sqlite");
  CHECK(!settings.connectionString);
  REQUIRE(settings.mounts.size() == 1);
  CHECK(settings.mounts[0].what == std::vector<std::string>{"restheart"});
  CHECK(settings.mounts[0].where.empty());
  CHECK(settings.permissions.empty());
  REQUIRE(settings.notes.size() == 1);
  CHECK(settings.notes[0].find("permits nothing") != std::string::npos);
}

TEST_CASE("maps are merged, all else is replaced") {
  const Settings settings = settingsOf(good, R"(
http-listener: {port: 1}
jwtAuthenticationMechanism: {audience: [a, b]}
)");
  CHECK(settings.host == "127.0.0.1");
  CHECK(settings.port == 1);
  CHECK(settings.authentication.at(0).config.issuer == "me");
  CHECK(settings.authentication.at(0).config.audience == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a key that is a path replaces exactly that place") {
  CHECK(settingsOf(good, "/http-listener/port: 1").port == 1);
  CHECK(settingsOf(good, "/http-listener: {port: 1}").port == 1);
  CHECK(settingsOf(good, "/jwtAuthenticationMechanism/audience: [a]").authentication.at(0).config.issuer == "me");
  const Settings replaced = settingsOf(good + "http-listener: {host: h, port: 1}\n", "/http-listener: {port: 2}");
  CHECK(replaced.host == "127.0.0.1");
  CHECK(replaced.port == 2);
}

TEST_CASE("an assignment lies over files and is read as YAML") {
  CHECK(settingsOf(good, "http-listener: {port: 1}", "/http-listener/port=2").port == 2);
  CHECK(settingsOf(good, "", "/http-listener/host='1'").host == "1");
  CHECK(settingsOf(good, "", "/jwtAuthenticationMechanism/audience=[a, b=c]").authentication.at(0).config.audience ==
        std::vector<std::string>{"a", "b=c"});
  CHECK(settingsOf(good, "mclient: {connection-string: x}", "/mclient=").connectionString == std::nullopt);
}

TEST_CASE("a mistake names the layer it came from") {
  CHECK(mistakeIn("") == "none");
  CHECK(mistakeIn("http-listener: {port: x}") ==
        "override: /http-listener/port: came a text, expected a whole number from 0 to 65535");
  CHECK(mistakeIn("http-listener: {port: 1}", "/http-listener/port=x").find("--set /http-listener/port: ") == 0);
  CHECK(mistakeIn("/jwtAuthenticationMechanism/algorithm: none").find("override: /jwtAuthenticationMechanism: ") == 0);
  CHECK(mistakeIn("/store/fle: x").find("override: /store/fle: the key is unknown here, expected one of file") == 0);
}

TEST_CASE("quoted numbers are text, and plain ones are numbers") {
  CHECK(mistakeIn("http-listener: {port: '1'}") != "none");
  CHECK(mistakeIn("http-listener: {port: 1.0}") != "none");
  CHECK(mistakeIn("http-listener: {host: 1}") != "none");
  CHECK(mistakeIn("http-listener: {host: '1'}") == "none");
  CHECK(mistakeIn("fileAclAuthorizer: {enabled: 'true'}") != "none");
  CHECK(mistakeIn("fileAclAuthorizer: {enabled: yes}") != "none");
}

TEST_CASE("keys given twice are refused") {
  CHECK(mistakeIn("http-listener: {port: 1, port: 2}").find("twice") != std::string::npos);
}

TEST_CASE("mounts are paths") {
  const Settings settings = settingsOf(good, R"(
mongo: {mongo-mounts: [{what: '*', where: /}, {what: db, where: /a}, {what: /db/c, where: /a/b/}]}
)");
  REQUIRE(settings.mounts.size() == 3);
  CHECK(settings.mounts[0].what.empty());
  CHECK(settings.mounts[1].what == std::vector<std::string>{"db"});
  CHECK(settings.mounts[2].what == std::vector<std::string>{"db", "c"});
  CHECK(settings.mounts[2].where == std::vector<std::string>{"a", "b"});
}

TEST_CASE("permissions carry roles, priority and rights") {
  const Settings settings = settingsOf(good, R"(
fileAclAuthorizer:
  permissions:
    - {role: a, roles: [b, c], predicate: path(/), priority: 7, mongo: {allowWriteMode: true}}
    - {role: [d], predicate: path(/)}
)");
  REQUIRE(settings.permissions.size() == 2);
  CHECK(settings.permissions[0].roles == std::vector<std::string>{"a", "b", "c"});
  CHECK(settings.permissions[0].priority == 7);
  CHECK(settings.permissions[0].rights.allowWriteMode);
  CHECK(!settings.permissions[0].rights.allowManagementRequests);
  CHECK(settings.permissions[1].priority > 7);
  CHECK(settings.notes.empty());
}

TEST_CASE("a limit that would not be kept is a mistake") {
  const auto permission = [](const std::string& rights) {
    return "fileAclAuthorizer: {permissions: [{role: a, predicate: path(/), mongo: {" + rights + "}}]}";
  };
  CHECK(mistakeIn(permission("allowBulkPatch: true")) == "none");
  for (const char* limit :
       {"readFilter: {a: 1}", "writeFilter: {a: 1}", "mergeRequest: {a: 1}", "projectResponse: {a: 0}"}) {
    INFO(limit);
    CHECK(mistakeIn(permission(limit)).find("/fileAclAuthorizer/permissions/0/mongo/") != std::string::npos);
  }
}

TEST_CASE("blocks that are not served are noted and not read") {
  const Settings settings = settingsOf(good, "graphql: {x: [1, {y: 2}]}\nmongo: {default-pagesize: 5}\n");
  REQUIRE(settings.notes.size() == 3);
  CHECK(settings.notes[0].find("/graphql") == 0);
  CHECK(settings.notes[1].find("/mongo/default-pagesize") == 0);
}

}  // namespace rest
