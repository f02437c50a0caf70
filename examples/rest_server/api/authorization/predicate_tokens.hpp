#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace rest::api {

/// A predicate that cannot be read; what() says where, what was found and what was expected.
class PredicateError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

struct PredicateToken {
  enum class Kind { word, quoted, mark, end };
  Kind kind = Kind::end;
  std::string_view text;
  std::size_t position = 0;

  bool isWord(std::string_view word) const { return kind == Kind::word && text == word; }
  bool isMark(char mark) const { return kind == Kind::mark && text.front() == mark; }
  bool isValue() const { return kind == Kind::word || kind == Kind::quoted; }
};

/// The words, quoted texts and marks `()[]{},=` of a predicate, one ahead. Braces and brackets within a word belong to
/// it: `%{i,Host}`, `${id}`, `/x/{id}`, `@qparams['x']`.
class PredicateTokens {
 public:
  explicit PredicateTokens(std::string_view text) : text_(text) { advance(); }

  const PredicateToken& next() const noexcept { return next_; }
  /// Takes the next one. Throws PredicateError when what follows it is not a token.
  PredicateToken take();
  bool takeMark(char mark);
  bool takeWord(std::string_view word);

  /// From this place to the last token that was taken.
  std::string_view textFrom(std::size_t position) const { return text_.substr(position, end_ - position); }

  [[noreturn]] void refuse(const PredicateToken& token, const std::string& expected) const;
  [[noreturn]] void refuseAt(std::size_t position, const std::string& sentence) const;

 private:
  void advance();
  std::size_t endOfWord() const;

  std::string_view text_;
  std::size_t position_ = 0;
  std::size_t end_ = 0;
  PredicateToken next_;
};

}  // namespace rest::api
