#pragma once

#include <exception>
#include <latch>
#include <string>
#include <thread>
#include <vector>

namespace jwtauth::tests {

inline constexpr std::size_t crewSize = 8;

/// Runs `work(thread's number)` in so many threads, which start at the same moment. Catch2's assertions are for one
/// thread only, so each thread yields in words what went wrong; what is returned is empty when nothing did.
template <class Work>
std::vector<std::string> runTogether(std::size_t threads, Work work) {
  std::vector<std::string> failures(threads);
  std::latch start(static_cast<std::ptrdiff_t>(threads));
  std::vector<std::thread> crew;
  for (std::size_t number = 0; number < threads; ++number) {
    crew.emplace_back([&, number] {
      start.arrive_and_wait();
      try {
        failures[number] = work(number);
      } catch (const std::exception& error) {
        failures[number] = error.what();
      }
    });
  }
  for (std::thread& thread : crew) thread.join();
  std::erase(failures, "");
  return failures;
}

}  // namespace jwtauth::tests
