// A store goes in, whether it answers comes out.
#include "api/operations/store_probe.hpp"

#include <exception>

#include "log.hpp"

namespace rest::api {
namespace {

using namespace std::chrono_literals;

constexpr auto goodFor = 1s;
constexpr auto longestWait = 5s;

}  // namespace

bool StoreProbe::storeAnswers() {
  const std::unique_lock lock(asking_, std::try_to_lock);
  if (!lock) {
    const Clock::time_point since = waitingSince_;
    const bool hangs = since != Clock::time_point::max() && Clock::now() - since > longestWait;
    return answers_ && !hangs;
  }
  const bool isFresh = asked_ != Clock::time_point::min() && Clock::now() - asked_ < goodFor;
  if (isFresh) return answers_;
  waitingSince_ = Clock::now();
  answers_ = ask();
  waitingSince_ = Clock::time_point::max();
  asked_ = Clock::now();
  return answers_;
}

bool StoreProbe::ask() noexcept {
  try {
    store_.ping();
    return true;
  } catch (const std::exception& error) {
    if (answers_) logLine(std::string("store: it does not answer: ") + error.what());
    return false;
  }
}

}  // namespace rest::api
