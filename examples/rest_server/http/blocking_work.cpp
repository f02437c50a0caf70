// Work that may block goes in, its answer comes out on the thread that asked. Refused with 503: what would wait too
// long for a thread, so that a store that hangs cannot pile up requests.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "http/worker.hpp"
#include "log.hpp"

namespace rest::http {
namespace {

using Steady = std::chrono::steady_clock;

Response busy(Handler& handler) {
  return handler.refuse(503, "the server is busy; try again").set("Retry-After", "1");
}

Response runGuarded(Handler& handler, const BlockingWork& work) {
  try {
    return work();
  } catch (const std::exception& exception) {
    logLine(std::string("500: ") + exception.what());
    return handler.refuse(500, "the server failed; its log says more");
  }
}

}  // namespace

net::awaitable<Response> runBlocking(Shared& shared, const BlockingWork& work) {
  if (shared.waitingWork.fetch_add(1) >= shared.options.limits.waitingWork) {
    --shared.waitingWork;
    co_return busy(shared.handler);
  }
  const Steady::time_point latest = Steady::now() + shared.options.limits.queue;
  co_return co_await net::co_spawn(
      shared.pool,
      [&shared, &work, latest]() -> net::awaitable<Response> {
        --shared.waitingWork;
        if (Steady::now() > latest) co_return busy(shared.handler);
        co_return runGuarded(shared.handler, work);
      },
      net::use_awaitable);
}

}  // namespace rest::http
