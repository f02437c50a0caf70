// Where documents stand in an order: in sorts, and among an index's entries.
#include "document/query/ordering.hpp"

#include "document/json.hpp"
#include "document/query/comparison.hpp"
#include "document/query/order_key.hpp"
#include "document/query/query_fault.hpp"
#include "tests/support/catch.hpp"

namespace rest::tests {
namespace {

using namespace query;

std::string key(std::string_view fields, std::string_view document) {
  return Ordering(parseJson(fields)).keyOf(parseJson(document));
}

std::size_t keys(std::string_view fields, std::string_view document) {
  return Ordering(parseJson(fields)).keysOf(parseJson(document)).keys.size();
}

// MongoDB's order of types, and of values within them.
const std::vector<const char*> ascending{
    R"({"v":{"$minKey":1}})",
    R"({"v":[]})",
    R"({"v":null})",
    R"({"v":{"$numberDouble":"NaN"}})",
    R"({"v":{"$numberDouble":"-Infinity"}})",
    R"({"v":{"$numberDecimal":"-1E6000"}})",
    R"({"v":-1e308})",
    R"({"v":{"$numberLong":"-9223372036854775808"}})",
    R"({"v":{"$numberLong":"-9007199254740993"}})",
    R"({"v":-9007199254740992.0})",
    R"({"v":{"$numberDecimal":"-1.500000000000000000000000000000001"}})",
    R"({"v":-1.5})",
    R"({"v":{"$numberDecimal":"-1.499999999999999999999999999999999"}})",
    R"({"v":-1})",
    R"({"v":{"$numberDecimal":"-1E-6000"}})",
    R"({"v":0})",
    R"({"v":{"$numberDecimal":"1E-6000"}})",
    R"({"v":5e-324})",
    R"({"v":{"$numberDecimal":"0.1"}})",
    R"({"v":0.1})",
    R"({"v":{"$numberDecimal":"0.10000000000000001"}})",
    R"({"v":1})",
    R"({"v":1.5})",
    R"({"v":9007199254740992.0})",
    R"({"v":{"$numberLong":"9007199254740993"}})",
    R"({"v":{"$numberDecimal":"9007199254740993.5"}})",
    R"({"v":{"$numberLong":"9223372036854775806"}})",
    R"({"v":{"$numberLong":"9223372036854775807"}})",
    R"({"v":9223372036854775808.0})",
    R"({"v":1e308})",
    R"({"v":{"$numberDecimal":"1E6000"}})",
    R"({"v":{"$numberDouble":"Infinity"}})",
    R"({"v":""})",
    R"({"v":"a"})",
    R"({"v":"a\u0000"})",
    R"({"v":"a\u0000b"})",
    R"({"v":"a\u0001"})",
    R"({"v":"ab"})",
    "{\"v\":\"\xC3\xA9\"}",
    R"({"v":{}})",
    R"({"v":{"b":1}})",
    R"({"v":{"b":1,"c":1}})",
    R"({"v":{"b":2}})",
    R"({"v":{"c":1}})",
    R"({"v":{"a":"x"}})",
    R"({"v":[[]]})",
    R"({"v":[[1]]})",
    R"({"v":[[1,0]]})",
    R"({"v":[[2]]})",
    R"({"v":{"$binary":{"base64":"","subType":"00"}}})",
    R"({"v":{"$binary":{"base64":"AQ==","subType":"00"}}})",
    R"({"v":{"$binary":{"base64":"AA==","subType":"05"}}})",
    R"({"v":{"$oid":"000000000000000000000001"}})",
    R"({"v":{"$oid":"0000000000000000000000ff"}})",
    R"({"v":false})",
    R"({"v":true})",
    R"({"v":{"$date":-1}})",
    R"({"v":{"$date":1}})",
    R"({"v":{"$timestamp":{"t":1,"i":2}}})",
    R"({"v":{"$timestamp":{"t":2,"i":1}}})",
    R"({"v":{"$regularExpression":{"pattern":"a","options":""}}})",
    R"({"v":{"$regularExpression":{"pattern":"a","options":"i"}}})",
    R"({"v":{"$code":"f"}})",
    R"({"v":{"$maxKey":1}})",
};

Value valueOf(const Document& document) {
  return find(document.bytes(), "v").value;
}

}  // namespace

TEST_CASE("keys compare as the values do, up and down") {
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      INFO(ascending[i] << " and " << ascending[j]);
      CHECK((key(R"({"v":1})", ascending[i]) < key(R"({"v":1})", ascending[j])) == (i < j));
      CHECK((key(R"({"v":-1})", ascending[i]) < key(R"({"v":-1})", ascending[j])) == (i > j));
    }
  }
}

TEST_CASE("comparison and keys agree") {
  for (const char* left : ascending) {
    for (const char* right : ascending) {
      INFO(left << " and " << right);
      const Document l = parseJson(left);
      const Document r = parseJson(right);
      std::string leftKey;
      std::string rightKey;
      appendOrderKey(leftKey, valueOf(l));
      appendOrderKey(rightKey, valueOf(r));
      const int order = compare(valueOf(l), valueOf(r));
      CHECK((order < 0) == (leftKey < rightKey));
      CHECK((order == 0) == (leftKey == rightKey));
    }
  }
}

TEST_CASE("numbers of all types that are equal have one key") {
  const std::string one = key(R"({"v":1})", R"({"v":1})");
  for (const char* same : {R"({"v":1.0})", R"({"v":{"$numberLong":"1"}})", R"({"v":{"$numberDecimal":"1.000"}})",
                           R"({"v":{"$numberDecimal":"10E-1"}})"}) {
    CHECK(key(R"({"v":1})", same) == one);
  }
  CHECK(key(R"({"v":1})", R"({"v":-0.0})") == key(R"({"v":1})", R"({"v":{"$numberDecimal":"-0E5"}})"));
}

TEST_CASE("what is missing stands with null") {
  CHECK(key(R"({"a.b":1})", "{}") == key(R"({"a.b":1})", R"({"a":{"b":null}})"));
  CHECK(key(R"({"a.b":1})", R"({"a":5})") == key(R"({"a.b":1})", "{}"));
  CHECK(key(R"({"a.b":1})", R"({"a":[]})") == key(R"({"a.b":1})", "{}"));
}

TEST_CASE("an array stands by its least element in an ascending order, by its greatest in a descending one") {
  CHECK(key(R"({"a":1})", R"({"a":[3,1,2]})") == key(R"({"a":1})", R"({"a":1})"));
  CHECK(key(R"({"a":-1})", R"({"a":[3,1,2]})") == key(R"({"a":-1})", R"({"a":3})"));
  CHECK(key(R"({"a.b":-1})", R"({"a":[{"b":1},{"b":[7,2]}]})") == key(R"({"a.b":-1})", R"({"a":{"b":7}})"));
  CHECK(key(R"({"a.b":1})", R"({"a":[{"b":1},5]})") == key(R"({"a.b":1})", "{}"));
  CHECK(key(R"({"a.1":1})", R"({"a":[3,1,2]})") == key(R"({"a.1":1})", R"({"a":{"1":1}})"));
}

TEST_CASE("an index has a key for each element, once") {
  CHECK(keys(R"({"a":1})", R"({"a":[1,2,1.0]})") == 2);
  CHECK(keys(R"({"a":1,"b":1})", R"({"a":[1,2],"b":7})") == 2);
  CHECK(keys(R"({"a.x":1,"a.y":1})", R"({"a":[{"x":1,"y":2},{"x":2,"y":1}]})") == 2);
  CHECK(keys(R"({"a":1})", R"({"a":[[1,2],3]})") == 2);
}

TEST_CASE("fields of one array stand together, those of two arrays have no place") {
  // By the least pair (1, 9), not by the least of each.
  CHECK(key(R"({"a.x":1,"a.y":1})", R"({"a":[{"x":1,"y":9},{"x":2,"y":1}]})") ==
        key(R"({"a.x":1,"a.y":1})", R"({"a":{"x":1,"y":9}})"));
  CHECK_THROWS_AS(key(R"({"a":1,"b":1})", R"({"a":[1],"b":[2]})"), QueryFault);
}

TEST_CASE("a place is found again by the values of its fields") {
  const Ordering order(parseJson(R"({"a.b":-1,"_id":1})"));
  CHECK(order.keyOfPlace(parseJson(R"({"a.b":5,"_id":7})")) == order.keyOf(parseJson(R"({"_id":7,"a":{"b":5}})")));
  CHECK(order.keyOfPlace(parseJson(R"({"_id":7})")) == order.keyOf(parseJson(R"({"_id":7})")));
  CHECK(order.keyOfPlace(parseJson(R"({"a.b":[1,5],"_id":7})")) ==
        order.keyOf(parseJson(R"({"_id":7,"a":{"b":[1,5]}})")));
}

TEST_CASE("what is no order is invalid") {
  for (const char* order :
       {R"({"a":0})", R"({"a":2})", R"({"a":"up"})", R"({"a":1.5})", R"({"":1})", R"({"a..b":1})", R"({"$a":1})"}) {
    INFO(order);
    CHECK_THROWS_AS(Ordering(parseJson(order)), QueryFault);
  }
  CHECK_NOTHROW(Ordering(parseJson(R"({"a":1.0,"b":{"$numberLong":"-1"}})")));
}

}  // namespace rest::tests
