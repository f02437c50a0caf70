// Rows go in with their keys, the first of them come out in order.
#include "store/sqlite/first_rows.hpp"

#include <algorithm>

namespace rest::sqlite {

void FirstRows::add(std::string key, std::int64_t number) {
  if (wanted_ == 0) return;
  if (heap_.size() == wanted_) {
    if (!(key < heap_.front().key)) return;
    std::pop_heap(heap_.begin(), heap_.end());
    heap_.pop_back();
  }
  heap_.push_back({std::move(key), number});
  std::push_heap(heap_.begin(), heap_.end());
}

std::vector<std::int64_t> FirstRows::take() {
  std::sort_heap(heap_.begin(), heap_.end());
  std::vector<std::int64_t> numbers;
  numbers.reserve(heap_.size());
  for (const Entry& entry : heap_) numbers.push_back(entry.number);
  heap_.clear();
  return numbers;
}

}  // namespace rest::sqlite
