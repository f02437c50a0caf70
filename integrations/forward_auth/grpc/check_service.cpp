// A proxy's check goes in, the gate's answer comes out, held while keys are on their way. Whatever fails is a refusal.
#include "check_service.hpp"

#include <grpcpp/alarm.h>

#include <memory>

#include "check_answer.hpp"
#include "check_question.hpp"
#include "http/access_log.hpp"
#include "log.hpp"

namespace jwtauth::forwardAuth {

using rest::http::Request;
using rest::http::Response;

/// A check that waits. It goes on when both have come: the end of the wait, and the return of what began it, which may
/// still look at the question.
class CheckService::HeldCheck final : public grpc::ServerUnaryReactor, public std::enable_shared_from_this<HeldCheck> {
 public:
  HeldCheck(CheckService& service, const Question& asked, std::string proxy, Clock::time_point since, Answer& answer)
      : service_(service), asked_(asked), proxy_(std::move(proxy)), since_(since), answer_(answer) {}

  void begin() {
    itself_ = shared_from_this();
    goOn();
  }

  void OnDone() override {
    --service_.held_;
    const auto last = std::move(itself_);
  }

 private:
  static constexpr int mostRounds = 100;  // for keys that are said to be there, and are not

  void goOn() {
    do {
      alarm_.reset();  // its callback holds this check
      Request question = questionOf(asked_, proxy_);
      question.mayBeHeld = isPatient_ && rounds_ < mostRounds;
      const Response response = service_.ask(question);
      if (!question.mayBeHeld || !response.whenSettled) {
        service_.settle(question, response, since_, answer_);
        Finish(grpc::Status::OK);
        return;
      }
      ++rounds_;
      waitFor(response);
    } while (isLast());
  }

  void waitFor(const Response& provisional) {
    arrived_ = 0;
    alarm_ = std::make_shared<grpc::Alarm>();
    const auto end = gpr_time_add(
        gpr_now(GPR_CLOCK_MONOTONIC),
        gpr_time_from_millis((since_ + service_.options_.hold - Clock::now()) / std::chrono::milliseconds(1),
                             GPR_TIMESPAN));
    alarm_->Set(end, [self = shared_from_this()](bool timeIsUp) {
      if (timeIsUp) self->isPatient_ = false;
      if (self->isLast()) self->goOn();
    });
    try {
      provisional.whenSettled([alarm = std::weak_ptr(alarm_)] {
        if (const auto waiting = alarm.lock()) waiting->Cancel();
      });
    } catch (...) {
      rounds_ = mostRounds;
      alarm_->Cancel();
    }
  }

  bool isLast() { return arrived_.fetch_add(1) == 1; }

  CheckService& service_;
  const Question& asked_;
  const std::string proxy_;
  const Clock::time_point since_;
  Answer& answer_;
  std::shared_ptr<HeldCheck> itself_;
  std::shared_ptr<grpc::Alarm> alarm_;
  std::atomic<int> arrived_{0};
  int rounds_ = 0;
  bool isPatient_ = true;
};

grpc::ServerUnaryReactor* CheckService::Check(grpc::CallbackServerContext* context, const Question* asked,
                                              Answer* answer) {
  refuse(*answer, 500);  // before anything may fail
  const auto since = Clock::now();
  std::string proxy = addressOfPeer(context->peer());
  Request question = questionOf(*asked, proxy);
  question.mayBeHeld = held_.load() < options_.heldChecks;
  const Response response = ask(question);
  if (question.mayBeHeld && response.whenSettled) {
    const auto held = std::make_shared<HeldCheck>(*this, *asked, std::move(proxy), since, *answer);
    ++held_;
    held->begin();
    return held.get();
  }
  settle(question, response, since, *answer);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

Response CheckService::ask(const Request& question) noexcept {
  try {
    auto outcome = gate_.handle(question);
    return std::move(std::get<Response>(outcome));
  } catch (const std::exception& exception) {
    rest::logLine(std::string("500: ") + exception.what());
  }
  return gate_.refuse(500, "the server failed; its log says more");
}

void CheckService::settle(const Request& question, const Response& response, Clock::time_point since, Answer& answer) {
  answerBy(response, question, options_.identity, answer);
  const auto took = Clock::now() - since;
  {
    const std::lock_guard lock(counting_);
    traffic_.note(question.method, response.status, took, response.body.size());
  }
  if (options_.log == rest::http::RequestLog::nothing) return;
  rest::http::AccessRecord record{question, response.status};
  record.took = std::chrono::duration_cast<std::chrono::microseconds>(took);
  record.bodyBytes = response.body.size();
  if (options_.log == rest::http::RequestLog::lineWithUser) record.user = response.user;
  rest::logRecord(rest::http::jsonOf(record, rest::utcNow()));
}

rest::http::Traffic CheckService::traffic() const {
  return traffic_.read();
}

}  // namespace jwtauth::forwardAuth
