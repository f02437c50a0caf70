#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// What every fuzz target defines, by the name libFuzzer knows. Yields 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace jwtauth::fuzz {

/// An input whose first byte chooses among variants, the rest being the text under test.
struct Input {
  Input(const std::uint8_t* data, std::size_t size) noexcept
      : choice(size == 0 ? 0 : data[0]),
        text(reinterpret_cast<const char*>(data) + (size == 0 ? 0 : 1), size == 0 ? 0 : size - 1) {}

  std::size_t choice;
  std::string_view text;
};

}  // namespace jwtauth::fuzz
