#pragma once

#include <cstddef>
#include <functional>

namespace rest::fuzz {

/// Runs work as a request's, on a budget in proportion to its input, and ends the program as a finding when it takes
/// more of the processor or of memory than that budget stands for: then something draws on no budget. Work that the
/// budget ends is no finding.
void runBounded(std::size_t inputBytes, const std::function<void()>& work);

}  // namespace rest::fuzz
