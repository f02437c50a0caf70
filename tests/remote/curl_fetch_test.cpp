#include "src/remote/curl_fetch.hpp"

#include <chrono>
#include <cstdlib>
#include <thread>

#include "tests/remote/key_server.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::string_view document = R"({"keys": []})";

void answerWell(Exchange& exchange) {
  exchange.answer(document);
}

/// Patient, unless told otherwise: machines that run tests are busy.
FetchRequest requestFor(std::string url, std::chrono::milliseconds patience = 20s) {
  FetchRequest request;
  request.url = std::move(url);
  request.connectTimeout = request.totalTimeout = patience;
  return request;
}

CurlSettings trusting(const KeyServer& server) {
  return {server.caFile(), "", false};
}

/// Why the fetch failed; empty when it did not.
std::string refusal(const FetchRequest& request, const CurlSettings& settings) {
  try {
    curlFetch(settings)(request);
  } catch (const FetchError& error) {
    return error.what();
  }
  return "";
}

std::string refusal(const KeyServer& server, std::string_view path = "/") {
  return refusal(requestFor(server.url(path)), trusting(server));
}

TEST_CASE("a document is fetched over TLS from a server whose authority is trusted") {
  const KeyServer server(answerWell);
  CHECK(curlFetch(trusting(server))(requestFor(server.url("/"))).body == document);
}

TEST_CASE("certificates of unknown authorities, of other names and out of time are refused") {
  const KeyServer good(answerWell), other(answerWell);
  CHECK(refusal(good) == "");
  CHECK_FALSE(refusal(requestFor(good.url("/")), trusting(other)).empty());
  CHECK_FALSE(refusal(requestFor(good.url("/")), CurlSettings{}).empty());
  CHECK_FALSE(refusal(KeyServer(answerWell, CertificateFlaw::expired)).empty());
  CHECK_FALSE(refusal(KeyServer(answerWell, CertificateFlaw::otherName)).empty());
}

TEST_CASE("TLS older than 1.2 is refused") {
  const KeyServer good(answerWell, CertificateFlaw::none, KeyServer::Wire::tls12);
  const KeyServer old(answerWell, CertificateFlaw::none, KeyServer::Wire::tls11);
  CHECK(refusal(good) == "");
  CHECK_FALSE(refusal(old).empty());
  CHECK(old.requests() == 0);
}

TEST_CASE("a document may be called anything, it is JSON by its text") {
  const KeyServer server([](Exchange& exchange) { exchange.answer(document, "Content-Type: text/plain\r\n"); });
  CHECK(curlFetch(trusting(server))(requestFor(server.url("/"))).body == document);
}

TEST_CASE("plain http is for those who accept it by name") {
  const KeyServer server(answerWell, CertificateFlaw::none, KeyServer::Wire::plain);
  CHECK(refusal(server).find("http URL") != std::string::npos);
  CHECK(refusal(requestFor(server.url("/")), {"", "", true}) == "");
}

TEST_CASE("every status but 200 is a failure") {
  for (const std::string status : {"204 No Content", "304 Not Modified", "401 Unauthorized", "404 Not Found",
                                   "500 Internal Server Error", "503 Service Unavailable"}) {
    const KeyServer server([&](Exchange& exchange) { exchange.answer("", "", status); });
    CHECK(refusal(server) == "status " + status.substr(0, 3) + "; expected 200");
  }
}

TEST_CASE("what is larger than allowed is cut off, announced or not") {
  const std::string large(257 * 1024, 'x');
  const KeyServer announced([&](Exchange& exchange) { exchange.answer(large); });
  CHECK(refusal(announced) == "the document is too large");
  const KeyServer endless([&](Exchange& exchange) {
    exchange.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    while (exchange.send(large)) {
    }
  });
  CHECK(refusal(endless) == "the document is too large");
  const KeyServer gigabyte([](Exchange& exchange) {
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
    exchange.waitForTheEnd();
  });
  CHECK(refusal(gigabyte) == "the document is too large");
}

TEST_CASE("a server that is silent, slow or cuts the document off costs the total time at most") {
  const KeyServer silent([](Exchange& exchange) { exchange.waitForTheEnd(); });
  const KeyServer dripping([](Exchange& exchange) {
    exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    for (int i = 0; i < 1000 && exchange.send("x"); ++i) std::this_thread::sleep_for(20ms);
  });
  const KeyServer cutting(
      [](Exchange& exchange) { exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"keys\":"); });
  for (const KeyServer* server : {&silent, &dripping, &cutting}) {
    const auto start = steady_clock::now();
    CHECK_FALSE(refusal(requestFor(server->url("/"), 600ms), trusting(*server)).empty());
    CHECK(steady_clock::now() - start < 15s);
  }
}

TEST_CASE("a connection that is refused is a failure") {
  std::string url;
  {
    const KeyServer gone(answerWell);
    url = gone.url("/");
  }
  CHECK_FALSE(refusal(requestFor(url), {}).empty());
}

/// Answers /1 with a redirect to /0, /2 with one to /1, and so on; /0 with the document.
void count(Exchange& exchange) {
  const int left = std::stoi(exchange.path().substr(1));
  if (left == 0) return exchange.answer(document);
  exchange.answer("", "Location: /" + std::to_string(left - 1) + "\r\n", "302 Found");
}

TEST_CASE("two redirects on the same origin are followed, no more and none elsewhere") {
  const KeyServer server(count), other(answerWell);
  const KeyServer plain(answerWell, CertificateFlaw::none, KeyServer::Wire::plain);
  CHECK(refusal(server, "/2") == "");
  CHECK(refusal(server, "/3") == "more than 2 redirects");
  for (const KeyServer* target : {&other, &plain}) {
    const KeyServer leading([&](Exchange& exchange) {
      exchange.answer("", "Location: " + target->url("/") + "\r\n", "301 Moved Permanently");
    });
    CHECK(refusal(leading).find(target == &other ? "a redirect to another origin" : "http URL") != std::string::npos);
    CHECK(target->requests() == 0);
  }
  const KeyServer looping([](Exchange& exchange) { exchange.answer("", "Location: /\r\n", "307 Temporary Redirect"); });
  CHECK(refusal(looping) == "more than 2 redirects");
  CHECK(looping.requests() == 3);
}

TEST_CASE("where only public addresses are allowed no other one is connected to") {
  const KeyServer server(answerWell);
  FetchRequest request = requestFor(server.url("/"));
  CHECK_FALSE(curlFetch(trusting(server))(request).fromPublicAddress);
  request.publicAddressesOnly = true;
  CHECK(refusal(request, trusting(server)).find("acceptPrivateAddresses lets it through") != std::string::npos);
  CHECK(server.requests() == 1);
  request.url.replace(request.url.find("127.0.0.1"), 9, "localhost");
  CHECK(refusal(request, trusting(server)).find("acceptPrivateAddresses lets it through") != std::string::npos);
  CHECK(server.requests() == 1);
  CurlSettings settings = trusting(server);
  settings.isPublic = [](const sockaddr&) { return true; };
  CHECK(curlFetch(settings)(requestFor(server.url("/"))).fromPublicAddress);
}

TEST_CASE("a redirect from a public address leads to public ones only") {
  const KeyServer server(count);
  int looks = 0;
  CurlSettings settings = trusting(server);
  // Its name leads elsewhere the second time.
  settings.isPublic = [&looks](const sockaddr&) { return looks++ == 0; };
  CHECK(refusal(requestFor(server.url("/1")), settings).find("acceptPrivateAddresses lets it") != std::string::npos);
  CHECK(server.requests() == 1);
  looks = 0;
  settings.acceptPrivateAddresses = true;
  CHECK(refusal(requestFor(server.url("/1")), settings) == "");
  settings.acceptPrivateAddresses = false;
  settings.isPublic = [](const sockaddr&) { return false; };
  CHECK(refusal(requestFor(server.url("/1")), settings) == "");
}

TEST_CASE("where a proxy connects, the addresses in URLs are checked") {
  CurlSettings settings{"", "http://127.0.0.1:1", false};
  for (const char* host : {"127.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]", "localhost", "x.localhost", "LocalHost",
                           "localhost.", "127.0.0.1.", "2130706433"}) {
    INFO(host);
    FetchRequest request = requestFor("https://" + std::string(host) + "/");
    CHECK(refusal(request, settings).find("acceptPrivateAddresses") == std::string::npos);
    request.publicAddressesOnly = true;
    CHECK(refusal(request, settings).find("acceptPrivateAddresses lets it through") != std::string::npos);
  }
  FetchRequest request = requestFor("https://example.org/");
  request.publicAddressesOnly = true;
  CHECK(refusal(request, settings).find("acceptPrivateAddresses") == std::string::npos);
}

TEST_CASE("a proxy of the environment is not used") {
  const KeyServer server(answerWell);
  setenv("https_proxy", "http://127.0.0.1:1", 1);
  setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
  CHECK(refusal(server) == "");
  unsetenv("https_proxy");
  unsetenv("ALL_PROXY");
  CurlSettings settings = trusting(server);
  settings.proxy = "http://127.0.0.1:1";
  CHECK_FALSE(refusal(requestFor(server.url("/")), settings).empty());
}

TEST_CASE("the age that Cache-Control allows is read") {
  for (const auto& [field, age] : std::vector<std::pair<std::string, std::optional<std::chrono::seconds>>>{
           {"", std::nullopt},
           {"Cache-Control: max-age=300\r\n", 300s},
           {"Cache-Control: public, max-age=15, stale-while-revalidate=15\r\n", 15s},
           {"cache-control: PUBLIC,MAX-AGE=7\r\n", 7s},
           {"Cache-Control: no-store\r\n", 0s},
           {"Cache-Control: no-cache, max-age=60\r\n", 0s},
           {"Cache-Control: max-age=99999999999999999999\r\n", 1'000'000'000s},
           {"Cache-Control: max-age=-1\r\n", std::nullopt},
           {"Cache-Control: max-age=soon\r\n", std::nullopt},
           {"Cache-Control: s-maxage=5\r\n", std::nullopt}}) {
    CAPTURE(field);
    const KeyServer server([&, headers = field](Exchange& exchange) { exchange.answer(document, headers); });
    CHECK(curlFetch(trusting(server))(requestFor(server.url("/"))).maxAge == age);
  }
}

TEST_CASE("a fetch that is asked to stop ends at once") {
  const KeyServer silent([](Exchange& exchange) { exchange.waitForTheEnd(); });
  std::stop_source source;
  FetchRequest request = requestFor(silent.url("/"));
  request.totalTimeout = 60s;
  request.stop = source.get_token();
  const std::jthread stopping([&] {
    while (silent.requests() == 0) std::this_thread::sleep_for(1ms);
    source.request_stop();
  });
  const auto start = steady_clock::now();
  CHECK(refusal(request, trusting(silent)) == "stopped");
  CHECK(steady_clock::now() - start < 30s);
}

}  // namespace
}  // namespace jwtauth::tests
