// A set goes into a file, and out of it in another process. Refused, and treated as absent: what other users could have
// written, and what is not a file of ours.
#include "src/remote/key_cache.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "jwtauth/token_authority.hpp"
#include "src/text/base64url.hpp"
#include "src/text/terminal_text.hpp"
#include "src/threads/process_id.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t longestFile = 1024 * 1024;

class Open {
 public:
  explicit Open(int number) noexcept : number_(number) {}
  ~Open() {
    if (number_ >= 0) close(number_);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  explicit operator bool() const noexcept { return number_ >= 0; }
  int number() const noexcept { return number_; }

 private:
  int number_;
};

bool isOurs(const struct ::stat& file) noexcept {
  constexpr mode_t writableByOthers = S_IWGRP | S_IWOTH;
  return (file.st_uid == geteuid() || file.st_uid == 0) && (file.st_mode & writableByOthers) == 0;
}

constexpr auto notOurs =
    " may be written by other users; expected an owner that is this user or root, and no other's write";

bool writeAll(int to, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = write(to, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

// By the one hash that a shared library shows.
KeyCache::KeyCache(std::string folder, std::string source)
    : folder_(std::move(folder)),
      source_(std::move(source)),
      name_(encodeBase64Url(digestOfToken(source_)) + ".json") {}

std::optional<CachedSet> KeyCache::read(double now) {
  stamp_ = {};
  const auto text = readFile();
  auto set = text ? cachedSetIn(*text, source_, now) : std::nullopt;
  isFileUnusable_ = !set && stamp_ != Stamp();
  return set;
}

bool KeyCache::hasChanged() const noexcept {
  struct stat file {};
  const std::string path = folder_ + '/' + name_;
  return lstat(path.c_str(), &file) == 0 && stampOf(file) != stamp_;
}

void KeyCache::write(const CachedSet& set) {
  replaceFile(textOf(set, source_));
}

/// Inodes come back at once, and older kernels stamp by the tick: all of it together tells.
KeyCache::Stamp KeyCache::stampOf(const struct ::stat& file) noexcept {
#ifdef __APPLE__
  const timespec& written = file.st_mtimespec;
#else
  const timespec& written = file.st_mtim;
#endif
  return {file.st_ino, static_cast<std::uint64_t>(file.st_size), written.tv_sec, written.tv_nsec};
}

/// Negative where it may not be used. It is made if it is missing and its parent is there.
int KeyCache::openFolder() {
  remark_.clear();
  mkdir(folder_.c_str(), S_IRWXU);
  const int number = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const auto refuse = [&](const std::string& why) {
    remark_ = "keyCache: " + displayed(folder_, 300) + why + "; keys are kept in memory alone";
    if (number >= 0) close(number);
    return -1;
  };
  if (number < 0) return refuse(std::string(" cannot be opened: ") + std::strerror(errno));
  struct stat folder {};
  if (fstat(number, &folder) != 0 || !isOurs(folder)) return refuse(notOurs);
  return number;
}

std::optional<std::string> KeyCache::readFile() {
  const Open folder(openFolder());
  if (!folder) return std::nullopt;
  const Open file(openat(folder.number(), name_.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) return std::nullopt;
  struct stat status {};
  if (fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  stamp_ = stampOf(status);
  if (!isOurs(status)) {
    remark_ = "keyCache: " + displayed(folder_ + '/' + name_, 300) + notOurs + "; it is ignored";
    return std::nullopt;
  }
  std::string text(longestFile + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t more = ::read(file.number(), text.data() + size, text.size() - size);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return std::nullopt;
    if (more == 0) break;
    size += static_cast<std::size_t>(more);
  }
  if (size > longestFile) return std::nullopt;
  text.resize(size);
  return text;
}

void KeyCache::replaceFile(std::string_view text) {
  const Open folder(openFolder());
  if (!folder) return;
  const std::string next = name_ + ".new";  // one process at a time holds the lock
  unlinkat(folder.number(), next.c_str(), 0);
  const Open file(
      openat(folder.number(), next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  struct stat status {};
  const bool isWritten = file && text.size() <= longestFile && writeAll(file.number(), text) &&
                         fstat(file.number(), &status) == 0 &&
                         renameat(folder.number(), next.c_str(), folder.number(), name_.c_str()) == 0;
  if (isWritten) {
    stamp_ = stampOf(status);
    isFileUnusable_ = false;
    return;
  }
  remark_ = "keyCache: " + displayed(folder_, 300) + " cannot be written: " + std::strerror(errno) +
            "; keys are kept in memory alone";
  unlinkat(folder.number(), next.c_str(), 0);
}

KeyCache::Attempt KeyCache::tryLock(std::optional<Lock>& lock) {
  const Open folder(openFolder());
  if (!folder) return Attempt::impossible;
  const std::string name = name_ + ".lock";  // never deleted: a name that is gone can be locked twice
  const int number =
      openat(folder.number(), name.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (number < 0) return Attempt::impossible;
  if (flock(number, LOCK_EX | LOCK_NB) == 0) {
    lock.emplace(number);
    return Attempt::taken;
  }
  const bool isHeld = errno == EWOULDBLOCK || errno == EINTR;
  close(number);
  return isHeld ? Attempt::heldByOther : Attempt::impossible;
}

KeyCache::Lock::Lock(int descriptor) noexcept : descriptor_(descriptor), owner_(currentProcess()) {}

KeyCache::Lock::Lock(Lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), owner_(other.owner_) {}

void KeyCache::Lock::leaveToChildren() noexcept {
  if (descriptor_ >= 0) close(std::exchange(descriptor_, -1));
}

KeyCache::Lock::~Lock() {
  if (descriptor_ < 0) return;
  // For all processes that inherited the descriptor; in one of these it is not ours to give back.
  if (owner_ == currentProcess()) flock(descriptor_, LOCK_UN);
  close(descriptor_);
}

}  // namespace jwtauth::inline v0
