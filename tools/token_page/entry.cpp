// What the page calls: a JSON object with what was pasted goes in, one with the answer comes out. Nothing is refused;
// an exception ends the instance, and the page says so.
#include <emscripten.h>
#define OPENSSL_SUPPRESS_DEPRECATED  // the one way to bring a source of randomness
#include <openssl/rand.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include <nlohmann/json.hpp>
#include <string>

#include "tools/token_page/explain_pasted.hpp"

namespace jwtauth::tokenPage {
namespace {

using Json = nlohmann::json;

std::string question, answer;

const char* nameOf(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::accepted:
      return "accepted";
    case Outcome::refused:
      return "refused";
    case Outcome::shown:
      return "shown";
    case Outcome::unusable:
      break;
  }
  return "unusable";
}

/// Random bytes of the browser. This libcrypto has no source of its own, and blinds even points that are public.
int randomBytes(unsigned char* bytes, int count) {
  constexpr int most = 256;  // that getentropy() gives at once
  for (int done = 0; done < count; done += most) {
    if (getentropy(bytes + done, static_cast<std::size_t>(std::min(most, count - done))) != 0) return 0;
  }
  return 1;
}

int isReady() {
  return 1;
}

void giveRandomness() {
  static const RAND_METHOD method{.seed = nullptr,
                                  .bytes = randomBytes,
                                  .cleanup = nullptr,
                                  .add = nullptr,
                                  .pseudorand = randomBytes,
                                  .status = isReady};
  RAND_set_rand_method(&method);
}

}  // namespace
}  // namespace jwtauth::tokenPage

extern "C" {

/// Of C11, which older versions of emscripten declare and lack.
int timespec_get(timespec* now, int base) {
  return clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}

/// Where the page puts a question of this many bytes.
EMSCRIPTEN_KEEPALIVE char* roomForQuestion(std::size_t size) {
  jwtauth::tokenPage::question.resize(size);
  return jwtauth::tokenPage::question.data();
}

/// Returns the number of bytes that answerText() points at.
EMSCRIPTEN_KEEPALIVE std::size_t explain() {
  using namespace jwtauth::tokenPage;
  giveRandomness();
  const Json pasted = Json::parse(question);
  const auto text = [&pasted](const char* name) { return pasted.at(name).get<std::string>(); };
  const Answer given = explainPasted(
      {.token = text("token"), .configuration = text("configuration"), .keys = text("keys"), .moment = text("moment")});
  answer = Json{{"outcome", nameOf(given.outcome)}, {"text", given.text}}.dump(-1, ' ', false,
                                                                               Json::error_handler_t::replace);
  return answer.size();
}

EMSCRIPTEN_KEEPALIVE const char* answerText() {
  return jwtauth::tokenPage::answer.data();
}
}
