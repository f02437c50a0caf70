#pragma once

#include <string>
#include <vector>

namespace jwtauth::inline v0 {

/// A field of a response, "WWW-Authenticate" and its value. The value is printable ASCII and holds nothing of a token.
struct ResponseField {
  std::string name;
  std::string value;
};

/// What to answer to a request that was refused: its status, and all fields that belong to it. A name may come several
/// times; add each as a field of its own.
struct Refusal {
  int status = 500;
  std::vector<ResponseField> fields{};
};

}  // namespace jwtauth::inline v0
