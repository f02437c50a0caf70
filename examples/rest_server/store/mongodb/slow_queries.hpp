#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "store/document_store.hpp"
#include "store/mongodb/client.hpp"

namespace rest::mongodb {

/// What a command asks of a collection; borrowed.
struct Question {
  enum class Kind { filter, pipeline };
  const char* operation;
  const CollectionName& collection;
  const Document& body;  ///< a filter, or a pipeline's stages
  Kind kind = Kind::filter;
  const Document* sort = nullptr;
  const Document* hint = nullptr;
};

/// Logs commands that take long, with the plan that MongoDB makes for them. It asks for the plan on a thread of its
/// own, so that no request waits for that. For any number of threads.
class SlowQueries {
 public:
  using Log = std::function<void(const std::string& line)>;

  SlowQueries(const ClientPool& pool, std::chrono::milliseconds threshold, Log log);
  ~SlowQueries();
  SlowQueries(const SlowQueries&) = delete;
  SlowQueries& operator=(const SlowQueries&) = delete;

  /// Measures until the end of its scope.
  class Watch {
   public:
    Watch(SlowQueries& log, const Question& question) noexcept;
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    SlowQueries& log_;
    Question question_;
    std::chrono::steady_clock::time_point begin_;
  };

 private:
  struct Entry {
    std::string line;
    std::string database;
    Document command;
  };

  void add(const Question& question, std::chrono::milliseconds took);
  void run();
  std::string planOf(const Entry& entry) const;

  const ClientPool& pool_;
  std::chrono::milliseconds threshold_;
  Log log_;
  std::mutex mutex_;
  std::condition_variable isNeeded_;
  std::deque<Entry> entries_;
  std::size_t passedOver_ = 0;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace rest::mongodb
