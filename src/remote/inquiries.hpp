#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "jwtauth/clock.hpp"
#include "jwtauth/introspection.hpp"
#include "jwtauth/result.hpp"
#include "src/text/text_hash.hpp"
#include "src/threads/locked_sets.hpp"
#include "src/threads/process_id.hpp"

namespace jwtauth::inline v0 {

/// Questions that are put to a server over the network, and its answers for as long as they count. About one subject
/// one question is under way at a time, and of all subjects a bounded number.
template <class T>
class Inquiries {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Answer = Result<std::shared_ptr<const T>>;

  struct Policy {
    std::size_t entries;                 ///< answers that are kept: of good ones, and as many of others
    std::size_t atOnce;                  ///< questions; each has a thread
    std::chrono::milliseconds wait;      ///< of a caller for an answer
    std::chrono::milliseconds patience;  ///< from a question to its answer
  };

  struct Reply {
    Answer answer;
    std::chrono::steady_clock::duration keep;  ///< how long it counts
  };

  /// Called by several threads at once; an exception is a failure.
  using Ask = std::function<Reply(const std::string& question, Time deadline, const std::stop_token&)>;

  Inquiries(Ask ask, Policy policy, Clock clock)
      : ask_(std::move(ask)),
        policy_(policy),
        clock_(std::move(clock)),
        good_(policy.entries),
        others_(policy.entries) {
    for (std::size_t i = 0; i < policy_.atOnce; ++i) {
      threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
  }

  /// Must not run in a child of fork().
  ~Inquiries() {
    for (std::jthread& thread : threads_) thread.request_stop();
    threads_.clear();
    for (const auto& [subject, open] : open_) {
      for (const auto& resume : open->waiting) resume();
    }
    for (const auto& resume : waitingForAny_) resume();
  }
  Inquiries(const Inquiries&) = delete;
  Inquiries& operator=(const Inquiries&) = delete;

  /// The answer that is known, or that comes while the caller may wait; keysPending where it is on its way.
  Answer answerTo(const std::string& subject, std::string_view question) {
    if (isOrphaned()) return orphaned;
    if (auto known = find(subject)) return *std::move(known);
    std::unique_lock lock(mutex_);
    const auto asked = open_.find(subject);
    std::shared_ptr<Open> open = asked != open_.end() ? asked->second : nullptr;
    if (!open) {
      if (auto known = find(subject)) return *std::move(known);  // it came meanwhile
      if (queue_.size() >= mostWaiting) return overrun;
      open = std::make_shared<Open>(subject, std::string(question), realNow() + policy_.patience);
      queue_.push_back(open);
      open_.emplace(subject, open);
      due_.notify_one();
    }
    settled_.wait_for(lock, policy_.wait, [&] { return open->answer.has_value(); });
    return open->answer ? *open->answer : pending;
  }

  bool tellWhenSettled(const std::string& subject, const std::function<void()>& resume) {
    if (isOrphaned()) return false;
    const std::lock_guard lock(mutex_);
    const auto open = open_.find(subject);
    if (open == open_.end()) return false;
    open->second->waiting.push_back(resume);
    return true;
  }

  /// The same for the next answer, whatever it is about.
  bool tellWhenNextSettles(const std::function<void()>& resume) {
    if (isOrphaned()) return false;
    const std::lock_guard lock(mutex_);
    if (open_.empty()) return false;
    waitingForAny_.push_back(resume);
    return true;
  }

  InquiryStatus status() const {
    if (isOrphaned()) return {.lastFailureReason = std::string(orphaned.detail)};
    const std::lock_guard lock(mutex_);
    InquiryStatus status = status_;
    status.waiting = open_.size();
    return status;
  }

  /// Whether the last question that has ended got no usable answer.
  bool lastFailed() const noexcept { return lastFailed_.load(std::memory_order_relaxed); }

  bool isOrphaned() const noexcept { return currentProcess() != owner_; }

 private:
  struct Open {
    Open(std::string of, std::string text, Time until)
        : subject(std::move(of)), question(std::move(text)), deadline(until) {}

    std::string subject, question;
    Time deadline;
    std::optional<Answer> answer{};
    std::vector<std::function<void()>> waiting{};
  };

  struct Known {
    std::string subject;
    Answer answer;
    Time until;
  };

  static constexpr std::size_t mostWaiting = 1'000;
  /// A failure is an answer, too, for those who waited for it.
  static constexpr std::chrono::seconds keepFailure{1};
  static constexpr Error pending{ErrorCode::keysPending, "the answer about the token is on its way"};
  static constexpr Error overrun{ErrorCode::statusUnavailable, "too many tokens are being asked about"};
  static constexpr Error failed{ErrorCode::statusUnavailable, "no usable answer about the token could be got"};
  static constexpr Error orphaned{ErrorCode::statusUnavailable,
                                  "the process was forked after this was opened; open it in the child"};

  static Time realNow() { return std::chrono::steady_clock::now(); }

  std::optional<Answer> find(const std::string& subject) const {
    const std::uint64_t tag = hashOf(subject);
    const auto isIt = [&](const Known& one) { return one.subject == subject; };
    for (const LockedSets<Known>* const answers : {&good_, &others_}) {
      const auto known = answers->find(tag, isIt);
      if (known && clock_.steady() < known->until) return known->answer;
    }
    return std::nullopt;
  }

  void remember(const std::string& subject, const Reply& reply) {
    auto known = std::make_shared<const Known>(Known{subject, reply.answer, clock_.steady() + reply.keep});
    (reply.answer ? good_ : others_).put(hashOf(subject), std::move(known), [&](const Known& one) {
      return one.subject == subject;
    });
  }

  Reply replyTo(const Open& open, const std::stop_token& stop, std::string& fault) const noexcept {
    try {
      return ask_(open.question, open.deadline, stop);
    } catch (const std::bad_alloc&) {
      fault = "no memory";
    } catch (const std::exception& error) {
      try {
        fault = error.what();
      } catch (const std::bad_alloc&) {
        fault = "no memory";
      }
    } catch (...) {
      fault = "unknown";
    }
    return {failed, keepFailure};
  }

  void work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (due_.wait(lock, stop, [&] { return !queue_.empty(); }) && !stop.stop_requested()) {
      const std::shared_ptr<Open> open = queue_.front();
      queue_.pop_front();
      lock.unlock();
      std::string fault;
      const Reply reply = replyTo(*open, stop, fault);
      lock.lock();
      if (stop.stop_requested()) return;
      settle(*open, reply, std::move(fault));
      const auto waiting = std::exchange(open->waiting, {}), waitingForAny = std::exchange(waitingForAny_, {});
      lock.unlock();
      for (const auto& resume : waiting) resume();
      for (const auto& resume : waitingForAny) resume();
      lock.lock();
    }
  }

  void settle(Open& open, const Reply& reply, std::string fault) noexcept {
    lastFailed_.store(!fault.empty(), std::memory_order_relaxed);
    try {
      remember(open.subject, reply);
      ++status_.requests;
      if (!fault.empty()) {
        ++status_.failures;
        status_.lastFailure = clock_.wall();
        status_.lastFailureReason = std::move(fault);
      }
    } catch (...) {
      // No memory, or a clock that throws: who waits gets the answer, and the next request asks again.
    }
    open.answer = reply.answer;
    open_.erase(open.subject);
    settled_.notify_all();
  }

  const ProcessId owner_ = currentProcess();
  const Ask ask_;
  const Policy policy_;
  const Clock clock_;
  LockedSets<Known> good_, others_;
  std::atomic<bool> lastFailed_{false};

  mutable std::mutex mutex_;  ///< guards everything below
  std::condition_variable_any due_, settled_;
  std::unordered_map<std::string, std::shared_ptr<Open>> open_;  ///< by subject
  std::deque<std::shared_ptr<Open>> queue_;                      ///< of these, the ones that no thread has taken yet
  std::vector<std::function<void()>> waitingForAny_;
  InquiryStatus status_;

  std::vector<std::jthread> threads_;  ///< the last member: they use all others
};

}  // namespace jwtauth::inline v0
