#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <memory>
#include <string_view>
#include <utility>

#include "jwtauth/adapters/http.hpp"

/// For Boost.Beast over Boost.Asio, with coroutines and with callbacks. Give the key provider waitForKeys 0: then no
/// thread of the loop ever waits for keys.
namespace jwtauth::inline v0::adapters::beast {

namespace asio = boost::asio;
namespace http = boost::beast::http;

template <class Body, class Fields>
CollectedRequest collect(const http::request<Body, Fields>& request, Scheme scheme = Scheme::http) {
  const auto view = [](auto text) { return std::string_view(text.data(), text.size()); };
  CollectedRequest collected(view(request.method_string()), view(request.target()), scheme);
  for (const auto& field : request) collected.add(view(field.name_string()), view(field.value()));
  return collected;
}

using adapters::Terms;  // how asyncJudge() asks

namespace detail {

inline bool arePending(const Verdict& verdict) noexcept {
  return verdict.error.code == ErrorCode::keysPending;
}

/// What one call of asyncJudge() keeps. The strand is the timer's, so that a loop may have several threads.
struct Asking {
  const AuthenticationMechanism& mechanism;
  CollectedRequest request;
  Terms terms;
  asio::strand<asio::any_io_executor> strand;
  asio::steady_timer timer{strand};
  asio::steady_timer::time_point deadline = asio::steady_timer::clock_type::now() + terms.patience;
  Verdict verdict{};

  /// Ends the timer when the keys have settled. Without memory it runs until the deadline.
  static void endTimerWhenKeysSettle(const std::shared_ptr<Asking>& asking) noexcept try {
    asking->timer.expires_at(asking->deadline);
    asking->mechanism.whenKeysSettle(asking->request.request(), [asking]() noexcept {
      try {
        asio::post(asking->strand, [asking] { asking->timer.expires_at(asio::steady_timer::time_point::min()); });
      } catch (...) {
      }
    });
  } catch (...) {
  }
};

struct Operation {
  enum class Step { ask, wait, complete };

  std::shared_ptr<Asking> asking;
  Step step = Step::ask;

  template <class Self>
  void operator()(Self& self, boost::system::error_code = {}) {
    if (step == Step::ask) {
      asking->verdict = judge(asking->mechanism, asking->request, asking->terms.requirement);
      const bool mayWait = arePending(asking->verdict) && asio::steady_timer::clock_type::now() < asking->deadline;
      step = mayWait ? Step::wait : Step::complete;
      return mayWait ? asio::post(asio::bind_executor(asking->strand, std::move(self))) : asio::post(std::move(self));
    }
    if (step == Step::wait) {
      step = Step::ask;
      Asking::endTimerWhenKeysSettle(asking);
      return asking->timer.async_wait(asio::bind_executor(asking->strand, std::move(self)));
    }
    Verdict verdict = std::move(asking->verdict);
    asking.reset();
    self.complete(std::move(verdict));
  }
};

}  // namespace detail

/// judge() for a loop: `const Verdict verdict = co_await asyncJudge(executor, auth, request, {}, asio::use_awaitable)`,
/// or with a callback for a Verdict. A request whose keys are being fetched is asked about again when they have
/// settled; meanwhile the loop goes on. The request outlives the call, the loop outlives the keys.
template <class Body, class Fields, class Token>
auto asyncJudge(const asio::any_io_executor& executor, const AuthenticationMechanism& mechanism,
                const http::request<Body, Fields>& request, Terms terms, Token&& token) {
  auto asking = std::make_shared<detail::Asking>(
      detail::Asking{mechanism, collect(request, terms.scheme), std::move(terms), asio::make_strand(executor)});
  return asio::async_compose<Token, void(Verdict)>(detail::Operation{std::move(asking)}, token, executor);
}

/// Adds the fields of a verdict to its answer.
template <class Body, class Fields>
void addFields(http::response<Body, Fields>& response, const Verdict& verdict) {
  for (const auto& [name, value] : verdict.fields) response.insert(name, value);
}

/// The answer to a request without a user.
template <class Body, class Fields>
http::response<http::empty_body> refusal(const http::request<Body, Fields>& request, const Verdict& verdict) {
  http::response<http::empty_body> response;
  response.result(static_cast<unsigned>(verdict.status));
  response.version(request.version());
  response.keep_alive(request.keep_alive());
  addFields(response, verdict);
  response.prepare_payload();
  return response;
}

}  // namespace jwtauth::inline v0::adapters::beast
