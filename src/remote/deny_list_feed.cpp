// A file or a function goes in; a thread keeps the deny list as it says. What cannot be loaded leaves the list as it
// is.
#include "jwtauth/deny_list_feed.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "src/errors/refuse_setting.hpp"
#include "src/remote/watched_file.hpp"
#include "src/threads/process_id.hpp"

namespace jwtauth::inline v0 {
namespace {

/// Where entries come from, for one thread at a time.
struct EntrySource {
  std::function<void()> load;        ///< throws what is then the reason
  std::function<bool()> hasChanged;  ///< does not throw
};

class FeedThread {
 public:
  FeedThread(EntrySource source, std::chrono::milliseconds interval)
      : source_(std::move(source)), interval_(interval), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void refresh() {
    const std::lock_guard lock(mutex_);
    isDemanded_ = true;
    due_.notify_all();
  }

  DenyListFeedStatus status() const {
    const std::lock_guard lock(mutex_);
    return status_;
  }

  bool isOrphaned() const noexcept { return currentProcess() != owner_; }

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      const bool isDemanded = due_.wait_for(lock, stop, interval_, [&] { return isDemanded_; });
      if (stop.stop_requested()) return;
      isDemanded_ = false;
      lock.unlock();
      const bool loads = isDemanded || source_.hasChanged();
      std::string fault = loads ? faultOfLoading() : std::string();
      lock.lock();
      if (!loads) continue;
      ++status_.loads;
      status_.failures += fault.empty() ? 0u : 1u;
      status_.lastFailureReason = std::move(fault);
    }
  }

  std::string faultOfLoading() const noexcept {
    constexpr const char* shortage = "no memory";  // no std::string of this size allocates
    try {
      source_.load();
      return {};
    } catch (const std::bad_alloc&) {
      return shortage;
    } catch (const std::exception& error) {
      try {
        return error.what();
      } catch (const std::bad_alloc&) {
        return shortage;
      }
    } catch (...) {
      return "unknown";
    }
  }

  const ProcessId owner_ = currentProcess();
  const EntrySource source_;
  const std::chrono::milliseconds interval_;
  mutable std::mutex mutex_;  ///< guards everything below
  std::condition_variable_any due_;
  bool isDemanded_ = false;
  DenyListFeedStatus status_{.loads = 1};

  std::jthread thread_;  ///< the last member: it uses all others
};

class ThreadedFeed final : public DenyListFeed {
 public:
  ThreadedFeed(EntrySource source, std::chrono::milliseconds interval)
      : thread_(std::make_unique<FeedThread>(std::move(source), interval)) {}
  ~ThreadedFeed() override {
    if (thread_->isOrphaned()) static_cast<void>(thread_.release());
  }
  void refresh() override {
    if (!thread_->isOrphaned()) thread_->refresh();
  }
  DenyListFeedStatus status() const override {
    if (!thread_->isOrphaned()) return thread_->status();
    return {.lastFailureReason = "the process was forked after this was opened; open it in the child"};
  }

 private:
  std::unique_ptr<FeedThread> thread_;
};

std::shared_ptr<DenyListFeed> feedFrom(EntrySource source, const DenyListFeedOptions& options) {
  constexpr std::chrono::milliseconds longest = std::chrono::hours(24);
  if (options.interval < std::chrono::milliseconds(1) || options.interval > longest) {
    refuseSetting("interval", std::to_string(options.interval.count()) + " ms; expected 1 ms to 1 day");
  }
  try {
    source.load();
  } catch (const ConfigurationError&) {
    throw;
  } catch (const std::exception& error) {
    refuseSetting("denied", error.what());
  }
  return std::make_shared<ThreadedFeed>(std::move(source), options.interval);
}

void requireLoaded(const Result<std::size_t, ConfigurationError>& loaded) {
  if (!loaded) throw loaded.error();
}

void requireList(const std::shared_ptr<DenyList>& list) {
  if (!list) refuseSetting("denied", "a null DenyList");
}

}  // namespace

DenyListFeed::~DenyListFeed() = default;

std::shared_ptr<DenyListFeed> denyListFromFile(std::shared_ptr<DenyList> list, std::string path,
                                               DenyListFeedOptions options) {
  requireList(list);
  const auto file = std::make_shared<WatchedFile>(std::move(path), options.maxFileBytes);
  return feedFrom({[list = std::move(list), file] { requireLoaded(list->loadJson(file->read())); },
                   [file] { return file->hasChanged(); }},
                  options);
}

std::shared_ptr<DenyListFeed> denyListFrom(std::shared_ptr<DenyList> list,
                                           std::function<std::vector<DenyList::Entry>()> entries,
                                           DenyListFeedOptions options) {
  requireList(list);
  if (!entries) refuseSetting("denied", "without a function; expected one that yields all entries");
  return feedFrom({[list = std::move(list), entries = std::move(entries)] { requireLoaded(list->load(entries())); },
                   [] { return true; }},
                  options);
}

}  // namespace jwtauth::inline v0
