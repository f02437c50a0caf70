#include "http/request_parser.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace rest::http;

namespace {

/// The body of a request whose bytes come in pieces of a size; what is not taken is put in again with the next piece.
std::string bodyInPieces(std::string_view bytes, std::size_t pieceSize) {
  RequestParser parser({}, "192.0.2.7", Scheme::http);
  std::string waiting;
  for (; !bytes.empty(); bytes.remove_prefix(std::min(pieceSize, bytes.size()))) {
    waiting += bytes.substr(0, pieceSize);
    while (const std::size_t taken = parser.put(waiting)) waiting.erase(0, taken);
    REQUIRE(!parser.refusal());
  }
  REQUIRE(parser.isDone());
  return std::string(parser.request().body);
}

}  // namespace

TEST_CASE("a chunked body is read in pieces of any size, its last chunk too") {
  const std::string_view request =
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\n{\"\r\n5\r\na\":1}\r\n0\r\nX: y\r\n\r\n";
  for (std::size_t size = 1; size <= request.size(); ++size) {
    INFO("pieces of " << size);
    CHECK(bodyInPieces(request, size) == "{\"a\":1}");
  }
}

TEST_CASE("a field that goes on in another line is refused, in a head and in a trailer, however it comes") {
  const std::string head = "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n";
  const std::size_t size = GENERATE(1u, 2u, 7u, 1000u);
  INFO("pieces of " << size);
  const auto refusalOf = [size](const std::string& bytes) {
    RequestParser parser({}, "192.0.2.7", Scheme::http);
    std::string waiting;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      waiting += bytes.substr(at, size);
      while (const std::size_t taken = parser.put(waiting)) waiting.erase(0, taken);
    }
    return parser.refusal();
  };
  for (const char* field : {"X: y\r\n", "X:\r\n", "X: y\r\nZ: \tz\r\n"}) {
    CHECK(!refusalOf(head + field + "\r\n2;a=b\r\n{}\r\n0\r\n\r\n"));
    CHECK(!refusalOf(head + "\r\n2\r\n\n \r\n0;a=b\r\n" + field + "\r\n"));
    for (const char* blank : {" ", "\t"}) {
      for (const std::string& bytes : {head + field + blank + "z\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                                       head + "\r\n2\r\n{}\r\n0\r\n" + field + blank + "z\r\n\r\n",
                                       head + "\r\n2\r\n{}\r\n0;a=b\r\n" + field + blank + "z\r\n\r\n"}) {
        INFO(bytes);
        const auto refusal = refusalOf(bytes);
        REQUIRE(refusal);
        CHECK(refusal->status == 400);
        CHECK(refusal->message == "a header or trailer field goes on in another line");
      }
    }
  }
}
