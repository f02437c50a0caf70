#pragma once

#include <cstdlib>
#include <iostream>

/// Says what is shown, and ends the program when it is not so.
inline void expect(bool holds, const char* what) {
  std::cout << (holds ? "ok    " : "WRONG ") << what << '\n';
  if (!holds) std::exit(EXIT_FAILURE);
}
