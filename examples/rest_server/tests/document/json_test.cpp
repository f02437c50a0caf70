#include "document/json.hpp"

#include <bson/bson.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <unordered_set>

#include "document/bson_access.hpp"
#include "document/dotted_names.hpp"
#include "src/text/utf8.hpp"
#include "tests/support/catch.hpp"

namespace rest {
namespace {

std::string written(const Document& document) {
  std::string text;
  appendJson(text, document);
  return text;
}

std::string rewritten(std::string_view text) {
  return written(parseJson(text));
}

bool isTaken(std::string_view text) {
  try {
    parseJson(text);
    return true;
  } catch (const JsonFault&) {
    return false;
  }
}

std::string inQuotes(std::string_view text) {
  std::string out;
  appendJsonString(out, text);
  return out;
}

/// The fastest of some readings, in processor time.
std::clock_t timeToRead(const std::string& text) {
  std::clock_t best = std::numeric_limits<std::clock_t>::max();
  for (int i = 0; i < 5; ++i) {
    const std::clock_t begin = std::clock();
    parseJson(text);
    best = std::min(best, std::clock() - begin);
  }
  return best;
}

/// An object of so many members. Their names all fall into one bucket of the standard library's hash table, if wanted.
std::string objectOf(std::size_t members, bool inOneBucket) {
  std::unordered_set<std::string> table;
  while (table.size() < members) table.insert(std::to_string(table.size()));
  std::string text;
  std::size_t found = 0;
  for (std::size_t i = 0; found < members; ++i) {
    const std::string name = std::to_string(i);
    if (inOneBucket && table.bucket(name) != 0) continue;
    text += (found++ == 0 ? "{\"" : ",\"") + name + "\":0";
  }
  return text + "}";
}

}  // namespace

TEST_CASE("names that were chosen for their hash are read as fast as others") {
  CHECK(timeToRead(objectOf(3000, true)) < 4 * timeToRead(objectOf(3000, false)));
}

TEST_CASE("relaxed extended JSON comes back as it was") {
  for (const char* text :
       {"{}",
        R"({"a":1})",
        R"({"a":-2147483648,"b":2147483648,"c":9223372036854775807,"d":-9223372036854775808})",
        R"({"a":1.5,"b":-0.0,"c":1e+300,"d":5e-324,"e":5.0,"f":0.1})",
        R"({"a":null,"b":true,"c":false,"":""})",
        R"({"a":[],"b":[1,[2,{"c":[]}]],"d":{"e":{}}})",
        R"({"a":{"$date":0},"b":{"$date":-1}})",
        R"({"a":{"$oid":"0123456789abcdef01234567"}})",
        R"({"a":{"$numberDecimal":"1.10"}})",
        R"({"a":{"$numberDouble":"NaN"},"b":{"$numberDouble":"Infinity"},"c":{"$numberDouble":"-Infinity"}})",
        R"({"a":{"$binary":{"base64":"","subType":"00"}},"b":{"$binary":{"base64":"AQ==","subType":"80"}}})",
        R"({"a":{"$binary":{"base64":"AQI=","subType":"00"}},"b":{"$binary":{"base64":"AQID","subType":"ff"}}})",
        R"({"a":{"$regularExpression":{"pattern":"^\"a","options":"im"}}})",
        R"({"a":{"$timestamp":{"t":1,"i":2}}})",
        R"({"a":{"$code":"f"},"b":{"$code":"g","$scope":{"x":1}}})",
        R"({"a":{"$symbol":"s"}})",
        R"({"a":{"$undefined":true}})",
        R"({"a":{"$minKey":1},"b":{"$maxKey":1}})",
        R"({"a":{"$dbPointer":{"$ref":"c","$id":{"$oid":"0123456789abcdef01234567"}}}})",
        "{\"a\":\"\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80\"}",
        R"({"a":"\u0000\u001f\"\\/"})",
        R"({"a":{"$b":1}})"}) {
    INFO(text);
    CHECK(rewritten(text) == text);
  }
}

TEST_CASE("canonical and older forms are read, too") {
  CHECK(rewritten(R"({"a":{"$numberInt":"5"},"b":{"$numberLong":"5"},"c":{"$numberDouble":"5"}})") ==
        R"({"a":5,"b":5,"c":5.0})");
  CHECK(rewritten(R"({"a":{"$date":{"$numberLong":"1000"}},"b":{"$date":"1970-01-01T00:00:01Z"}})") ==
        R"({"a":{"$date":1000},"b":{"$date":1000}})");
  CHECK(rewritten(R"( { "a" : "\u00e9\ud83d\ude00\/\n" } )") == "{\"a\":\"\xC3\xA9\xF0\x9F\x98\x80/\\u000a\"}");
}

TEST_CASE("operators of filters and updates stay what they are") {
  for (const char* text : {R"({"a":{"$type":2}})", R"({"a":{"$type":"string","$exists":true}})",
                           R"({"a":{"$regex":"^x"}})", R"({"a":{"$regex":"^x","$ne":"xy"}})", R"({"$set":{"a":1}})",
                           R"({"a":{"$ref":"c","$id":1}})", R"({"a":{"$var":"x"}})"}) {
    INFO(text);
    CHECK(rewritten(text) == text);
  }
  CHECK(rewritten(R"({"a":{"$options":"i","$regex":"^x"}})") ==
        R"({"a":{"$regularExpression":{"pattern":"^x","options":"i"}}})");
}

TEST_CASE("an option that no regular expression has is refused, not ignored") {
  CHECK(rewritten(R"({"a":{"$regex":"x","$options":"xusmli"}})") ==
        R"({"a":{"$regularExpression":{"pattern":"x","options":"ilmsux"}}})");
  for (const char* text :
       {R"({"a":{"$regularExpression":{"pattern":"a","options":"zi"}}})", R"({"a":{"$regex":"a","$options":"q"}})",
        R"({"a":{"$regex":"a","$options":"I"}})", R"({"a":{"$regex":"a","$options":"i\u0000"}})"}) {
    INFO(text);
    CHECK_THROWS_AS(parseJson(text), JsonFault);
  }
}

TEST_CASE("an array is read where one is allowed") {
  const JsonContainer array = parseJsonContainer(R"([{"a":1},[2],"x"])");
  CHECK(array.isArray);
  CHECK(written(array.document) == R"({"0":{"a":1},"1":[2],"2":"x"})");
  CHECK(!parseJsonContainer("{}").isArray);
}

TEST_CASE("each style writes the types that JSON lacks in its own way") {
  const Document document =
      parseJson(R"({"i":5,"l":{"$numberLong":"5"},"d":5.5,"n":{"$numberDouble":"NaN"},"t":{"$date":1577934245678},)"
                R"("old":{"$date":-1},"b":{"$binary":{"base64":"AQI=","subType":"04"}},)"
                R"("o":{"$oid":"0123456789abcdef01234567"},"r":{"$regularExpression":{"pattern":"a/b","options":"i"}},)"
                R"("s":{"$timestamp":{"t":1,"i":2}},"m":{"$minKey":1},"x":{"$numberDecimal":"1.10"}})");
  const auto in = [&document](JsonStyle style) {
    std::string text;
    appendJson(text, document, style);
    return text;
  };
  CHECK(in(JsonStyle::relaxed) ==
        R"({"i":5,"l":5,"d":5.5,"n":{"$numberDouble":"NaN"},"t":{"$date":"2020-01-02T03:04:05.678Z"},)"
        R"("old":{"$date":{"$numberLong":"-1"}},"b":{"$binary":{"base64":"AQI=","subType":"04"}},)"
        R"("o":{"$oid":"0123456789abcdef01234567"},"r":{"$regularExpression":{"pattern":"a/b","options":"i"}},)"
        R"("s":{"$timestamp":{"t":1,"i":2}},"m":{"$minKey":1},"x":{"$numberDecimal":"1.10"}})");
  CHECK(in(JsonStyle::canonical) ==
        R"({"i":{"$numberInt":"5"},"l":{"$numberLong":"5"},"d":{"$numberDouble":"5.5"},"n":{"$numberDouble":"NaN"},)"
        R"("t":{"$date":{"$numberLong":"1577934245678"}},"old":{"$date":{"$numberLong":"-1"}},)"
        R"("b":{"$binary":{"base64":"AQI=","subType":"04"}},"o":{"$oid":"0123456789abcdef01234567"},)"
        R"("r":{"$regularExpression":{"pattern":"a/b","options":"i"}},"s":{"$timestamp":{"t":1,"i":2}},)"
        R"("m":{"$minKey":1},"x":{"$numberDecimal":"1.10"}})");
  CHECK(in(JsonStyle::strict) ==
        R"({"i":5,"l":{"$numberLong":"5"},"d":5.5,"n":{"$numberDouble":"NaN"},"t":{"$date":1577934245678},)"
        R"("old":{"$date":-1},"b":{"$binary":"AQI=","$type":"04"},"o":{"$oid":"0123456789abcdef01234567"},)"
        R"("r":{"$regex":"a/b","$options":"i"},"s":{"$timestamp":{"t":1,"i":2}},"m":{"$minKey":1},)"
        R"("x":{"$numberDecimal":"1.10"}})");
  CHECK(in(JsonStyle::shell) ==
        R"sh({"i":5,"l":NumberLong("5"),"d":5.5,"n":NaN,"t":ISODate("2020-01-02T03:04:05.678Z"),)sh"
        R"sh("old":new Date(-1),"b":BinData(4, "AQI="),"o":ObjectId("0123456789abcdef01234567"),)sh"
        R"sh("r":/a\/b/i,"s":Timestamp(1, 2),"m":MinKey,"x":NumberDecimal("1.10")})sh");
}

TEST_CASE("names of extended JSON mean nothing elsewhere") {
  for (const char* text : {R"({"subType":"100","t":4294967296,"oid":"x","numberDouble":"x"})",
                           R"({"timestamp":{"t":4294967296},"binary":{"subType":"zz"}})", R"({"a":["$oid","x"]})"}) {
    INFO(text);
    CHECK(rewritten(text) == text);
  }
}

TEST_CASE("an integer stays one and a double stays one") {
  const Document document = parseJson(R"({"a":1,"b":1.0,"c":2147483648,"d":1e2,"e":{"$numberLong":"1"}})");
  const bson_t view = viewOf(document);
  bson_iter_t member;
  const auto typeOf = [&](const char* name) {
    REQUIRE(bson_iter_init_find(&member, &view, name));
    return bson_iter_type(&member);
  };
  CHECK(typeOf("a") == BSON_TYPE_INT32);
  CHECK(typeOf("b") == BSON_TYPE_DOUBLE);
  CHECK(typeOf("c") == BSON_TYPE_INT64);
  CHECK(typeOf("d") == BSON_TYPE_DOUBLE);
  CHECK(typeOf("e") == BSON_TYPE_INT64);
}

TEST_CASE("numbers that would change are refused") {
  CHECK(isTaken(R"({"a":9223372036854775807,"b":-9223372036854775808})"));
  for (const char* number :
       {"9223372036854775808", "-9223372036854775809", "18446744073709551615", "12345678901234567890123", "01", "+1",
        ".5", "5.", "1e", "0x10", "NaN", "Infinity", "--1", "1e400", "-1e400"}) {
    INFO(number);
    CHECK(!isTaken(std::string("{\"a\":") + number + "}"));
  }
}

TEST_CASE("what is not one strict JSON object is refused") {
  for (const char* text : {"",
                           " ",
                           "null",
                           "1",
                           "\"a\"",
                           "[]",
                           "[{}]",
                           "{",
                           "}",
                           "{}}",
                           "{}{}",
                           "{},",
                           "{a:1}",
                           "{'a':1}",
                           "{\"a\":1,}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{,}",
                           "{\"a\":1 \"b\":2}",
                           "/**/{}",
                           "{}//",
                           "{\"a\":1,\"a\":1}",
                           "{\"b\":{\"a\":1,\"\\u0061\":1}}",
                           "{\"a\":tru}",
                           "{\"a\":True}",
                           "{\"a\":undefined}",
                           "{\"a\\u0000\":1}",
                           "{\"a\":\"\\ud800\"}",
                           "{\"a\":\"\\udc00\\ud800\"}",
                           "{\"a\":\"\\x41\"}",
                           "{\"a\":\"\n\"}",
                           "{\"a\":\"\xff\"}",
                           "{\"a\":\"\xc0\x80\"}",
                           "{\"a\":\"\xed\xa0\x80\"}",
                           "\xEF\xBB\xBF{}"}) {
    INFO(text);
    CHECK(!isTaken(text));
  }
  CHECK(!isTaken(std::string_view("{}\0", 3)));
  CHECK(!isTaken(std::string_view("{\"a\":\"\0\"}", 9)));
}

TEST_CASE("extended types that are written wrongly are refused") {
  for (const char* value : {R"({"$oid":"x"})",
                            R"({"$oid":1})",
                            R"({"$oid":"0123456789abcdef01234567","x":1})",
                            R"({"$date":"yesterday"})",
                            R"({"$numberLong":"x"})",
                            R"({"$numberLong":"9223372036854775808"})",
                            R"({"$numberInt":"2147483648"})",
                            R"({"$numberDecimal":"x"})",
                            R"({"$numberDecimal":""})",
                            R"({"$numberDecimal":"1x"})",
                            R"({"$numberDecimal":"12345678901234567890123456789012345"})",
                            R"({"$numberDouble":"x"})",
                            R"({"$numberDouble":""})",
                            R"({"$numberDouble":"1.5x"})",
                            R"({"$numberDouble":"1e400"})",
                            R"({"$numberDouble":5})",
                            R"({"$numberLong":"5x"})",
                            R"({"$numberLong":""})",
                            R"({"$numberInt":"5.0"})",
                            R"({"$numberInt":""})",
                            R"({"$date":"2020-13-45T00:00:00Z"})",
                            R"({"$date":true})",
                            R"({"$date":""})",
                            R"({"$date":{"$numberLong":"x"}})",
                            R"({"$timestamp":{"t":-1,"i":1}})",
                            R"({"$numberLong":5})",
                            R"({"$timestamp":{"t":4294967296,"i":1}})",
                            R"({"$timestamp":{"t":1}})",
                            R"({"$oid":""})",
                            R"({"$binary":{"base64":"AQ","subType":"00"}})",
                            R"({"$binary":{"base64":"AQ==","subType":"zz"}})",
                            R"({"$binary":{"base64":"AQ==","subType":"100"}})",
                            R"({"$oid":"0123456789abcdef0123456\u0000"})",
                            R"({"$binary":{"base64":"!","subType":"00"}})",
                            R"({"$binary":{"base64":"AQ=="}})"}) {
    INFO(value);
    CHECK(!isTaken(std::string("{\"a\":") + value + "}"));
  }
}

TEST_CASE("nesting has an end on both ways") {
  const auto nested = [](int depth) {
    std::string text;
    for (int i = 1; i < depth; ++i) text += R"({"a":)";
    return text + "{}" + std::string(static_cast<std::size_t>(depth - 1), '}');
  };
  CHECK(rewritten(nested(maxJsonDepth)) == nested(maxJsonDepth));
  CHECK(!isTaken(nested(maxJsonDepth + 1)));
  CHECK(!isTaken(nested(100'000)));
  CHECK(!isTaken("{\"a\":" + std::string(100'000, '[')));

  Document deep;
  for (int i = 0; i < 300; ++i) {
    OwnedBson around;
    const bson_t inner = viewOf(deep);
    BSON_APPEND_DOCUMENT(around.get(), "a", &inner);
    deep = around.document();
  }
  CHECK_THROWS_AS(written(deep), DocumentFault);
}

TEST_CASE("a stored text that is no UTF-8 becomes valid JSON") {
  CHECK(inQuotes("a\xffz") == "\"a\xEF\xBF\xBDz\"");
  CHECK(jwtauth::isUtf8(inQuotes("\xc0\xaf\xed\xa0\x80")));
  CHECK(inQuotes(std::string_view("\0\x1f\x7f\"\\", 5)) == "\"\\u0000\\u001f\x7f\\\"\\\\\"");
}

TEST_CASE("bytes that are no BSON are refused") {
  const std::vector<std::vector<std::uint8_t>> cases = {
      {}, {0}, {5, 0, 0, 0}, {6, 0, 0, 0, 0}, {5, 0, 0, 0, 1}, {255, 255, 255, 255, 0}, {8, 0, 0, 0, 2, 'a', 0, 0}};
  for (const auto& bytes : cases) CHECK_THROWS_AS(Document::copyOf(bytes), DocumentFault);
}

TEST_CASE("dots in names become nesting") {
  const auto nested = [](std::string_view text) { return written(withNestedNames(parseJson(text))); };
  CHECK(nested(R"({"a":1})") == R"({"a":1})");
  CHECK(nested(R"({"a.b":1,"x":2,"a.c.d":3})") == R"({"a":{"b":1,"c":{"d":3}},"x":2})");
  CHECK(nested(R"({"a":{"b.c":1}})") == R"({"a":{"b.c":1}})");
  CHECK(nested(R"({"b.z":1,"a.y":2,"b.x.w":3,"c":4,"a.v":5,"b.x.u":6})") ==
        R"({"b":{"z":1,"x":{"w":3,"u":6}},"a":{"y":2,"v":5},"c":4})");
  CHECK(nested(R"({"x.0":3})") == R"({"x":[3]})");
  CHECK(nested(R"({"x.1":"b","x.0":"a","y":1})") == R"({"x":["a","b"],"y":1})");
  CHECK(nested(R"({"x.0.a":1,"x.1.a":2,"x.0.b.0":3})") == R"({"x":[{"a":1,"b":[3]},{"a":2}]})");
  CHECK(nested(R"({"x.01":1})") == R"({"x":{"01":1}})");
  CHECK(nested(R"({"0.a":1})") == R"({"0":{"a":1}})");
  for (const char* text : {R"({"x.1":1})", R"({"x.0":1,"x.2":1})", R"({"x.0":1,"x.a":1})", R"({"x.99999999999":1})"}) {
    INFO(text);
    CHECK_THROWS_AS(nested(text), JsonFault);
  }
  for (const char* text : {R"({"a":1,"a.b":2})", R"({"a.b":1,"a":2})", R"({"a.b":1,"a.b.c":2})", R"({".":1})",
                           R"({"a.":1})", R"({".a":1})", R"({"a..b":1})"}) {
    INFO(text);
    CHECK_THROWS_AS(nested(text), JsonFault);
  }
  std::string deep = "a";
  for (int i = 0; i < 1000; ++i) deep += ".a";
  CHECK_THROWS_AS(nested("{\"" + deep + "\":1}"), JsonFault);
}

}  // namespace rest
