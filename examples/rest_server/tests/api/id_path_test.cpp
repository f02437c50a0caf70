#include "api/resources/id_path.hpp"

#include "api/request/target.hpp"
#include "api/request_error.hpp"
#include "document/json.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

std::string idOf(std::string_view segment, std::optional<std::string_view> type = std::nullopt) {
  try {
    std::string text;
    appendJson(text, idFromPath(segment, type).asFilter());
    return text.substr(7, text.size() - 8);
  } catch (const RequestError& error) {
    return std::to_string(error.status());
  }
}

DocumentId idIn(std::string_view value) {
  return DocumentId::of(parseJson("{\"_id\":" + std::string(value) + "}")).value();
}

}  // namespace

TEST_CASE("a path's last segment is an ObjectId, a literal or a text") {
  CHECK(idOf("0123456789abcdef01234567") == R"({"$oid":"0123456789abcdef01234567"})");
  CHECK(idOf("0123456789ABCDEF01234567") == R"({"$oid":"0123456789abcdef01234567"})");
  CHECK(idOf("0123456789abcdef0123456") == R"("0123456789abcdef0123456")");
  CHECK(idOf("0123456789abcdef0123456g") == R"("0123456789abcdef0123456g")");
  CHECK(idOf("one") == R"("one")");
  CHECK(idOf("7") == R"("7")");
  CHECK(idOf("true") == R"("true")");
  CHECK(idOf("_null") == "null");
  CHECK(idOf("_true") == "true");
  CHECK(idOf("_false") == "false");
  CHECK(idOf("_MinKey") == R"({"$minKey":1})");
  CHECK(idOf("_MaxKey") == R"({"$maxKey":1})");
  CHECK(idOf("_minkey") == R"("_minkey")");
}

TEST_CASE("id_type says what a segment is") {
  CHECK(idOf("0123456789abcdef01234567", "STRING") == R"("0123456789abcdef01234567")");
  CHECK(idOf("_null", "STRING") == R"("_null")");
  CHECK(idOf("0123456789abcdef01234567", "OID") == R"({"$oid":"0123456789abcdef01234567"})");
  CHECK(idOf("0123456789abcdef01234567", "STRING_OID") == R"({"$oid":"0123456789abcdef01234567"})");
  CHECK(idOf("one", "STRING_OID") == R"("one")");
  CHECK(idOf("7", "NUMBER") == "7");
  CHECK(idOf("-7", "NUMBER") == "-7");
  CHECK(idOf("1.5", "NUMBER") == "1.5");
  CHECK(idOf("9223372036854775807", "NUMBER") == "9223372036854775807");
  CHECK(idOf("1e3", "NUMBER") == "1000.0");
  CHECK(idOf("1000", "DATE") == R"({"$date":1000})");
  CHECK(idOf("true", "BOOLEAN") == "true");
  CHECK(idOf("_false", "BOOLEAN") == "false");
  CHECK(idOf("any", "NULL") == "null");
  CHECK(idOf("any", "MINKEY") == R"({"$minKey":1})");
  CHECK(idOf("any", "MAXKEY") == R"({"$maxKey":1})");
}

TEST_CASE("a segment that is not of its id_type is 400") {
  CHECK(idOf("one", "OID") == "400");
  CHECK(idOf("0123456789abcdef0123456", "OID") == "400");
  for (const char* number : {"", "one", "1x", " 1", "+1", "0x10", "1,5", "1e999"}) {
    INFO(number);
    CHECK(idOf(number, "NUMBER") == "400");
    CHECK(idOf(number, "DATE") == "400");
  }
  CHECK(idOf("1.5", "DATE") == "400");
  CHECK(idOf("yes", "BOOLEAN") == "400");
  for (const char* type : {"", "string", "WAT", "OID,STRING"}) CHECK(idOf("one", type) == "400");
}

TEST_CASE("the path of an id leads back to it") {
  for (const char* value : {R"("one")",
                            R"("a/b c?\u00e9#%+")",
                            R"("7")",
                            R"("0123456789abcdef01234567")",
                            R"("_size")",
                            R"("_null")",
                            R"("*")",
                            R"({"$oid":"0123456789abcdef01234567"})",
                            "7",
                            "-7",
                            "9223372036854775807",
                            "1.5",
                            "-0.1",
                            "1e300",
                            "null",
                            "true",
                            "false",
                            R"({"$date":-5})",
                            R"({"$minKey":1})",
                            R"({"$maxKey":1})"}) {
    INFO(value);
    const DocumentId id = idIn(value);
    const std::optional<std::string> path = pathOf(id);
    REQUIRE(path);
    const Target target = parseTarget("/" + *path);
    REQUIRE(target.segments.size() == 1);
    const DocumentId found = idFromPath(target.segments[0], target.parameter("id_type"));
    // Small integers may come back in another width: one id to every store.
    CHECK(pathOf(found) == path);
    CHECK(idOf(target.segments[0], target.parameter("id_type")) != "400");
  }
}

TEST_CASE("zero has one path, whatever its sign") {
  CHECK(pathOf(idIn("-0.0")) == "0?id_type=NUMBER");
  CHECK(pathOf(idFromPath("-0", "NUMBER")) == pathOf(idIn("-0.0")));
}

TEST_CASE("some ids have no path") {
  for (const char* value : {R"("")", R"(".")", R"("..")", R"("a\u0000b")", "{}", R"({"a":1})",
                            R"({"$binary":{"base64":"AQ==","subType":"00"}})", R"({"$timestamp":{"t":1,"i":1}})",
                            R"({"$numberDecimal":"1"})"}) {
    INFO(value);
    CHECK(!pathOf(idIn(value)));
  }
}

}  // namespace rest::api
