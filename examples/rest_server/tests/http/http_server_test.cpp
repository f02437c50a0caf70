// The limits that a test cannot wait for: the server with short ones, and a handler of its own.
#include "http/server.hpp"

#include "http/http_fixture.hpp"

namespace rest::http {

TEST_CASE("a head that does not come to its end in time is 408") {
  const RunningServer server(shortLimits());
  CHECK(server.client().send("GET / HTTP/1.1\r\nHos").lastStatus() == 408);
  CHECK(server.client().send("G").lastStatus() == 408);
  CHECK(server.stillAnswers());
}

TEST_CASE("a head that comes byte by byte has no more time than another") {
  const RunningServer server(shortLimits());
  Client client = server.client();
  client.send("GET /fast HTTP/1.1\r\nX: ");
  std::thread dripping([&client] {
    for (int i = 0; i < 100; ++i) {
      std::this_thread::sleep_for(50ms);
      try {
        client.send("x");
      } catch (const boost::system::system_error&) {
        return;  // the server has had enough
      }
    }
  });
  const auto begin = std::chrono::steady_clock::now();
  CHECK(client.lastStatus() == 408);
  CHECK(std::chrono::steady_clock::now() - begin < 3s);
  dripping.join();
}

TEST_CASE("a body that does not come in time is 408") {
  const RunningServer server(shortLimits());
  const std::string head = "POST /fast HTTP/1.1\r\nHost: x\r\n";
  CHECK(server.client().send(head + "Connection: close\r\nContent-Length: 2\r\n\r\n{}").lastStatus() == 200);
  CHECK(server.client().send(head + "Content-Length: 2\r\n\r\n{").lastStatus() == 408);
  CHECK(server.client().send(head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n").lastStatus() == 408);
  CHECK(server.stillAnswers());
}

TEST_CASE("a connection on which no request begins is closed without a word") {
  const RunningServer server(shortLimits());
  CHECK(server.client().rest().empty());
  const std::string received = server.client().get("/fast").rest();
  CHECK(received.find("200 OK") != std::string::npos);
  CHECK(received.find("408") == std::string::npos);
}

TEST_CASE("a client that does not read is given up") {
  Limits limits = shortLimits();
  const RunningServer server(limits);
  Client lazy = server.client();
  lazy.get("/large");
  std::this_thread::sleep_for(limits.write + 500ms);
  CHECK(lazy.rest().size() < 64 * 1024 * 1024);
  CHECK(server.stillAnswers());
}

TEST_CASE("an answer is not sent while clients have too much to read, and there is room when they have read") {
  Limits limits;
  limits.unreadBytes = 100 * 1024 * 1024;
  const RunningServer server(limits);
  Client lazy = server.client();
  lazy.get("/large", "Connection: close\r\n");
  CHECK(lazy.read(12) == "HTTP/1.1 200");
  const std::string refused = server.client().get("/large", "Connection: close\r\n").rest();
  CHECK(refused.find("HTTP/1.1 503") == 0);
  CHECK(refused.find("\r\nRetry-After: 1\r\n") != refused.npos);
  CHECK(refused.find("too many answers wait to be read by their clients; try again") != refused.npos);
  // The client of a write must not be told that nothing was done.
  Client writer = server.client();
  writer.send("POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  CHECK(writer.rest().find("HTTP/1.1 504") == 0);
  CHECK(server.stillAnswers());
  CHECK(lazy.rest().size() > 64 * 1024 * 1024);
  CHECK(server.client().get("/large", "Connection: close\r\n").lastStatus() == 200);
}

TEST_CASE("connections beyond the limit are closed at once, and others let in when there is room again") {
  Limits limits;
  limits.connections = 2;
  const RunningServer server(limits);
  {
    Client first = server.client();
    Client second = server.client();
    first.get("/fast");
    second.get("/fast");
    CHECK(server.client().lastStatus() == 0);
  }
  CHECK(server.hasRoomWithin(2s));
}

TEST_CASE("a body that its head refuses is neither invited nor read") {
  RunningServer server(Limits{});
  const std::string post = "POST /no-body HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n";
  for (const std::string more : {"Expect: 100-continue\r\n\r\n", "\r\n", "\r\nthe first bytes of it"}) {
    const std::string received = server.client().send(post + more).rest();
    INFO(received);
    CHECK(received.find("HTTP/1.1 401 ") == 0);
    CHECK(received.find("Connection: close\r\n") != std::string::npos);
    CHECK(received.find("not read") != std::string::npos);
  }
  CHECK(server.handler().heads == 3);
  CHECK(server.stillAnswers());
}

TEST_CASE("what was found in a head comes back with its body, and with no other request") {
  RunningServer server(Limits{});
  const std::string post = "POST /found HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n";
  Client client = server.client();
  client.send(post + "Expect: 100-continue\r\n\r\n");
  CHECK(client.read(25) == "HTTP/1.1 100 Continue\r\n\r\n");
  const std::string received = client.send("body").get("/found", "Connection: close\r\n").rest();
  CHECK(received.find("found in the head") != std::string::npos);
  CHECK(received.find("nothing found") != std::string::npos);
  CHECK(server.client().send(post + "Connection: close\r\n\r\nbody").rest().find("nothing found") != std::string::npos);
  CHECK(server.handler().heads == 1);
}

TEST_CASE("what throws is 500, and the connection goes on") {
  const RunningServer server(Limits{});
  const std::string received =
      server.client().get("/bad").get("/bad-work").get("/fast", "Connection: close\r\n").rest();
  CHECK(received.find("HTTP/1.1 500") == 0);
  CHECK(received.find("HTTP/1.1 500", 1) != std::string::npos);
  CHECK(received.find("as asked for") == std::string::npos);
  CHECK(received.find("HTTP/1.1 200") != std::string::npos);
}

TEST_CASE("work that waits too long for a thread is 503, and so is work beyond the limit") {
  Limits limits;
  limits.queue = 100ms;
  limits.waitingWork = 1;
  RunningServer server(limits, 1);
  const std::string closing = "Connection: close\r\n";
  Client held = server.client();
  held.get("/held", closing);
  waitFor(server.handler().held, 1);

  Client waiting = server.client();
  waiting.get("/work", closing);
  for (int i = 0; i < 1000 && server.waitingWork() == 0; ++i) std::this_thread::sleep_for(10ms);
  REQUIRE(server.waitingWork() == 1);
  std::this_thread::sleep_for(2 * limits.queue);
  const std::string refused = server.client().get("/work", closing).rest();
  CHECK(refused.find("HTTP/1.1 503") == 0);
  CHECK(refused.find("Retry-After: 1") != std::string::npos);

  server.handler().release();
  CHECK(held.lastStatus() == 200);
  CHECK(waiting.lastStatus() == 503);
  CHECK(server.stillAnswers());
}

TEST_CASE("work that finds a free thread is not refused, however late the machine lets that run") {
  Limits limits;
  limits.queue = 0ms;
  const RunningServer server(limits, 1);
  for (int i = 0; i < 10; ++i) CHECK(server.client().get("/work", "Connection: close\r\n").lastStatus() == 200);
}

TEST_CASE("a provisional answer is held, and the request asked again when it has settled") {
  RunningServer server(Limits{}, 1);
  server.handler().heldUntil = 3;
  server.handler().settles = true;
  const std::string received = server.client().get("/for-now", "Connection: close\r\n").rest();
  CHECK(received.find("HTTP/1.1 200") == 0);
  CHECK(received.find("held no longer") != std::string::npos);
  CHECK(server.handler().asked == 3);
}

TEST_CASE("a held request is not asked again before its answer has settled, and at once then") {
  Limits limits;
  limits.hold = 60s;
  RunningServer server(limits, 1);
  server.handler().heldUntil = 2;
  Client held = server.client();
  held.get("/for-now", "Connection: close\r\n");
  waitFor(server.handler().asked, 1);
  CHECK(server.client().get("/work", "Connection: close\r\n").lastStatus() == 200);
  CHECK(server.handler().asked == 1);
  server.handler().settle();
  CHECK(held.rest().find("HTTP/1.1 200") == 0);
}

TEST_CASE("a handler whose answer never settles though it says so does not keep the event loop") {
  RunningServer server(Limits{}, 1);
  server.handler().settles = true;
  const std::string received = server.client().get("/for-now", "Connection: close\r\n").rest();
  CHECK(received.find("HTTP/1.1 503") == 0);
  CHECK(server.handler().asked <= 101);
}

TEST_CASE("more held requests than allowed are answered at once") {
  Limits limits;
  limits.hold = 60s;
  limits.heldRequests = 1;
  RunningServer server(limits, 1);
  server.handler().heldUntil = 2;
  Client held = server.client();
  held.get("/for-now", "Connection: close\r\n");
  waitFor(server.handler().asked, 1);
  server.handler().heldUntil = 1'000'000;
  CHECK(server.client().get("/for-now", "Connection: close\r\n").lastStatus() == 503);
  server.handler().heldUntil = 1;
  server.handler().settle();
  CHECK(held.lastStatus() == 200);
}

TEST_CASE("a callback that comes after the server has ended does nothing") {
  std::function<void()> late;
  {
    RunningServer server(Limits{}, 1);
    Client held = server.client();
    held.get("/for-now", "Connection: close\r\n");
    waitFor(server.handler().asked, 1);
    late = server.handler().takeResume();
  }
  late();
}

TEST_CASE("a provisional answer that does not settle is given at last, and keeps no other request waiting") {
  Limits limits;
  limits.hold = 300ms;
  RunningServer server(limits, 1);
  Client held = server.client();
  held.get("/for-now", "Connection: close\r\n");
  waitFor(server.handler().asked, 1);
  CHECK(server.client().get("/work", "Connection: close\r\n").lastStatus() == 200);
  const std::string received = held.rest();
  CHECK(received.find("HTTP/1.1 503") == 0);
  CHECK(received.find("for good") != std::string::npos);
}

TEST_CASE("what blocks keeps no other connection waiting") {
  RunningServer server(Limits{}, 2);
  const std::string closing = "Connection: close\r\n";
  Client held = server.client();
  held.get("/held", closing);
  waitFor(server.handler().held, 1);
  for (int i = 0; i < 10; ++i) CHECK(server.client().get("/fast", closing).lastStatus() == 200);
  server.handler().release();
  CHECK(held.lastStatus() == 200);
}

TEST_CASE("work in flight is answered when the server stops") {
  RunningServer server(Limits{});
  Client held = server.client();
  held.get("/held");
  waitFor(server.handler().held, 1);
  server.askToStop();
  server.waitUntilItListensNoMore();
  server.handler().release();
  const std::string received = held.rest();
  CHECK(received.find("let go") != std::string::npos);
  CHECK(received.find("Connection: close") != std::string::npos);
  CHECK(server.join() == Server::Ending::whole);
}

TEST_CASE("work ends when its client has gone, by a reset or in good order") {
  RunningServer server(Limits{});
  {
    Client client = server.client();
    client.get("/given-up");
    waitFor(server.handler().working, 1);
    client.reset();
  }
  waitFor(server.handler().givenUp, 1);
  server.client().get("/given-up");
  waitFor(server.handler().givenUp, 2);
  CHECK(server.stillAnswers());
}

TEST_CASE("work whose client has gone while it waited is not begun") {
  RunningServer server(Limits{.queue = 60s}, 1);
  Client held = server.client();
  held.get("/held");
  waitFor(server.handler().held, 1);
  {
    Client gone = server.client();
    gone.get("/given-up");
    while (server.waitingWork() == 0) std::this_thread::sleep_for(1ms);
    gone.reset();
  }
  std::this_thread::sleep_for(1s);  // twenty strokes of the clock that looks
  server.handler().release();
  CHECK(server.stillAnswers());  // by the only thread there is
  CHECK(server.handler().working == 0);
}

TEST_CASE("a client that has sent its end and still reads gets its answer") {
  RunningServer server(Limits{});
  Client half = server.client();
  half.get("/held").sendEnd();
  Client old = server.client();
  old.send("GET /held HTTP/1.0\r\n\r\n").sendEnd();
  waitFor(server.handler().held, 2);
  // RFC 9110 15.2: one of HTTP/1.1 reads interim answers, one of HTTP/1.0 does not know them.
  CHECK(half.read(25) == "HTTP/1.1 100 Continue\r\n\r\n");
  server.handler().release();
  const std::string received = half.rest();
  CHECK(received.find("HTTP/1.1 200") == 0);
  CHECK(received.find("let go") != std::string::npos);
  CHECK(old.rest().find("HTTP/1.1 200") == 0);
}

TEST_CASE("work that is given up at the drain time's end lets the server stop") {
  RunningServer server(Limits{.drain = 300ms}, 1);
  Client waiting = server.client();
  waiting.get("/given-up");
  waitFor(server.handler().working, 1);
  server.askToStop();
  CHECK(server.join() == Server::Ending::whole);
  CHECK(server.handler().givenUp == 1);
}

TEST_CASE("work that does not end does not keep the server from stopping, whether its client waits or has gone") {
  RunningServer server(Limits{.drain = 300ms}, 1);
  {
    Client gone = server.client();
    gone.get("/held");
    waitFor(server.handler().held, 1);
  }
  Client waiting = server.client();
  waiting.get("/held");
  server.askToStop();
  CHECK(server.join() == Server::Ending::workIsLeft);
  server.handler().release();  // else the destructor would wait for ever
}

TEST_CASE("a client that neither reads nor goes does not keep the server from stopping") {
  Limits limits = shortLimits();
  limits.drain = 300ms;
  limits.write = 60s;
  RunningServer server(limits);
  Client lazy = server.client();
  lazy.get("/large");
  std::this_thread::sleep_for(100ms);
  const auto begin = std::chrono::steady_clock::now();
  server.stop();
  CHECK(std::chrono::steady_clock::now() - begin < 3s);
}

TEST_CASE("large bodies are coded for those who take it, from either side of the pool") {
  const RunningServer server(Limits{});
  const std::string gzip = "Connection: close\r\nAccept-Encoding: gzip\r\n";
  for (const char* target : {"/page", "/page-work", "/stream"}) {
    INFO(target);
    const std::string coded = server.client().get(target, gzip).rest();
    CHECK(coded.find("Content-Encoding: gzip\r\n") != std::string::npos);
    CHECK(coded.find("Vary: Accept-Encoding\r\n") != std::string::npos);
    CHECK(coded.size() < 1000);
    const std::string plain = server.client().get(target, "Connection: close\r\n").rest();
    CHECK(plain.find("Content-Encoding") == std::string::npos);
    CHECK(plain.find("Vary: Accept-Encoding\r\n") != std::string::npos);
    const std::string head =
        server.client().send("HEAD " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + gzip + "\r\n").rest();
    CHECK(head.find("Content-Encoding: gzip\r\n") != std::string::npos);
    CHECK(head.find("Content-Length") == std::string::npos);
    CHECK(head.find("\r\n\r\n") + 4 == head.size());
  }
  CHECK(server.client().get("/fast", gzip).rest().find("Content-Encoding") == std::string::npos);
}

TEST_CASE("a signal that comes before the server runs ends it, too") {
  TestHandler handler;
  Server server({.http = Address{.port = 0}}, handler);
  ::kill(::getpid(), SIGTERM);
  server.run();
  SUCCEED("it returned");
}

TEST_CASE("a port that is taken is refused at construction") {
  TestHandler handler;
  const Server first({.http = Address{.port = 0}}, handler);
  try {
    const Server second({.http = Address{.port = first.port()}}, handler);
    FAIL_CHECK("two servers share a port");
  } catch (const ListenError& error) {
    CHECK(std::string(error.what()).find(std::to_string(first.port())) != std::string::npos);
  }
}

}  // namespace rest::http
