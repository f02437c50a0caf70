// Any bytes as requests of a connection, put in at once and again in pieces: both are read alike, and what is no
// request is refused by a status. Their targets are read, and read again from their decoded segments.
#include <algorithm>

#include "api/request/target.hpp"
#include "api/request_error.hpp"
#include "bounded.hpp"
#include "http/request_parser.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/target.hpp"

using namespace rest;
using namespace rest::http;
using jwtauth::fuzz::demand;

namespace {

constexpr int mostRequests = 20;

std::string described(RequestParser& parser) {
  if (const auto& refusal = parser.refusal()) {
    demand(refusal->status >= 400 && refusal->status < 600, "a refusal has the status of one");
    return "refused";  // what is wrong twice may be refused for either
  }
  if (!parser.isDone()) return "unfinished";
  const Request& request = parser.request();
  std::string text = std::string(request.method) + ' ' + std::string(request.target) + '\n';
  for (const FieldView& field : request.fields) text.append(field.name).append(":").append(field.value).append("\n");
  return text + std::string(request.body);
}

/// Everything that is read out of the bytes when they come in pieces of a size.
std::string readIn(std::size_t pieceSize, std::string_view bytes) {
  RequestParser parser({4096, 4096}, "192.0.2.7", Scheme::http);
  std::string text;
  std::string pending;
  bool isAtEnd = false;
  for (int requests = 0; requests < mostRequests;) {
    const std::size_t taken = parser.put(pending);
    pending.erase(0, taken);
    if (parser.isDone() || parser.refusal()) {
      text += described(parser) + "\n--\n";
      if (parser.refusal()) break;
      parser.reset();
      ++requests;
      continue;
    }
    if (taken > 0) continue;
    if (bytes.empty()) {
      if (isAtEnd) break;
      isAtEnd = true;
      parser.putEnd();
      continue;
    }
    pending += bytes.substr(0, pieceSize);
    bytes.remove_prefix(std::min(pieceSize, bytes.size()));
  }
  return text;
}

void demandSameSegments(std::string_view text) try {
  const api::Target target = api::parseTarget(text);
  std::string again;
  for (const std::string& segment : target.segments) again += '/' + api::encodeSegment(segment);
  demand(api::parseTarget(again.empty() ? "/" : again).segments == target.segments,
         "a path comes back from its segments");
} catch (const api::RequestError& error) {
  demand(error.status() == 400, "what is no target is a 400");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const jwtauth::fuzz::Input input(data, size);
  fuzz::runBounded(size, [&input] {
    const std::string whole = readIn(input.text.size() + 1, input.text);
    demand(whole == readIn(1 + input.choice % 32, input.text), "a request is read alike in pieces of any size");
    demandSameSegments(input.text.substr(0, input.text.find_first_of("\r\n")));
  });
  return 0;
}
