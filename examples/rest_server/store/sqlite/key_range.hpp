#pragma once

#include <string>

namespace rest::sqlite {

/// Keys from `from` on and before `to`.
struct KeyRange {
  std::string from;
  std::string to;
};

/// What is before every key, and after every key: a key begins with a rank, as it is or turned around.
inline KeyRange everyKey() {
  return {"", "\xFF"};
}

/// The first key after all that begin with this prefix.
std::string afterPrefix(std::string prefix);

}  // namespace rest::sqlite
