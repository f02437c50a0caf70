// A way to fetch goes in, a fetch in a child process comes out. Refused: what the fetch refuses, and a child that says
// nothing within its time.
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <functional>
#include <string>
#include <utility>

#include "src/remote/fetching.hpp"
#include "src/threads/process_id.hpp"

namespace jwtauth::inline v0 {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What the child says, before the place and the text.
struct Head {
  enum class Outcome : int { fetched, refused, failed } outcome = Outcome::failed;
  long long maxAge = -1;  ///< seconds; negative: not said
  std::size_t placeSize = 0, textSize = 0;
};

/// A pipe and a process: closed and gone at the end.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { reset(); }
  void reset() noexcept {
    if (number_ >= 0) close(std::exchange(number_, -1));
  }
  int number() const noexcept { return number_; }

 private:
  int number_;
};

/// All signals wait while this lives: no handler of the host runs in a child.
class SignalsWait {
 public:
  SignalsWait() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsWait() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsWait(const SignalsWait&) = delete;
  SignalsWait& operator=(const SignalsWait&) = delete;

 private:
  sigset_t before_;
};

// ---- in the child

void closeRange(unsigned first, unsigned last) noexcept {
  if (first > last) return;
#ifdef SYS_close_range
  if (syscall(SYS_close_range, first, last, 0) == 0) return;
#endif
  rlimit limit{};
  constexpr rlim_t most = 65'536;
  const bool isKnown = getrlimit(RLIMIT_NOFILE, &limit) == 0;
  const auto end = static_cast<unsigned>(std::min(isKnown ? limit.rlim_cur : most, most));
  for (unsigned number = first; number <= last && number < end; ++number) close(static_cast<int>(number));
}

/// All but the standard ones and these; -1 stands for no descriptor.
void closeAllBut(int one, int other) noexcept {
  constexpr int standard = 2;
  const auto lower = static_cast<unsigned>(std::max(std::min(one, other), standard));
  const auto higher = static_cast<unsigned>(std::max({one, other, standard}));
  if (lower > standard) closeRange(standard + 1, lower - 1);
  closeRange(lower + 1, higher - 1);
  closeRange(higher + 1, ~0U);
}

/// The host's handlers are the host's; the end comes when the time is over.
void resetSignals(milliseconds limit) noexcept {
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  alarm(static_cast<unsigned>(std::chrono::ceil<std::chrono::seconds>(limit).count()) + 1);
}

void writeAll(int to, const void* data, std::size_t size) noexcept {
  const char* next = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = write(to, next, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    next += written;
    size -= static_cast<std::size_t>(written);
  }
}

void say(int to, Head head, std::string_view place, std::string_view text) noexcept {
  head.placeSize = place.size();
  head.textSize = text.size();
  writeAll(to, &head, sizeof head);
  writeAll(to, place.data(), place.size());
  writeAll(to, text.data(), text.size());
}

void fetchAndSay(const FetchDocument& fetch, int answer) noexcept {
  try {
    const FoundDocument found = fetch({});
    const auto& maxAge = found.document.maxAge;
    say(answer, {Head::Outcome::fetched, maxAge ? maxAge->count() : -1}, found.place, found.document.body);
  } catch (const std::exception& error) {
    say(answer, {Head::Outcome::refused}, "", error.what());
  } catch (...) {
    say(answer, {}, "", "");
  }
}

/// The host's thread may have a stack that is too small for TLS.
void onLargeStack(std::function<void()> work) {
  constexpr std::size_t size = 1024 * 1024;
  const auto run = [](void* context) -> void* {
    (*static_cast<std::function<void()>*>(context))();
    return nullptr;
  };
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, size);
  if (pthread_create(&thread, &attributes, run, &work) != 0) return work();
  pthread_join(thread, nullptr);
}

[[noreturn]] void runChild(const FetchDocument& fetch, milliseconds limit, int answer, int lock) noexcept {
  closeAllBut(answer, lock);
  resetSignals(limit);
  onLargeStack([&] { fetchAndSay(fetch, answer); });
  _exit(0);  // without the host's functions for its end
}

// ---- in the host

class InChild final : public Fetching {
 public:
  InChild(const FetchDocument& fetch, milliseconds limit, int lock) : deadline_(steady_clock::now() + limit) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw FetchError(fault("no pipe for a fetch"));
    answer_ = Descriptor(ends[0]);
    const Descriptor writing(ends[1]);
    const SignalsWait untilItIsSetUp;
    child_ = fork();
    if (child_ < 0) throw FetchError(fault("no process for a fetch"));
    if (child_ == 0) runChild(fetch, limit, writing.number(), lock);
  }
  ~InChild() override {
    if (child_ > 0) end();
  }

  std::optional<FoundDocument> await(milliseconds wait) override {
    const auto until = std::min(deadline_, steady_clock::now() + wait);
    while (!readSome(until)) {
      if (steady_clock::now() >= deadline_) throw FetchError("a fetch took too long");
      if (steady_clock::now() >= until) return std::nullopt;
    }
    return documentIn(said_);
  }

  void abandon() noexcept override {
    child_ = -1;
    answer_.reset();
  }

 private:
  static std::string fault(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

  /// Whether the child has said all. An interrupt by a signal is a chance for the caller to look at its own.
  bool readSome(steady_clock::time_point until) {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now()).count();
    pollfd ready{answer_.number(), POLLIN, 0};
    if (poll(&ready, 1, static_cast<int>(std::max<long long>(left, 0))) <= 0) return false;
    std::array<char, 16 * 1024> chunk;
    const ssize_t size = read(answer_.number(), chunk.data(), chunk.size());
    if (size > 0) said_.append(chunk.data(), static_cast<std::size_t>(size));
    if (size == 0) reap();  // it does not hold the lock any more
    return size == 0;
  }

  void reap() noexcept {
    while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
    child_ = -1;
  }

  static FoundDocument documentIn(std::string_view said) {
    Head head;
    if (said.size() >= sizeof head) std::memcpy(&head, said.data(), sizeof head);
    const std::string_view texts = said.substr(std::min(said.size(), sizeof head));
    if (head.outcome == Head::Outcome::failed || texts.size() != head.placeSize + head.textSize) {
      throw FetchError("the process of a fetch ended without an answer");
    }
    const std::string text(texts.substr(head.placeSize));
    if (head.outcome == Head::Outcome::refused) throw FetchError(text);
    FoundDocument found{{text, std::nullopt, false}, std::string(texts.substr(0, head.placeSize))};
    if (head.maxAge >= 0) found.document.maxAge = std::chrono::seconds(head.maxAge);
    return found;
  }

  /// A child that a handler of the host has waited for already is not ours any more, and its number may be another's.
  void end() noexcept {
    if (waitpid(child_, nullptr, WNOHANG) != 0) return;
    kill(child_, SIGKILL);
    reap();
  }

  steady_clock::time_point deadline_;
  Descriptor answer_;
  pid_t child_ = -1;
  std::string said_;
};

}  // namespace

StartFetching fetchInChild(FetchDocument fetch, milliseconds limit) {
  return [fetch = std::make_shared<const FetchDocument>(std::move(fetch)), limit](int lock) {
    return std::make_unique<InChild>(*fetch, limit, lock);
  };
}

}  // namespace jwtauth::inline v0
