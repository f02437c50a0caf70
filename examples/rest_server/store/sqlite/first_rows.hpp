#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "budget/request_budget.hpp"
#include "budget/steps.hpp"

namespace rest::sqlite {

/// The first so many rows of an order, out of any number: what it holds is bounded by how many are wanted, whatever the
/// size of their keys. Of a long key only the beginning is kept; where that does not decide, the key is asked for
/// again.
class FirstRows {
 public:
  using WholeKey = std::function<std::string(std::int64_t number)>;

  FirstRows(std::size_t wanted, WholeKey wholeKey) : wanted_(wanted), wholeKey_(std::move(wholeKey)) {}

  /// Throws BudgetSpent.
  void add(const std::string& key, std::int64_t number);
  /// The numbers of the rows, in order of their keys.
  std::vector<std::int64_t> take();

 private:
  struct Entry {
    std::string key;
    std::int64_t number = 0;
    bool isCut = false;
  };

  bool isBefore(const Entry& left, const Entry& right) const;
  static std::size_t bytesOf(const Entry& entry) noexcept {
    return shareInGrowingVector * sizeof entry + entry.key.size();
  }

  std::size_t wanted_;
  WholeKey wholeKey_;
  std::vector<Entry> heap_{};  // the last of them in front
  HeldMemory held_{};
};

}  // namespace rest::sqlite
