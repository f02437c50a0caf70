// Rows go in with their keys, the first of them come out in order.
#include "store/sqlite/first_rows.hpp"

#include <algorithm>

namespace rest::sqlite {
namespace {

constexpr std::size_t keptOfKey = 512;

}  // namespace

bool FirstRows::isBefore(const Entry& left, const Entry& right) const {
  spendSteps(1 + stepsOfBytes(std::min(left.key.size(), right.key.size())));
  const int order = left.key.compare(right.key);
  if (order != 0 || !left.isCut || !right.isCut || left.number == right.number) return order < 0;
  return wholeKey_(left.number) < wholeKey_(right.number);
}

void FirstRows::add(const std::string& key, std::int64_t number) {
  if (wanted_ == 0) return;
  const auto isBefore = [this](const Entry& left, const Entry& right) { return this->isBefore(left, right); };
  Entry entry{key.substr(0, keptOfKey), number, key.size() > keptOfKey};
  if (heap_.size() == wanted_) {
    if (!isBefore(entry, heap_.front())) return;
    std::pop_heap(heap_.begin(), heap_.end(), isBefore);
    held_.remove(bytesOf(heap_.back()));
    heap_.pop_back();
  }
  held_.add(bytesOf(entry));
  heap_.push_back(std::move(entry));
  std::push_heap(heap_.begin(), heap_.end(), isBefore);
}

std::vector<std::int64_t> FirstRows::take() {
  std::sort_heap(heap_.begin(), heap_.end(),
                 [this](const Entry& left, const Entry& right) { return isBefore(left, right); });
  std::vector<std::int64_t> numbers;
  numbers.reserve(heap_.size());
  for (const Entry& entry : heap_) numbers.push_back(entry.number);
  heap_.clear();
  return numbers;
}

}  // namespace rest::sqlite
