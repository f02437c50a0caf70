// A coroutine on a Boost.Asio loop that waits for keys without blocking the loop's thread.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

#include "expect.hpp"
#include "slow_tenant.hpp"

namespace asio = boost::asio;

// region: main
/// Asks again when the keys have settled, and for two seconds at most.
asio::awaitable<jwtauth::Result<jwtauth::Principal>> authenticate(const jwtauth::AuthenticationMechanism& auth,
                                                                  const jwtauth::Request& request) {
  const auto executor = co_await asio::this_coro::executor;
  const auto patience = std::make_shared<asio::steady_timer>(executor, std::chrono::seconds(2));
  auto who = auth.authenticate(request);
  while (who.error().code == jwtauth::ErrorCode::keysPending) {
    auth.whenKeysSettle(request, [executor, patience] { asio::post(executor, [patience] { patience->cancel(); }); });
    boost::system::error_code cancelled;
    co_await patience->async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    who = auth.authenticate(request);
    if (!cancelled) break;  // time is up
  }
  co_return who;
}
// endregion

int main() {
  asio::io_context loop;
  const SlowTenant tenant;  // ends before the loop, which its keys may call back until then
  std::optional<std::string> name;
  int otherWork = 0;

  const std::string authorization = tenant.bearer();
  const std::string_view fields[] = {authorization};
  asio::co_spawn(
      loop,
      [&]() -> asio::awaitable<void> {
        const auto who = co_await authenticate(tenant.mechanism(), {.authorization = fields});
        if (who) name = who->name();
      },
      asio::detached);
  asio::co_spawn(
      loop,
      [&]() -> asio::awaitable<void> {
        asio::steady_timer timer(loop);
        for (; !name; ++otherWork) {
          timer.expires_after(std::chrono::milliseconds(10));
          co_await timer.async_wait(asio::use_awaitable);
        }
      },
      asio::detached);
  loop.run();
  expect(name == "ann", "the request is answered when its keys are there");
  expect(otherWork > 3, "the loop went on meanwhile");
}
