#include "configuration/settings.hpp"

#include "configuration/effective.hpp"
#include "configuration/rho.hpp"
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
  CHECK(settings.http->host == "127.0.0.1");
  CHECK(settings.http->port == 8080);
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
  CHECK(settings.http->host == "127.0.0.1");
  CHECK(settings.http->port == 1);
  CHECK(settings.authentication.at(0).config.issuer == "me");
  CHECK(settings.authentication.at(0).config.audience == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a key that is a path replaces exactly that place") {
  CHECK(settingsOf(good, "/http-listener/port: 1").http->port == 1);
  CHECK(settingsOf(good, "/http-listener: {port: 1}").http->port == 1);
  CHECK(settingsOf(good, "/jwtAuthenticationMechanism/audience: [a]").authentication.at(0).config.issuer == "me");
  const Settings replaced = settingsOf(good + "http-listener: {host: h, port: 1}\n", "/http-listener: {port: 2}");
  CHECK(replaced.http->host == "127.0.0.1");
  CHECK(replaced.http->port == 2);
}

TEST_CASE("an assignment lies over files and is read as YAML") {
  CHECK(settingsOf(good, "http-listener: {port: 1}", "/http-listener/port=2").http->port == 2);
  CHECK(settingsOf(good, "", "/http-listener/host='1'").http->host == "1");
  CHECK(settingsOf(good, "", "/jwtAuthenticationMechanism/audience=[a, b=c]").authentication.at(0).config.audience ==
        std::vector<std::string>{"a", "b=c"});
  CHECK(settingsOf(good, "mclient: {connection-string: x}", "/mclient=").connectionString == std::nullopt);
}

TEST_CASE("a mistake names the layer it came from") {
  CHECK(mistakeIn("") == "none");
  CHECK(mistakeIn("http-listener: {port: x}") ==
        "override: /http-listener/port: got a text, expected a whole number from 0 to 65535");
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

TEST_CASE("a mount under which nothing could be found is a mistake") {
  const auto mistakeAt = [](const std::string& what, const std::string& where) {
    return mistakeIn("mongo: {mongo-mounts: [{what: '" + what + "', where: '" + where + "'}]}");
  };
  CHECK(mistakeAt("/a/b", "/a") == "none");
  for (const char* what : {"/{tenant}", "{tenant}_db/c", "/a/*", "/admin", "local", "a.b", "/a/system.x", "/a/$b", "/",
                           "/a/_size", "/a/_schemas", "/a/b/c", "/a//b"}) {
    INFO(what);
    CHECK(mistakeAt(what, "/").find("override: /mongo/mongo-mounts/0/what: ") == 0);
  }
  for (const char* where : {"/{tenant}", "/a/{b}", "/api/*", "/ping", "/health/db", "/metrics", "/roles/x", "/_openapi",
                            "/a/../b", "/a//b", "a"}) {
    INFO(where);
    CHECK(mistakeAt("a", where).find("override: /mongo/mongo-mounts/0/where: ") == 0);
  }
  CHECK(mistakeAt("admin", "/") ==
        "override: /mongo/mongo-mounts/0/what: got admin: this database belongs to the store itself; expected '*', "
        "'/database' or '/database/collection'");
}

TEST_CASE("what is not served is named in one note and not read") {
  const auto noteOf = [](const std::string& text) { return settingsOf(good, text).notes.front(); };
  CHECK(noteOf("graphql: {x: [1, {y: 2}]}\nping: {msg: a}\nmongo: {local-cache-ttl: 5, schema-cache-ttl: 6}\n"
               "core: {name: a, base-url: null}") ==
        "not served, and ignored: graphql, ping; /core: name; /mongo: local-cache-ttl, schema-cache-ttl");
  // What is empty, switched off or kept anyway is not worth a word.
  CHECK(noteOf("proxies:\ndigestAuthMechanism: {enabled: false, realm: a}\nmongo: {aggregation-check-operators: true}")
            .find("permits nothing") != std::string::npos);
  CHECK(settingsOf(good, "mongoAclAuthorizer: {enabled: true}").notes.back() ==
        "/fileAclAuthorizer permits nothing, so every request is answered 401 or 403; permissions that "
        "/mongoAclAuthorizer keeps in the database are not read");
}

TEST_CASE("a file in the shape of RESTHeart's own starts with the key, the issuer and the audience set") {
  // The keys of RESTHeart 7.0 to 9.7, with values of its kinds.
  const std::string shaped = R"yaml(---
http-listener: {enabled: true, host: localhost, port: 8081}
https-listener: {enabled: false, host: localhost, port: 4444, keystore-path: null, certificate-password: null}
ajp-listener: {enabled: false, port: 8010}
basicAuthMechanism: {enabled: true, authenticator: mongoRealmAuthenticator}
jwtConfigProvider: {enabled: true, key: null, algorithm: HS256, issuer: somebody, audience: null}
jwtAuthenticationMechanism: {enabled: true, base64Encoded: false, usernameClaim: sub, rolesClaim: roles, fixedRoles: []}
mongoRealmAuthenticator: {enabled: true, cache-size: 2_000, json-path-roles: $.roles}
fileAclAuthorizer: {enabled: false, permissions: [{role: admin, predicate: "path-prefix('/')", priority: 0}]
}
mongoAclAuthorizer: {enabled: true, cache-ttl: 6_000}
originVetoer: {enabled: false, whitelist: ['https://app.example'], allow-missing-origin: true}
fullAuthorizer: {enabled: false}
jwtTokenManager: {enabled: true, ttl: 20}
mclient: {connection-string: 'mongodb://db.example'}
mongo:
  enabled: true
  uri: /
  mongo-mounts: [{what: /books, where: /}]
  default-representation-format: STANDARD
  etag-check-policy: {db: REQUIRED_FOR_DELETE, coll: REQUIRED_FOR_DELETE, doc: OPTIONAL}
  get-collection-cache-enabled: true
  get-collection-cache-ttl: 20_000
  aggregation-check-operators: true
  default-pagesize: 50
  max-pagesize: 2_000
  query-time-limit: 0
  aggregation-time-limit: 0
  metrics-gathering-level: "OFF"
graphql: {uri: /graphql, max-limit: 1_000}
proxies:
static-resources:
mongoClients: {enabled: true}
metrics: {enabled: true, uri: /metrics}
filterOperatorsBlacklist: {blacklist: ["$where"], enabled: true}
aggregationSecurity:
  enabled: true
  stageBlacklist: ["$out", "$lookup"]
  operatorBlacklist: ["$function"]
  allowCrossDatabaseOperations: false
  allowJavaScriptExecution: false
bruteForceAttackGuard: {enabled: false, max-failed-attempts: 5}
logging: {log-level: INFO, log-to-console: true, no-colors: false, requests-log-mode: 1, tracing-headers: }
core: {name: default, plugins-packages: [], plugins-scanning-verbose: false, io-threads: 0, buffer-size: 16364}
connection-options: {ENABLE_HTTP2: true, MAX_HEADER_SIZE: 1048576, MAX_ENTITY_SIZE: -1, IDLE_TIMEOUT: -1, MAX_PARAMETERS: 1_000}
)yaml";
  const std::string restHeart9 =
      "/jwtConfigProvider/key: 0123456789abcdef0123456789abcdef\n/jwtConfigProvider/issuer: me\n"
      "/jwtConfigProvider/audience: you\n";
  const std::string restHeart7 =
      "/jwtAuthenticationMechanism/key: 0123456789abcdef0123456789abcdef\n/jwtAuthenticationMechanism/issuer: me\n"
      "/jwtAuthenticationMechanism/algorithm: HS256\n/jwtAuthenticationMechanism/audience: you\n";
  for (const std::string& override : {restHeart9, restHeart7}) {
    const Settings settings = settingsOf(shaped, override);
    CHECK(settings.authentication.at(0).config.issuer == "me");
    CHECK(settings.connectionString == "mongodb://db.example");
    CHECK(settings.rules.pageSize == 50);
    CHECK(settings.rules.largestPage == 2000);
    CHECK(settings.rules.forbidden.inFilters == std::vector<std::string>{"$where"});
    CHECK(settings.rules.forbidden.inPipelines == std::vector<std::string>{"$out", "$lookup", "$function"});
    CHECK(settings.origins.allowsMissing);
    CHECK(settings.notes.size() == 2);
  }
}

TEST_CASE("a setting of tokens in a later layer takes the place of the other block's, in one file both are refused") {
  CHECK(settingsOf(good, "jwtConfigProvider: {issuer: other}").authentication.at(0).config.issuer == "other");
  CHECK(settingsOf(good, "/jwtConfigProvider: {issuer: other}").authentication.at(0).config.issuer == "other");
  CHECK_THROWS_WITH(settingsOf(good + "jwtConfigProvider: {issuer: other}\n"),
                    jwtauth::tests::Contains("given in both jwtAuthenticationMechanism and jwtConfigProvider"));
}

TEST_CASE("a file without MongoDB or without documents says what it lacks") {
  CHECK(settingsOf(good, "mclient: {enabled: false, connection-string: 'mongodb://h'}").connectionString ==
        std::nullopt);
  CHECK(mistakeIn("store: {file: null}\nmclient: {enabled: false, connection-string: 'mongodb://h'}") ==
        "override: /mclient/connection-string: /mclient/enabled is false; expected true, or /store/file");
  CHECK(
      mistakeIn("mongo: {enabled: false}") ==
      "override: /mongo/enabled: got false, but documents are all that this server serves; expected true, or nothing");
  CHECK(mistakeIn("mongo: {uri: /api}").find("override: /mongo/uri: got another path than /") == 0);
}

TEST_CASE("pages, the form of answers and the size of bodies are as the configuration says") {
  const Settings usual = settingsOf(good);
  CHECK(usual.rules.pageSize == 100);
  CHECK(usual.rules.largestPage == 1000);
  CHECK(usual.rules.representation == api::Representation::standard);
  CHECK(usual.bodyBytes == 1024 * 1024);
  CHECK(settingsOf(good, "mongo: {max-pagesize: 20}").rules.pageSize == 20);
  CHECK(settingsOf(good, "mongo: {default-representation-format: HAL}").rules.representation ==
        api::Representation::hal);
  CHECK(settingsOf(good, "request-limits: {body-bytes: 2048}").bodyBytes == 2048);
  CHECK(settingsOf(good, "connection-options: {MAX_ENTITY_SIZE: 4096}").bodyBytes == 4096);
  const Settings large = settingsOf(good, "connection-options: {MAX_ENTITY_SIZE: 100000000}");
  CHECK(large.bodyBytes == 16 * 1024 * 1024);
  CHECK(large.notes.front() == "/connection-options/MAX_ENTITY_SIZE: at most 16 MiB are taken");
  CHECK(mistakeIn("mongo: {default-pagesize: 30, max-pagesize: 20}") ==
        "override: /mongo/default-pagesize: got 30, expected a whole number from 1 to 20");
  CHECK(mistakeIn("mongo: {default-representation-format: XML}") ==
        "override: /mongo/default-representation-format: got another text, expected STANDARD, HAL or SHAL");
  CHECK(mistakeIn("request-limits: {body-bytes: 16777217}").find("override: /request-limits/body-bytes: ") == 0);
  CHECK(mistakeIn("connection-options: {MAX_HEADERS: 50}") ==
        "override: /connection-options/MAX_HEADERS: got 50, a limit that is not served; expected at least 100, or -1");
  CHECK(mistakeIn("connection-options: {MAX_HEADERS: 200}") == "none");
}

TEST_CASE("a block within another, as in older files, is refused with its place") {
  CHECK(mistakeIn("auth-mechanisms: {jwtAuthenticationMechanism: {key: x}}") ==
        "override: /auth-mechanisms/jwtAuthenticationMechanism: does not stand here, expected it at the top, as "
        "/jwtAuthenticationMechanism");
  CHECK(mistakeIn("plugins-args: {bruteForceAttackGuard: {enabled: true}}")
            .ends_with("expected it at the top, as /bruteForceAttackGuard"));
}

TEST_CASE("what a guard forbids are names of operators") {
  const auto forbidden = [](const std::string& text) { return settingsOf(good, text).rules.forbidden; };
  CHECK(forbidden("filterOperatorsBlacklist: {blacklist: [$where, $regex]}").inFilters ==
        std::vector<std::string>{"$where", "$regex"});
  CHECK(forbidden("filterOperatorsBlacklist: {enabled: false, blacklist: [$regex]}").inFilters.empty());
  CHECK(forbidden("aggregationSecurity: {enabled: false, stageBlacklist: [$lookup]}").inPipelines.empty());
  CHECK(mistakeIn("filterOperatorsBlacklist: {blacklist: [regex]}") ==
        "override: /filterOperatorsBlacklist/blacklist: got 'regex', expected operators such as $where");
  CHECK(mistakeIn("aggregationSecurity: {stageBlacklists: [$lookup]}").ends_with("the nearest is `stageBlacklist`"));
}

TEST_CASE("a guard that is given is on, or the start is refused and says what to do") {
  const auto guardsOf = [](const std::string& text) { return settingsOf(good, text); };
  CHECK(!guardsOf("").origins.isEnabled);
  CHECK(!guardsOf("").guard.isEnabled);
  CHECK(guardsOf("originVetoer: {whitelist: ['https://a.example']}").origins.isEnabled);
  CHECK(guardsOf("bruteForceAttackGuard: {max-failed-attempts: 1}").guard.isEnabled);
  CHECK(!guardsOf("originVetoer: {enabled: false, whitelist: ['https://a.example']}").origins.isEnabled);
  CHECK(!guardsOf("bruteForceAttackGuard: {enabled: false}").guard.isEnabled);
  for (const char* block : {"requestsLimiter", "bruteForceGuard", "ipWhitelist", "myLimits", "SecurityHeaders"}) {
    INFO(block);
    const std::string name(block);
    const std::string beginning =
        "override: /" + name + ": this guard is not served, and would guard nothing; expected ";
    for (const char* value : {": {enabled: true}", ": {}", ":", ": {blacklist: ['$where', '$regex']}"}) {
      CHECK(mistakeIn(name + value).find(beginning) == 0);
    }
    CHECK(mistakeIn(name + ": {enabled: false}") == "none");
  }
  for (const char* key : {"query-time-limit", "aggregation-time-limit"}) {
    INFO(key);
    CHECK(mistakeIn("mongo: {" + std::string(key) + ": 1000}")
              .find("override: /mongo/" + std::string(key) + ": this limit is not served") == 0);
    CHECK(mistakeIn("mongo: {" + std::string(key) + ": 0}") == "none");
  }
}

TEST_CASE("the limits of one request are those that are given, or the defaults") {
  const RequestLimits defaults = settingsOf(good, "").requestLimits;
  CHECK(defaults.steps == 100'000'000);
  CHECK(defaults.memoryBytes == 134'217'728);
  CHECK(defaults.time == std::chrono::seconds(30));
  CHECK(defaults.answer == std::chrono::seconds(60));
  const RequestLimits given =
      settingsOf(good, "request-limits: {steps: 2000000, memory-bytes: 3000000, time-ms: 400, answer-ms: 500}")
          .requestLimits;
  CHECK(given.steps == 2'000'000);
  CHECK(given.memoryBytes == 3'000'000);
  CHECK(given.time == std::chrono::milliseconds(400));
  CHECK(given.answer == std::chrono::milliseconds(500));
  CHECK(mistakeIn("request-limits: {steps: 0}").find("override: /request-limits/steps: ") == 0);
  CHECK(mistakeIn("request-limits: {time: 5}").find("; the nearest is `time-ms`") != std::string::npos);
}

TEST_CASE("a mistyped name is refused with the nearest known one") {
  CHECK(mistakeIn("/http-listener/prot: 1").find("; the nearest is `port`") != std::string::npos);
  CHECK(mistakeIn("logging: {log-to-files: true}").find("; the nearest is `log-to-file`") != std::string::npos);
  for (const char* block : {"orginVetoer", "bruteforceAttackGuard", "fileAclAuthoriser", "http-listner"}) {
    INFO(block);
    CHECK(mistakeIn(std::string(block) + ": {}").find("the block is unknown; the nearest is `") != std::string::npos);
  }
  for (const char* block : {"https-listener", "mongoAclAuthorizer", "ping", "graphql", "somethingElse"}) {
    INFO(block);
    CHECK(mistakeIn(std::string(block) + ": {}") == "none");
  }
}

TEST_CASE("a key of mongo that nobody knows is refused with the nearest known one") {
  const auto names = [](const std::string& key, const std::string& nearest) {
    const std::string mistake = mistakeIn("mongo: {" + key + ": 1}");
    return mistake.find("override: /mongo/" + key + ": the key is unknown here") == 0 &&
           mistake.ends_with("; the nearest is `" + nearest + '`');
  };
  CHECK(names("etag-check-polcy", "etag-check-policy"));
  CHECK(names("mongo-mount", "mongo-mounts"));
  CHECK(names("slow-query-m", "slow-query-ms"));
  for (const char* key : {"cursor-batch-size", "get-collection-cache-docs", "schema-cache-ttl"}) {
    INFO(key);
    CHECK(mistakeIn(std::string("mongo: {") + key + ": 1}") == "none");
  }
}

TEST_CASE("a permission's filter that only MongoDB takes is refused for the embedded store") {
  const std::string permission =
      "fileAclAuthorizer: {permissions: [{role: a, predicate: path('/'), mongo: {readFilter: {$jsonSchema: {type: object}}}}]}\n";
  CHECK(mistakeIn(permission)
            .ends_with("/mongo/readFilter: $jsonSchema needs MongoDB, and there is no /mclient/connection-string"));
  CHECK(mistakeIn(permission + "mclient: {connection-string: 'mongodb://h'}") == "none");
}

TEST_CASE("what older files have at the top is refused with its place") {
  CHECK(mistakeIn("mongo-mounts: [{what: a, where: /}]") ==
        "override: /mongo-mounts: does not stand at the top, expected it at /mongo/mongo-mounts");
  CHECK(mistakeIn("etag-check-policy: {doc: REQUIRED}").ends_with("expected it at /mongo/etag-check-policy"));
  CHECK(mistakeIn("mongo-uri: 'mongodb://u:hunter2@h'").ends_with("expected it at /mclient/connection-string"));
}

TEST_CASE("the log, the threads and gzip are as the configuration says") {
  const Settings usual = settingsOf(good);
  CHECK(usual.gzip);
  CHECK(usual.log.toConsole);
  CHECK(usual.log.file.empty());
  CHECK(usual.requestsLogMode == 0);
  const Settings given = settingsOf(good, R"(
http-listener: {gzip: false}
core: {io-threads: 3, worker-threads: -1}
logging: {log-to-console: false, log-to-file: true, log-file-path: a.log, requests-log-mode: 2}
)");
  CHECK(!given.gzip);
  CHECK(given.ioThreads == 3);
  CHECK(given.workThreads == 0);
  CHECK(!given.log.toConsole);
  CHECK(given.log.file == "a.log");
  CHECK(given.requestsLogMode == 2);
  CHECK(settingsOf(good, "logging: {log-to-file: false, log-file-path: a.log}").log.file.empty());
  CHECK(mistakeIn("logging: {log-to-file: true}").find("override: /logging/log-file-path: is missing") == 0);
  CHECK(mistakeIn("logging: {requests-log-mode: 3}").find("override: /logging/requests-log-mode: ") == 0);
  CHECK(settingsOf(good, "core: {io-threads: -1, worker-threads: 0}").ioThreads == 0);
  CHECK(mistakeIn("core: {io-threads: 100000}").find("override: /core/io-threads: ") == 0);
}

TEST_CASE("RHO holds assignments, as RESTHeart writes them") {
  const auto parsed = [](std::string_view text) {
    std::string shown;
    for (const RhoAssignment& each : parseRho(text)) shown += each.path + " = " + each.value + "|";
    return shown;
  };
  CHECK(parsed("") == "");
  CHECK(parsed("/http-listener/port->8081") == "/http-listener/port = 8081|");
  CHECK(parsed(" /a/b -> 'x;y' ;\n/c->\"p->\\\"q;\\\"\";") == "/a/b = 'x;y'|/c = \"p->\\\"q;\\\"\"|");
  CHECK(parsed("/a->[{b: 1;2}, ';'];/c->{d: e}") == "/a = [{b: 1;2}, ';']|/c = {d: e}|");
  for (const char* wrong : {"a->1", "/a", "/a=1", "/a->1;b", "/users[userid='admin']/password->'hunter2'"}) {
    INFO(wrong);
    try {
      parseRho(wrong);
      FAIL_CHECK("it was taken");
    } catch (const SettingError& error) {
      CHECK(std::string(error.what()).find("RHO, part ") == 0);
      CHECK(std::string(error.what()).find("hunter2") == std::string::npos);
    }
  }
  ConfigurationTree tree;
  tree.addText(good + "http-listener: {host: a, port: 1}\n", "file");
  tree.addRho("/http-listener/port->2;/store/file->'b.sqlite'");
  CHECK(readSettings(tree).http->port == 2);
  CHECK(readSettings(tree).http->host == "a");
  CHECK(readSettings(tree).storeFile == "b.sqlite");
  tree.addRho("/http-listener/port->'x'");
  CHECK_THROWS_WITH(readSettings(tree), jwtauth::tests::Contains("RHO /http-listener/port: "));
}

TEST_CASE("a path counts the elements of a list from 1, and adds the one after the last") {
  const std::string two = "mongo: {mongo-mounts: [{what: a, where: /a}, {what: b, where: /b}]}\n";
  const auto mounted = [&](const std::string& override) {
    std::string shown;
    for (const api::Mount& each : settingsOf(good + two, override).mounts) {
      shown += (each.what.empty() ? "*" : each.what.front()) + '@' + each.where.front() + ' ';
    }
    return shown;
  };
  CHECK(mounted("/mongo/mongo-mounts[1]: {what: '*', where: /x}") == "*@x b@b ");
  CHECK(mounted("/mongo/mongo-mounts[2]/what: c") == "a@a c@b ");
  CHECK(mounted("/mongo/mongo-mounts[3]: {what: c, where: /c}") == "a@a b@b c@c ");
  ConfigurationTree tree;
  tree.addText(good, "file");
  tree.addRho(R"(/mongo/mongo-mounts[1]->{"what":"*","where":"/"};)");
  CHECK(readSettings(tree).mounts.at(0).what.empty());
  tree.addAssignment("/mongo/mongo-mounts[1]/where=x");
  CHECK_THROWS_WITH(readSettings(tree), jwtauth::tests::Contains("--set /mongo/mongo-mounts[1]/where: "));
  for (const auto& [path, sentence] :
       {std::pair("/mongo/mongo-mounts[2]", "selects an element that is not there: the list has 0, counted from [1]"),
        {"/mongo/mongo-mounts[0]", "has a selector that is not served; expected the place of an element, such as [1]"},
        {"/mongo/mongo-mounts[what]",
         "has a selector that is not served; expected the place of an element, such as [1]"},
        {"/mongo/mongo-mounts[1", "has a selector that is not served; expected the place of an element, such as [1]"},
        {"/store[1]/file", "selects an element of what is no list"}}) {
    INFO(path);
    CHECK(mistakeIn(path + std::string(": {}")) == "override: the path " + std::string(path) + ' ' + sentence);
  }
}

TEST_CASE("the effective configuration shows where values come from, and no secret") {
  ConfigurationTree tree;
  tree.addText(good, "file");
  tree.addText(R"(
mclient: {connection-string: 'mongodb://me:hunter2@host/?x=1'}
https-listener: {keystore-password: hunter2, port: 4443}
basic: {users: [{userid: a, password: hunter2}], api-token: hunter2, nothing-password: null}
)",
               "override");
  tree.addAssignment("/http-listener/port=9");
  const std::string shown = effectiveConfiguration(tree);
  INFO(shown);
  CHECK(shown.find("hunter2") == std::string::npos);
  CHECK(shown.find("0123456789abcdef") == std::string::npos);
  CHECK(shown.find("mongodb://me:<masked>@host/?x=1") != std::string::npos);
  CHECK(shown.find("port: 9  # --set /http-listener/port\n") != std::string::npos);
  CHECK(shown.find("issuer: \"me\"  # file\n") != std::string::npos);
  CHECK(shown.find("port: 4443  # override\n") != std::string::npos);
  ConfigurationTree again;
  again.addText(shown, "shown");
  CHECK(again.root()["http-listener"] == tree.root()["http-listener"]);
  CHECK(again.root()["jwtAuthenticationMechanism"]["fixedRoles"] == nlohmann::json{"user"});
}

TEST_CASE(
    "the effective configuration shows no part of a URI, of a list of keys or of other blocks that may be secret") {
  const auto shown = [](const std::string& text) {
    ConfigurationTree tree;
    tree.addText(text, "file");
    return effectiveConfiguration(tree);
  };
  for (const char* secret : {
           "mclient: {connection-string: 'mongodb://u:p@h/?tls=true&tlsCertificateKeyFilePassword=hunter2'}",
           "mclient: {connection-string: 'mongodb://h/?authMechanismProperties=AWS_SESSION_TOKEN:hunter2'}",
           "mclient: {connection-string: 'mongodb://u:hun?ter2/hunter2@h/?tls=true'}",
           "mclient: {connection-string: 'mongodb://h/?TLSCERTIFICATEKEYFILEPASSWORD=hunter2;w=1'}",
           "mongo: {uri: 'mongodb://u:hunter2@h'}",
           "jwtAuthenticationMechanism: {jwksUri: 'https://hunter2@host/keys'}",
           "jwtAuthenticationMechanism: [{jwksUri: 'https://host/keys?code=hunter2#hunter2'}]",
           "jwtAuthenticationMechanism: {algorithm: RS256, keys: [hunter2]}",
           "jwtAuthenticationMechanism: {algorithm: RS256, keys: [{kty: oct, k: hunter2}, {kid: a, key: hunter2}]}",
           "jwtConfigProvider: {algorithm: RS256, keys: {keys: [{kty: RSA, d: hunter2}]}}",
           "jwtConfigProvider: {algorithm: RS256, key: '{\"kty\": \"oct\", \"k\": \"hunter2\"}'}",
           "jwtAuthenticationMechanism: [{algorithm: HS256, key: hunter2}]",
           "somePlugin: {apiKey: hunter2, list: [hunter2]}",
           "someText: hunter2",
       }) {
    INFO(shown(secret));
    CHECK(shown(secret).find("hunter2") == std::string::npos);
    CHECK(shown(secret).find("<masked>") != std::string::npos);
  }
  for (const char* open : {"mongodb://h:27017,i/db?replicaSet=rs0&w=majority&socketTimeoutMS=30000&tls=true",
                           "mongodb+srv://h/?appName=a", "https://issuer.example/a?page=1"}) {
    CHECK(shown("mclient: {connection-string: '" + std::string(open) + "'}").find(open) != std::string::npos);
  }
}

TEST_CASE("a key that only verifies is shown, any other is not") {
  const auto shows = [](const std::string& algorithm, const std::string& key) {
    ConfigurationTree tree;
    tree.addText("jwtAuthenticationMechanism: {algorithm: " + algorithm + ", key: '" + key + "'}", "file");
    return effectiveConfiguration(tree).find(key) != std::string::npos;
  };
  CHECK(shows("RS256", "MIIB"));
  CHECK(!shows("HS256", "MIIB"));
  CHECK(!shows("other", "MIIB"));
  CHECK(!shows("RS256", "-----BEGIN PRIVATE KEY-----"));
}

}  // namespace rest
