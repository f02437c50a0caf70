#pragma once

#include <string>
#include <string_view>

#include "jwtauth/clock.hpp"

namespace jwtauth::tokenPage {

/// What a person pasted into the page. All but the token may be empty.
struct Pasted {
  std::string token;          ///< also as "Bearer TOKEN", or a whole request as `curl -v` shows it
  std::string configuration;  ///< as a server's file has it, in YAML or JSON
  std::string keys;           ///< the JWK Set, or the key, that the configuration would fetch
  std::string moment;         ///< the time at which it is judged, as `jwtauth explain --at` takes it
};

enum class Outcome {
  accepted,
  refused,
  shown,    ///< no configuration: what the token says about itself
  unusable  ///< the text is one sentence about what was pasted
};

struct Answer {
  Outcome outcome = Outcome::unusable;
  std::string text;
};

/// What `jwtauth explain` prints about the token and, where there is no configuration, what `jwtauth inspect` prints.
/// `now` is the browser's time. Throws std::bad_alloc alone.
Answer explainPasted(const Pasted& pasted, WallTime now = wallNow());

}  // namespace jwtauth::tokenPage
