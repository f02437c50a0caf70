#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "store/deviations.hpp"

namespace rest::tests {

/// Makes documents and what is asked of them, as extended JSON: by chance, but the same for the same seed. Fields,
/// paths and values are few, so that they meet often.
class Generator {
 public:
  enum class Scope {
    all,
    standIn,  ///< without what SecantusDB does otherwise than MongoDB
  };

  Generator(std::uint64_t seed, Scope scope) : random_(seed), scope_(scope) {}

  std::string document(int id);
  std::string filter() { return filter(2); }
  /// Ends in `_id`.
  std::string sort();
  std::string projection();
  std::string update();

  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  /// Once in so many times.
  bool once(std::size_t in) { return below(in) == 0; }

 private:
  bool avoids(Deviation) const noexcept { return scope_ == Scope::standIn; }
  std::string_view oneOf(std::span<const std::string_view> choices) { return choices[below(choices.size())]; }
  std::string scalar();
  std::string number();
  std::string value(int depth = 2);
  std::string array(int depth);
  std::string object(int depth);
  std::string list(std::size_t atLeast, std::size_t atMost);
  std::string filter(int depth);
  std::string valueOf(std::string_view field);
  std::string condition(std::string_view path);
  std::string comparison();
  std::string elementMatch();
  std::string filterOfElement();
  std::string clauses();
  std::string comparable(std::string value);
  std::string_view renamed();
  std::string sliced();
  std::string operandOf(std::string_view operation);

  std::mt19937_64 random_;
  Scope scope_;
};

}  // namespace rest::tests
