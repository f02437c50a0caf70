#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "src/remote/cached_set.hpp"

struct stat;

namespace jwtauth::inline v0 {

/// The file of one source in a folder that processes share. Who writes it mints tokens: the folder and the file must be
/// the own user's or root's, and no other's to write. For one thread at a time, but for hasChanged().
class KeyCache {
 public:
  /// The source is all that a set depends on: a changed configuration does not find the old keys.
  KeyCache(std::string folder, std::string source);

  /// Nothing where there is no file that may be used; then remark() may say why.
  std::optional<CachedSet> read(double now);

  /// Whether it is another file than the one that was read.
  bool hasChanged() const noexcept;

  /// Whether there was a file when it was read last, but none that may be used.
  bool isFileUnusable() const noexcept { return isFileUnusable_; }

  /// Replaces the file as a whole. Where that fails, remark() says why.
  void write(const CachedSet& set);

  /// Held by one process at a time, and let go with it; given back by the destructor, unless a child of fork() has it.
  class Lock {
   public:
    explicit Lock(int descriptor) noexcept;
    Lock(Lock&& other) noexcept;
    Lock& operator=(Lock&&) = delete;
    ~Lock();

    int descriptor() const noexcept { return descriptor_; }
    /// Held from now on by the processes alone that inherited the descriptor, if there are any.
    void leaveToChildren() noexcept;

   private:
    int descriptor_;
    int owner_;
  };
  enum class Attempt { taken, heldByOther, impossible };
  /// Takes the lock, if no other process holds it.
  Attempt tryLock(std::optional<Lock>& lock);

  /// Why the file is not read or not written: one sentence, or none.
  const std::string& remark() const noexcept { return remark_; }

 private:
  struct Stamp {
    std::uint64_t inode = 0, size = 0;
    std::int64_t seconds = 0, nanoseconds = 0;
    bool operator==(const Stamp&) const = default;
  };

  static Stamp stampOf(const struct ::stat& file) noexcept;
  int openFolder();
  std::optional<std::string> readFile();
  void replaceFile(std::string_view text);

  std::string folder_, source_, name_;
  Stamp stamp_{};
  bool isFileUnusable_ = false;
  std::string remark_;
};

}  // namespace jwtauth::inline v0
