#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace jwtauth::commandLine {

enum class Colour { none, red, green, yellow, bold };

/// Puts text into colour, or leaves it as it is: colours are for a standard output that is a terminal, unless NO_COLOR
/// is set (https://no-color.org) or TERM is dumb.
class Painter {
 public:
  Painter();
  std::string operator()(Colour colour, std::string_view text) const;
  bool paints() const noexcept { return paints_; }

 private:
  bool paints_;
};

/// The text with each line as `change` makes it; a line break ends each.
std::string lineByLine(std::string_view text, const std::function<std::string(std::string_view line)>& change);

}  // namespace jwtauth::commandLine
