#include "http/content_coding.hpp"

#include <zlib.h>

#include <algorithm>

#include "tests/support/catch.hpp"

namespace rest::http {
namespace {

GzipWish wishIn(std::string_view acceptEncoding) {
  Request request;
  request.fields.push_back({"accept-encoding", acceptEncoding});
  return gzipWishOf(request);
}

std::string unpacked(const std::string& coded) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
  std::string plain(4'000'000, 0);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
  stream.avail_in = static_cast<uInt>(coded.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  const int outcome = inflate(&stream, Z_FINISH);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  CHECK(outcome == Z_STREAM_END);
  CHECK(stream.avail_in == 0);
  return plain;
}

std::string document(std::size_t size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) text += "{\"number\":" + std::to_string(i * 7919) + "},";
  return text;
}

}  // namespace

TEST_CASE("gzip is used for those who take it, and like it no less than nothing") {
  for (const char* wish : {"gzip", "GZIP", "x-gzip", "deflate, gzip;q=0.5", "gzip;q=0.001", "*", "*;q=0.1",
                           "br;q=1,gzip", "gzip, identity;q=0.5", "identity;q=0.5, *"}) {
    INFO(wish);
    CHECK(wishIn(wish) == GzipWish::yes);
  }
  for (const char* wish :
       {"", "identity", "deflate, br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzip;q=0.5, identity", "gzip;q=2",
        "gzip;q=-1", "gzip;q=x", "gzip;q=", "gzipped", "x gzip"}) {
    INFO(wish);
    CHECK(wishIn(wish) == GzipWish::no);
  }
  for (const char* wish : {"gzip, identity;q=0", "*;q=0, gzip", "identity;q=0, *"}) {
    INFO(wish);
    CHECK(wishIn(wish) == GzipWish::always);
  }
  CHECK(gzipWishOf(Request{}) == GzipWish::no);
}

TEST_CASE("small bodies and coded ones stay as they are") {
  const auto worth = [](std::size_t size, GzipWish wish, bool isCoded = false) {
    Response response{200, {}, std::string(size, 'x')};
    if (isCoded) response.set("Content-Encoding", "br");
    return isWorthCoding(response, wish);
  };
  CHECK(worth(1024, GzipWish::yes));
  CHECK(!worth(1024, GzipWish::no));
  CHECK(!worth(1023, GzipWish::yes));
  CHECK(!worth(1024, GzipWish::yes, true));
  CHECK(worth(1, GzipWish::always));
  CHECK(!worth(0, GzipWish::always));
}

TEST_CASE("what is coded is much smaller, and the same when it is unpacked") {
  const std::string plain = document(1'000'000);
  Response response{200, {}, plain};
  codeByGzip(response);
  CHECK(response.fields.find("Content-Encoding") == "gzip");
  CHECK(response.body.size() < plain.size() / 4);
  CHECK(unpacked(response.body) == plain);
}

TEST_CASE("a streamed body is coded piece by piece, and its end comes once") {
  int left = 3;
  const std::string piece = document(200'000);
  Response response{200, {}, "[", [&] { return left-- > 0 ? piece : ""; }};
  codeByGzip(response);
  std::string coded = response.body;
  int pulled = 0;
  for (std::string next = response.rest(); !next.empty(); next = response.rest()) {
    ++pulled;
    CHECK(left == std::max(3 - pulled, -1));  // no piece is made ahead
    coded += next;
  }
  CHECK(pulled == 4);
  CHECK(response.rest().empty());
  CHECK(unpacked(coded) == '[' + piece + piece + piece);
}

TEST_CASE("a value with a line's end cannot begin a field of its own") {
  Response response;
  response.set("Location", "/a\r\nSet-Cookie: x=1\x7F").set("ETag", "1");
  CHECK(response.fields.text() == "Location: /a  Set-Cookie: x=1 \r\nETag: 1\r\n");
  CHECK(response.fields.find("etag") == "1");
  CHECK(!response.fields.find("Set-Cookie"));
}

}  // namespace rest::http
