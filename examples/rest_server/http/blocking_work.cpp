// Work that may block goes in, its answer comes out on the thread that asked. Refused with 503: what has waited too
// long for others to leave a thread, so that a store that hangs cannot pile up requests.
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <chrono>
#include <exception>

#include "http/worker.hpp"
#include "log.hpp"

namespace rest::http {
namespace {

using Steady = std::chrono::steady_clock;

Response busy(Handler& handler) {
  return handler.refuse(503, "the server is busy; try again").set("Retry-After", "1");
}

Response runGuarded(Handler& handler, const BlockingWork& work, GzipWish wish) {
  try {
    lookAtTime();  // its client may have gone while it waited
    Response response = work();
    if (isWorthCoding(response, wish)) codeByGzip(response);
    return response;
  } catch (const BudgetSpent& spent) {
    return handler.refuse(503, spent.what());
  } catch (const std::exception& exception) {
    logLine(std::string("500: ") + exception.what());
    return handler.refuse(500, "the server failed; its log says more");
  }
}

std::optional<std::string> pullGuarded(BodySource& source) {
  try {
    return source();
  } catch (const std::exception& exception) {
    logLine(std::string("a streamed answer is cut off: ") + exception.what());
    return std::nullopt;
  }
}

/// Runs a function that does not throw on the pool, and goes on where it was called. What the function refers to lives
/// in the coroutine, which lives until the pool has been joined.
template <class Function>
Task<void> onPool(Shared& shared, Function function) {
  const auto post = [&shared, &function](auto resume) {
    net::post(shared.pool, [&shared, &function, resume = std::move(resume)]() mutable {
      ++shared.busyThreads;
      function();
      --shared.busyThreads;
      const auto executor = net::get_associated_executor(resume);
      net::post(executor, std::move(resume));
    });
  };
  co_await net::async_initiate<const net::use_awaitable_t<Executor>, void()>(post, net::use_awaitable_t<Executor>{});
}

}  // namespace

Task<Response> runBlocking(Shared& shared, Budget budget, const BlockingWork& work, GzipWish wish) {
  const std::size_t before = shared.waitingWork.fetch_add(1);
  if (before >= shared.options.limits.waitingWork) {
    --shared.waitingWork;
    co_return busy(shared.handler);
  }
  // When a free thread is late, the machine is slow and no queue is long: to refuse the request would not help.
  const bool threadIsFree = before + shared.busyThreads < shared.options.workThreads;
  const Steady::time_point latest =
      threadIsFree ? Steady::time_point::max() : Steady::now() + shared.options.limits.queue;
  Response response;
  co_await onPool(shared, [&] {
    --shared.waitingWork;
    const RequestBudget::Scope scope(std::move(budget));
    response = Steady::now() > latest ? busy(shared.handler) : runGuarded(shared.handler, work, wish);
  });
  co_return response;
}

Task<void> codeOnPool(Shared& shared, Response& response) {
  const BlockingWork work = [&response] { return std::move(response); };
  Response coded;
  co_await onPool(shared, [&] { coded = runGuarded(shared.handler, work, GzipWish::always); });
  response = std::move(coded);
}

Task<std::optional<std::string>> pullPiece(Shared& shared, Budget budget, BodySource& source) {
  std::optional<std::string> piece;
  co_await onPool(shared, [&] {
    const RequestBudget::Scope scope(std::move(budget));
    piece = pullGuarded(source);
  });
  co_return piece;
}

void releaseSource(Shared& shared, BodySource source) {
  net::post(shared.pool, [source = std::move(source)]() mutable { source = nullptr; });
}

}  // namespace rest::http
