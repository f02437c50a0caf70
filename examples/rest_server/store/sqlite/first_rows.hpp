#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rest::sqlite {

/// The first so many rows of an order, out of any number: what it holds is bounded by how many are wanted.
class FirstRows {
 public:
  explicit FirstRows(std::size_t wanted) : wanted_(wanted) {}

  void add(std::string key, std::int64_t number);
  /// The numbers of the rows, in order of their keys.
  std::vector<std::int64_t> take();

 private:
  struct Entry {
    std::string key;
    std::int64_t number = 0;
    bool operator<(const Entry& other) const noexcept { return key < other.key; }
  };

  std::size_t wanted_;
  std::vector<Entry> heap_;  // the last of them in front
};

}  // namespace rest::sqlite
