#pragma once

#include <memory>
#include <string_view>

// As <pcre2.h> declares it, which only regex.cpp includes.
struct pcre2_real_code_8;

namespace rest {

/// A regular expression of MongoDB's dialect (PCRE2), made once. Its work is bounded: an expression that would take too
/// long on a text is a QueryFault, never a thread that hangs.
class Regex {
 public:
  /// Options: any of i, m, s, x, u. Throws QueryFault.
  Regex(std::string_view pattern, std::string_view options);

  /// Whether it is found in a text. Throws QueryFault when that takes too long.
  bool isIn(std::string_view text) const;

 private:
  struct Free {
    void operator()(pcre2_real_code_8* code) const noexcept;
  };
  std::unique_ptr<pcre2_real_code_8, Free> code_;
};

}  // namespace rest
