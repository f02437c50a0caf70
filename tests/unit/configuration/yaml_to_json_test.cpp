#include "src/configuration/yaml_to_json.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

using Json = nlohmann::ordered_json;

Json valueOf(const std::string& scalar) {
  return yamlToJson("a: " + scalar)["a"];
}

/// Why a text is refused; empty when it is read.
std::string refusalOf(const std::string& yaml) {
  try {
    yamlToJson(yaml);
    return "";
  } catch (const YamlError& error) {
    return error.what();
  }
}

TEST_CASE("what both versions of YAML read alike is read") {
  for (const std::string null : {"", "~", "null", "Null", "NULL"}) CHECK(valueOf(null) == nullptr);
  for (const std::string yes : {"true", "True", "TRUE"}) CHECK(valueOf(yes) == true);
  for (const std::string no : {"false", "False", "FALSE"}) CHECK(valueOf(no) == false);
  CHECK(valueOf("42") == 42);
  CHECK(valueOf("-7") == -7);
  CHECK(valueOf("0") == 0);
  CHECK(valueOf("1.5") == 1.5);
  CHECK(valueOf("1e3") == 1000);
  CHECK(valueOf("18446744073709551615") == 18446744073709551615u);
}

TEST_CASE("off is a word where a setting is off, allowed or required") {
  for (const std::string setting : {"dpop", "dpopNonce", "mutualTls"}) {
    CHECK(yamlToJson(setting + ": off")[setting] == "off");
    CHECK(yamlToJson(setting + ": \"off\"")[setting] == "off");
  }
  CHECK_FALSE(refusalOf("dpop: on").empty());
  CHECK_FALSE(refusalOf("dpop: [off]").empty());
}

TEST_CASE("text that looks a little like something else is text") {
  for (const std::string text : {"127.0.0.1",
                                 "127.0.0.1:8080",
                                 "1.2.3",
                                 "30s",
                                 "1234abcd",
                                 "0xyz",
                                 "0b",
                                 ".",
                                 "y",
                                 "n",
                                 "yEs",
                                 "nothing",
                                 "truely",
                                 "2026-11",
                                 "2026-11-24-beta",
                                 "12-11-2026",
                                 "_1",
                                 "e5",
                                 "path-prefix[path=\"/\"]",
                                 "https://issuer.example/"}) {
    CHECK(valueOf(text) == text);
  }
}

TEST_CASE("a boolean of YAML 1.1 alone is refused") {
  for (const std::string word : {"yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"}) {
    CHECK(refusalOf("b: 1\na: " + word) ==
          "line 2: yes, no, on and off are booleans for some readers of YAML only: write true or false, or quotes "
          "around text");
  }
}

TEST_CASE("a number that versions of YAML read differently, or JSON does not have, is refused") {
  for (const std::string number :
       {"012",    "00",       "089",    "-012",     "0o14",   "0x1f",    "-0x1f", "0b11",       "1_00", "0_000",
        "1_0000", "1000_000", "1__000", "1_000_",   "-1_000", "1_000.5", "1:30",  "12:30:45.5", ".5",   "5.",
        "+5",     "-.5",      "5.e3",   "1_0.5e+3", ".inf",   "-.INF",   ".nan",  "1e999"}) {
    CAPTURE(number);
    CHECK(refusalOf("a: " + number) ==
          "line 1: readers of YAML disagree about this number: write it as in JSON, or quotes around text");
  }
}

TEST_CASE("a whole number in groups of three digits is that number") {
  CHECK(valueOf("1_000") == 1000);
  CHECK(valueOf("10_000 # milliseconds") == 10'000);
  CHECK(valueOf("123_456_789") == 123'456'789);
  CHECK(valueOf("'1_000'") == "1_000");
}

TEST_CASE("a parameter of a template that was not filled in is refused as one") {
  const std::string sentence =
      "a parameter of a template, {{...}}, is left; expected the value that a properties file had for it";
  for (const std::string parameter : {"{{{http-port}}}", "{{http-port}}", "'{{{http-port}}}'",
                                      "\"mongodb://{{ host }}\"", "a-{{#section}}", "[{{x}}]"}) {
    CAPTURE(parameter);
    CHECK(refusalOf("a: 1\nb: " + parameter) == "line 2: " + sentence);
  }
  for (const std::string text :
       {"'{{'", "'{{}}'", "'{\"a\":{\"b\":{\"c\":1}}}'", "'a{{2}'", "path-template('/{id}')"}) {
    CAPTURE(text);
    CHECK(refusalOf("b: " + text) == "");
  }
}

TEST_CASE("a date, a merge and a value of YAML 1.1 are refused") {
  for (const std::string date : {"2026-11-24", "2026-1-2", "2026-11-24 13:43:24", "2026-11-24T13:43:24Z"}) {
    CHECK(refusalOf("a: " + date) == "line 1: a date for some readers of YAML only: write quotes around it");
  }
  CHECK(refusalOf("a: &x {b: 1}\nc: {<<: *x}").find("line 2: << and =") == 0);
  CHECK(refusalOf("a: =").find("line 1: << and =") == 0);
}

TEST_CASE("quoted and block scalars are text, whatever they look like") {
  for (const std::string text : {"yes", "012", ".5", "5.", "2026-11-24", "null", "true", "5"}) {
    CHECK(valueOf('"' + text + '"') == text);
    CHECK(valueOf('\'' + text + '\'') == text);
    CHECK(valueOf("!!str " + text) == text);
    CHECK(valueOf("|-\n  " + text) == text);
  }
}

TEST_CASE("a tag but that of text is refused") {
  for (const std::string tagged :
       {"!!int \"5\"", "!!int 5", "!!bool \"yes\"", "!!float 1", "!mine x", "!!set {}", "!!binary YQ=="}) {
    CAPTURE(tagged);
    CHECK(refusalOf("a: " + tagged).find("line 1: the tag \"") == 0);
  }
}

TEST_CASE("keys are text, and obey the same rules") {
  CHECK(yamlToJson("12: a\ntrue: b\nc: {}") == Json::parse(R"({"12": "a", "true": "b", "c": {}})"));
  CHECK(refusalOf("on: 1").find("line 1: yes, no, on") == 0);
  CHECK(refusalOf("a: 1\n012: 1").find("line 2: readers") == 0);
  CHECK(refusalOf("? [a]\n: b") == "line 1: a key is not a plain text");
  CHECK(refusalOf("a: 1\nb:\n  c: 1\n  c: 2") == "line 4: the key \"c\" is given twice");
}

TEST_CASE("a refusal does not repeat the value, which may be a secret") {
  CHECK(refusalOf("key: 0123456701234567").find("0123") == std::string::npos);
}

TEST_CASE("no document is null, and several are refused") {
  CHECK(yamlToJson("") == nullptr);
  CHECK(yamlToJson("# nothing yet\n") == nullptr);
  CHECK(refusalOf("a: 1\n---\nb: 1") == "expected one YAML document, got several");
  const std::string endless = refusalOf(", a: {b, c: 1}");  // to yaml-cpp before 0.9; then it is no YAML
  CHECK((endless == "expected one YAML document, got several" || endless.starts_with("line 1: not YAML: ")));
}

TEST_CASE("what is not YAML in UTF-8 is refused") {
  CHECK(refusalOf("a: [1").find("not YAML: ") != std::string::npos);
  CHECK(refusalOf("a: \xff") == "not UTF-8");
  CHECK(refusalOf(std::string("\xff\xfe"
                              "a\0",
                              4)) == "not UTF-8");
}

TEST_CASE("nesting and aliases cannot make a document grow without end") {
  std::string deep = "a";
  for (int i = 0; i < 65; ++i) deep = '[' + deep + ']';
  CHECK(refusalOf(deep).find("nested too deeply") != std::string::npos);
  std::string aliases = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (char name = 'b'; name < 'h'; ++name) {
    aliases += std::string{name} + ": &" + name + " [";
    for (int i = 0; i < 10; ++i) aliases += (i == 0 ? "*" : ", *") + std::string{static_cast<char>(name - 1)};
    aliases += "]\n";
  }
  CHECK(refusalOf(aliases).find("too large, aliases included") != std::string::npos);
}

}  // namespace
}  // namespace jwtauth::tests
