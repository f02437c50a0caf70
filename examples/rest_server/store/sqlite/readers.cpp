// A file name goes in; connections for reading are lent out, and some are kept for the next borrower.
#include "store/sqlite/readers.hpp"

namespace rest::sqlite {
namespace {

constexpr std::size_t maxIdle = 16;  // each keeps some files open and up to two megabytes of pages

// Of all connections together: those lent to clients that read slowly may be thousands.
constexpr sqlite3_int64 pagesInMemory = 64 * 1024 * 1024;

}  // namespace

Readers::Readers(std::string path) : path_(std::move(path)) {
  sqlite3_soft_heap_limit64(pagesInMemory);
}

Readers::Loan::~Loan() {
  if (!connection_) return;
  const std::lock_guard lock(readers_.borrowing_);
  if (readers_.idle_.size() < maxIdle) readers_.idle_.push_back(std::move(connection_));
}

Readers::Loan Readers::borrow() {
  {
    const std::lock_guard lock(borrowing_);
    if (!idle_.empty()) {
      std::unique_ptr<Reader> connection = std::move(idle_.back());
      idle_.pop_back();
      return {*this, std::move(connection)};
    }
  }
  return {*this, std::make_unique<Reader>(path_)};
}

Readers::Stay::Stay(Readers& readers) : readers_(readers) {
  const std::lock_guard lock(readers_.staying_);
  place_ = readers_.stays_.insert(readers_.stays_.end(), this);
}

Readers::Stay::~Stay() {
  const std::lock_guard lock(readers_.staying_);
  readers_.stays_.erase(place_);
}

void Readers::giveUp(std::chrono::milliseconds stayed) {
  const auto latest = std::chrono::steady_clock::now() - stayed;
  const std::lock_guard lock(staying_);
  for (const Stay* stay : stays_) {
    if (stay->budget_ && stay->since_ <= latest) stay->budget_->stop();
  }
}

}  // namespace rest::sqlite
