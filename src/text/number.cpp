// A text with a decimal number goes in, the nearest double comes out, in no one's locale. Refused: what is not a
// number, and what is beyond the range of a double. Only for a standard library whose std::from_chars does not read a
// double.
#include "src/text/number.hpp"

#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION < 200000
#include <locale.h>
#include <stdlib.h>
#if __has_include(<xlocale.h>)
#include <xlocale.h>
#endif

#include <cmath>
#include <new>
#include <string>

namespace jwtauth::inline v0 {

std::from_chars_result readAsFromChars(std::string_view text, double& number) noexcept try {
  static const locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr);
  if (plain == nullptr) return {text.data(), std::errc::not_enough_memory};
  // strtod also takes white space, a plus sign and hexadecimal digits.
  const std::string digits(text.substr(0, text.find_first_not_of("0123456789.eE+-")));
  if (digits.empty() || digits.front() == '+') return {text.data(), std::errc::invalid_argument};
  char* end = nullptr;
  const double read = strtod_l(digits.c_str(), &end, plain);
  if (end == digits.c_str()) return {text.data(), std::errc::invalid_argument};
  const char* const behind = text.data() + (end - digits.c_str());
  const bool isZero = digits.find_first_of("123456789") >= digits.find_first_of("eE");
  if (std::isinf(read) || (read == 0 && !isZero)) return {behind, std::errc::result_out_of_range};
  number = read;
  return {behind, std::errc()};
} catch (const std::bad_alloc&) {
  return {text.data(), std::errc::not_enough_memory};
}

}  // namespace jwtauth::inline v0
#endif
