#pragma once

#include <string>
#include <string_view>

namespace jwtauth::commandLine {

enum class Colour { none, red, green, yellow, bold };

/// Puts text into colour, or leaves it as it is: colours are for a standard output that is a terminal, and for nobody
/// who has set NO_COLOR (https://no-color.org) or has TERM=dumb.
class Painter {
 public:
  Painter();
  std::string operator()(Colour colour, std::string_view text) const;
  bool paints() const noexcept { return paints_; }

 private:
  bool paints_;
};

/// The text with every character escaped, as JSON writes it, that could move the cursor, command the terminal, or turn
/// or hide other text; so are bytes that are no UTF-8.
std::string harmless(std::string_view text);

}  // namespace jwtauth::commandLine
