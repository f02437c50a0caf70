// With JWTAUTH_TEST_ELSEWHERE all tests run as in a host program that has set a locale: decimal commas and groups of
// digits, by C++ and, if the system has one, by C. What we read and write must not change.
#include <clocale>
#include <cstdlib>
#include <locale>
#include <string>

namespace {

class Commas : public std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

bool moveElsewhere() {
#ifdef JWTAUTH_TESTS_LOCALES  // then always
  setenv("JWTAUTH_TEST_ELSEWHERE", "1", 1);
  setenv("TZ", "Pacific/Apia", 1);
  setenv("LC_ALL", "de_DE.UTF-8", 1);
  setenv("LOCPATH", JWTAUTH_TESTS_LOCALES, 1);
#endif
  if (std::getenv("JWTAUTH_TEST_ELSEWHERE") == nullptr) return false;
  std::locale::global(std::locale(std::locale::classic(), new Commas));
  return std::setlocale(LC_ALL, "") != nullptr;
}

[[maybe_unused]] const bool isElsewhere = moveElsewhere();

}  // namespace
