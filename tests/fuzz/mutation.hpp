#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <string_view>

/// libFuzzer's own mutations, of bytes in place; yields the new size. plain_mutation.cpp has a plain one of the same
/// name.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maxSize);

/// What a target with a structure defines; libFuzzer calls it in place of its own mutations.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize,
                                               unsigned seed);

namespace jwtauth::fuzz {

using Random = std::minstd_rand;

inline bool oneIn(Random& random, unsigned times) {
  return random() / 16 % times == 0;
}
inline std::size_t below(Random& random, std::size_t bound) {
  return random() / 16 % bound;
}

inline std::string_view textOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Bytes changed as libFuzzer changes them, which then may be a few more.
std::string mutatedBytes(std::string_view bytes);

/// A JSON text changed at one place of its structure: a value, a name, a member more, less or twice. What is no JSON is
/// changed by bytes.
std::string mutatedJson(std::string_view text, Random& random);

/// Writes an input in place of the one before; when it does not fit, mutates that by bytes.
std::size_t replaceInput(std::uint8_t* data, std::size_t size, std::size_t maxSize, std::string_view input);

}  // namespace jwtauth::fuzz
