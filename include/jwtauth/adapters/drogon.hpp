#pragma once

#include <drogon/HttpAppFramework.h>
#include <drogon/HttpFilter.h>
#include <drogon/HttpRequest.h>
#include <drogon/HttpResponse.h>
#include <trantor/net/EventLoop.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "jwtauth/adapters/http.hpp"

/// For Drogon. Give the key provider waitForKeys 0: then no thread of a loop ever waits for keys. The mechanism
/// outlives app().run(), and ends with main() at the latest.
///
/// Of several fields of the same name Drogon keeps the first and drops the others before a handler sees them. Several
/// Authorization fields are therefore not refused: the first one counts. A proxy that decides by Authorization itself
/// must refuse them.
namespace jwtauth::inline v0::adapters::drogonframework {

using ::drogon::HttpRequestPtr, ::drogon::HttpResponsePtr;
using Callback = std::function<void(const HttpResponsePtr&)>;

namespace detail {

/// Calls `use` with the collected request. Cookies are put together again, since Drogon takes their field apart.
template <class Use>
auto collect(const ::drogon::HttpRequest& request, Scheme scheme, Use use) {
  std::string target = request.getOriginalPath();
  if (!request.query().empty()) target += "?" + request.query();
  std::string cookies;
  for (const auto& [name, value] : request.cookies()) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
  CollectedRequest collected(request.isHead() ? "HEAD" : request.methodString(), target, scheme);
  for (const auto& [name, value] : request.headers()) collected.add(name, value);
  if (!cookies.empty()) collected.add("cookie", cookies);
  return use(collected);
}

constexpr const char* attribute = "jwtauth.verdict";
using Kept = std::shared_ptr<const Verdict>;

}  // namespace detail

/// judge() for a request of Drogon's.
inline Verdict judge(const AuthenticationMechanism& mechanism, const ::drogon::HttpRequest& request,
                     const Requirement& requirement = {}, Scheme scheme = Scheme::http) noexcept try {
  return detail::collect(
      request, scheme, [&](CollectedRequest& collected) { return adapters::judge(mechanism, collected, requirement); });
} catch (...) {
  return {.error = {ErrorCode::outOfMemory, "an allocation failed"}};
}

/// The answer to a request without a user.
inline HttpResponsePtr refusal(const Verdict& verdict) {
  auto response = ::drogon::HttpResponse::newHttpResponse();
  response->setStatusCode(static_cast<::drogon::HttpStatusCode>(verdict.status));
  for (const auto& [name, value] : joined(verdict.fields)) response->addHeader(name, value);
  return response;
}

/// The user whom a filter let pass, valid as long as the request. Without one it throws std::logic_error, which Drogon
/// answers with 500: a route that has lost its filter is not open.
inline const Principal& userOf(const HttpRequestPtr& request) {
  const detail::Kept& verdict = request->attributes()->get<detail::Kept>(detail::attribute);
  if (!verdict) throw std::logic_error("this route has no UserFilter");
  return *verdict->user;
}

/// Adds the fields that belong to the answer to a user: for app().registerPreSendingAdvice() beside a filter. A page
/// for 404 has none, since it may be one that requests share.
inline void addFields(const HttpRequestPtr& request, const HttpResponsePtr& response) {
  const detail::Kept& verdict = request->attributes()->get<detail::Kept>(detail::attribute);
  if (!verdict || response->statusCode() == ::drogon::k404NotFound) return;
  for (const auto& [name, value] : joined(verdict->fields)) response->addHeader(name, value);
}

namespace detail {

/// Asks who sent the requests of a route.
struct Door {
  const AuthenticationMechanism& mechanism;
  Terms terms;

  Verdict ask(const ::drogon::HttpRequest& request) const noexcept {
    return judge(mechanism, request, terms.requirement, terms.scheme);
  }
};

/// A request that waits for its keys. It works in the request's loop, a timer of which owns it.
class Waiting : public std::enable_shared_from_this<Waiting> {
 public:
  Waiting(std::shared_ptr<const Door> door, HttpRequestPtr request, Callback refuse,
          std::function<void(const Verdict&)> then)
      : door_(std::move(door)), request_(std::move(request)), refuse_(std::move(refuse)), then_(std::move(then)) {}

  void begin() {
    if (!loop_) loop_ = ::drogon::app().getLoop();
    loop_->runAfter(std::chrono::duration<double>(door_->terms.patience), [self = shared_from_this()] {
      self->mayWait_ = false;
      self->resume();
    });
    loop_->runInLoop([self = shared_from_this()] { self->wait(); });
  }

 private:
  /// Without memory the request waits until its time is over.
  void wait() noexcept try {
    collect(*request_, door_->terms.scheme, [this](CollectedRequest& collected) {
      door_->mechanism.whenKeysSettle(collected.request(), [waiting = weak_from_this()] { resumeInLoop(waiting); });
    });
  } catch (...) {
  }

  /// From any thread. By way of the main loop, which ends the others: while it sees a request wait, its loop is there.
  static void resumeInLoop(const std::weak_ptr<Waiting>& waiting) noexcept try {
    ::drogon::app().getLoop()->queueInLoop([waiting] {
      const auto self = waiting.lock();
      if (!self) return;
      self->loop_->queueInLoop([waiting] {
        if (const auto again = waiting.lock()) again->resume();
      });
    });
  } catch (...) {
  }

  void resume() {
    if (!then_) return;
    const Verdict verdict = door_->ask(*request_);
    if (mayWait_ && verdict.error.code == ErrorCode::keysPending) return wait();
    const auto request = std::move(request_);
    auto refuse = std::move(refuse_);
    try {
      std::exchange(then_, nullptr)(verdict);
    } catch (const std::exception& exception) {  // of a handler, which has Drogon around it no longer
      ::drogon::app().getExceptionHandler()(exception, request, std::move(refuse));
    } catch (...) {
      refuse(refusal({}));
    }
  }

  std::shared_ptr<const Door> door_;
  HttpRequestPtr request_;
  Callback refuse_;
  std::function<void(const Verdict&)> then_;
  trantor::EventLoop* loop_ = trantor::EventLoop::getEventLoopOfCurrentThread();
  bool mayWait_ = true;
};

/// Refuses, or keeps the verdict for userOf() and calls `proceed`: at once, or when the request's keys are there.
template <class Proceed>
void judgeThen(const std::shared_ptr<const Door>& door, const HttpRequestPtr& request, const Callback& refuse,
               Proceed proceed) {
  auto then = [request, refuse, proceed = std::move(proceed)](const Verdict& verdict) mutable {
    if (!verdict.user) return refuse(refusal(verdict));
    request->attributes()->insert(attribute, std::make_shared<const Verdict>(verdict));
    proceed();
  };
  const Verdict verdict = door->ask(*request);
  if (verdict.error.code != ErrorCode::keysPending) return then(verdict);
  std::make_shared<Waiting>(door, request, refuse, std::move(then))->begin();
}

/// Drogon keeps an answer that has an expiry and gives it to whoever asks next, before the handler is called. So an
/// answer to a user loses its expiry. Pages for 404 are never kept, and may be shared.
inline Callback forUserAlone(const HttpRequestPtr& request, const Callback& callback) {
  return [request, callback](const HttpResponsePtr& response) {
    if (response && response->statusCode() != ::drogon::k404NotFound) {
      response->setExpiredTime(-1);
      addFields(request, response);
    }
    callback(response);
  };
}

template <class... Parameters>
auto wrapped(std::shared_ptr<const Door> door,
             std::function<void(const HttpRequestPtr&, Callback&&, const Principal&, Parameters...)> handler) {
  const auto kept = std::make_shared<const decltype(handler)>(std::move(handler));
  return [door, kept](const HttpRequestPtr& request, Callback&& callback, Parameters... parameters) {
    std::tuple<std::decay_t<Parameters>...> values(std::forward<Parameters>(parameters)...);
    judgeThen(door, request, callback, [kept, request, callback, values]() mutable {
      const auto call = [&](auto&... value) {
        (*kept)(request, forUserAlone(request, callback), userOf(request), static_cast<Parameters&&>(value)...);
      };
      std::apply(call, values);
    });
  };
}

}  // namespace detail

/// For a route: `app().registerHandler("/notes", forUsers(auth, handler), {drogon::Get})`. The handler is one of
/// Drogon's with `const Principal&` after its callback, which is valid as long as the request. Its answers are for that
/// user alone: an expiry of theirs does not count.
template <class Handler>
auto forUsers(const AuthenticationMechanism& mechanism, Handler handler, Terms terms = {}) {
  return detail::wrapped(std::make_shared<const detail::Door>(detail::Door{mechanism, std::move(terms)}),
                         std::function(std::move(handler)));
}

/// For the routes of controllers: `class UsersOnly : public UserFilter<UsersOnly>`, one of which main() gives to
/// app().registerFilter(). Name it by `UsersOnly::classTypeName()`, and ask userOf() in every handler: Drogon logs the
/// name of a filter that it does not find, and leaves the route open.
template <class Derived>
class UserFilter : public ::drogon::HttpFilter<Derived, false> {
 public:
  explicit UserFilter(const AuthenticationMechanism& mechanism, Terms terms = {})
      : door_(std::make_shared<const detail::Door>(detail::Door{mechanism, std::move(terms)})) {}

  void doFilter(const HttpRequestPtr& request, ::drogon::FilterCallback&& refuse,
                ::drogon::FilterChainCallback&& proceed) override {
    detail::judgeThen(door_, request, refuse, std::move(proceed));
  }

 private:
  std::shared_ptr<const detail::Door> door_;
};

}  // namespace jwtauth::inline v0::adapters::drogonframework
