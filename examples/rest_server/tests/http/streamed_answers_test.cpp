// Answers that are made piece by piece while their client reads.
#include "http/http_fixture.hpp"
#include "http/server.hpp"

namespace rest::http {
namespace {

/// How many pieces of an answer were taken when no more are, since its client does not read.
int piecesThatSocketsTake(const SourceCounts& stream) {
  int before = 0;
  do {
    before = stream.pulled;
    std::this_thread::sleep_for(1s);
  } while (stream.pulled == 0 || stream.pulled != before);
  return before;
}

}  // namespace

TEST_CASE("a streamed answer is sent in chunks, and the connection goes on") {
  RunningServer server(Limits{});
  const std::string received = server.client().get("/stream").get("/fast", "Connection: close\r\n").rest();
  CHECK(received.find("Transfer-Encoding: chunked\r\n") != std::string::npos);
  CHECK(received.find("Content-Length: ") > received.find("\r\n\r\n"));
  const std::string chunks = "\r\n\r\n5\r\nbegin\r\n5\r\nxxxxx\r\n5\r\nxxxxx\r\n5\r\nxxxxx\r\n0\r\n\r\nHTTP/1.1 200";
  CHECK(received.find(chunks) != std::string::npos);
  CHECK(received.substr(received.size() - 4) == "fast");
  waitFor(server.handler().stream.released, 1);
}

TEST_CASE("a streamed answer ends with the connection for a client of HTTP/1.0") {
  const RunningServer server(Limits{});
  const std::string request = "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  const std::string received = server.client().send(request).send(request).rest();
  CHECK(received.find("Connection: close\r\n") != std::string::npos);
  CHECK(received.find("Transfer-Encoding") == std::string::npos);
  CHECK(received.find("\r\n\r\nbeginxxxxxxxxxxxxxxx") + 24 == received.size());
}

TEST_CASE("HEAD of a streamed answer makes none of it") {
  RunningServer server(Limits{});
  const std::string received =
      server.client().send("HEAD /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").rest();
  CHECK(received.find("HTTP/1.1 200") == 0);
  CHECK(received.find("\r\n\r\n") + 4 == received.size());
  waitFor(server.handler().stream.released, 1);
  CHECK(server.handler().stream.pulled == 0);
}

TEST_CASE("a streamed answer whose source fails has no last chunk, and its connection ends") {
  RunningServer server(Limits{});
  const std::string received = server.client().get("/cut").get("/fast").rest();
  CHECK(received.find("xxxxx") != std::string::npos);
  CHECK(received.find("\r\n0\r\n") == std::string::npos);
  CHECK(received.find("as asked for") == std::string::npos);
  CHECK(received.find("fast") == std::string::npos);
  waitFor(server.handler().stream.released, 1);
  CHECK(server.stillAnswers());
}

TEST_CASE("a streamed answer that is cut off for a client of HTTP/1.0 ends in a reset") {
  const RunningServer server(Limits{});
  CHECK(server.client().send("GET /stream HTTP/1.0\r\n\r\n").endsInReset() == false);
  CHECK(server.client().send("GET /cut HTTP/1.0\r\n\r\n").endsInReset());
}

TEST_CASE("a slow client holds neither a thread nor more than its socket's buffer takes") {
  Limits limits;
  limits.write = 60s;
  RunningServer server(limits, 1);
  Client slow = server.client();
  slow.get("/endless");
  const SourceCounts& stream = server.handler().stream;
  const int before = piecesThatSocketsTake(stream);
  CHECK(server.stillAnswers());  // by the only thread there is
  CHECK(stream.pulled == before);
  CHECK(slow.read(std::size_t(before) * 100'000 * 2).size() == std::size_t(before) * 100'000 * 2);
  CHECK(stream.pulled > before);
  CHECK(stream.released == 0);
}

TEST_CASE("a streamed answer is cut off when it takes too long as a whole, however fast its pieces are read") {
  Limits limits;
  limits.work.answer = 300ms;
  RunningServer server(limits);
  CHECK(server.client().get("/endless").endsInReset());
  waitFor(server.handler().stream.released, 1);
  CHECK(server.stillAnswers());
}

TEST_CASE("a streamed answer that its store gives up is cut off while its client does not read") {
  RunningServer server(Limits{});
  Client slow = server.client();
  slow.get("/endless").read(1000);
  CHECK(server.handler().stream.released == 0);
  server.handler().streamBudget()->stop();
  waitFor(server.handler().stream.released, 1);
  CHECK(server.stillAnswers());
}

TEST_CASE("the time in which a client reads does not count as work") {
  Limits limits;
  limits.work.time = 3s;
  RunningServer server(limits);
  Client slow = server.client();
  slow.get("/endless");
  const SourceCounts& stream = server.handler().stream;
  const std::size_t more = std::size_t(piecesThatSocketsTake(stream)) * 100'000 + 1'000'000;
  std::this_thread::sleep_for(limits.work.time);
  CHECK(slow.read(more).size() == more);
}

TEST_CASE("a client that goes away has its stream released at once") {
  Limits limits;
  limits.write = 60s;
  RunningServer server(limits);
  {
    Client client = server.client();
    client.get("/endless").read(1000);
  }
  waitFor(server.handler().stream.released, 1);
  CHECK(server.stillAnswers());
}

TEST_CASE("a client that reads no further has its stream given up") {
  RunningServer server(shortLimits());
  Client lazy = server.client();
  lazy.get("/endless").read(1000);
  waitFor(server.handler().stream.released, 1);
}

TEST_CASE("a stream in flight goes on when the server stops, an endless one as long as the drain time") {
  Limits limits;
  limits.drain = 5s;
  RunningServer server(limits);
  Client client = server.client();
  client.get("/endless").read(1000);
  server.askToStop();
  CHECK(client.read(10'000'000).size() == 10'000'000);
  server.join();
}

TEST_CASE("a streamed answer is cut off where clients have too much to read for its next piece") {
  Limits limits;
  limits.unreadBytes = 150'000;
  RunningServer server(limits);
  const SourceCounts& stream = server.handler().stream;
  Client slow = server.client();
  slow.get("/endless");
  piecesThatSocketsTake(stream);
  Client other = server.client();
  const std::string received = other.get("/endless").rest();
  CHECK(received.find("HTTP/1.1 200") == 0);
  CHECK(received.find("0\r\n\r\n") == received.npos);
  waitFor(stream.released, 1);
  CHECK(server.stillAnswers());
}

}  // namespace rest::http
