// The text of a predicate goes in, its tokens come out, one by one. Refused with line and column: quotations without an
// end.
#include "api/authorization/predicate_tokens.hpp"

#include <algorithm>

namespace rest::api {
namespace {

constexpr std::string_view marks = "()[]{},=";
constexpr std::string_view blanks = " \t\r\n";

}  // namespace

PredicateToken PredicateTokens::take() {
  const PredicateToken taken = next_;
  end_ = position_;
  advance();
  return taken;
}

bool PredicateTokens::takeMark(char mark) {
  if (!next_.isMark(mark)) return false;
  take();
  return true;
}

bool PredicateTokens::takeWord(std::string_view word) {
  if (!next_.isWord(word)) return false;
  take();
  return true;
}

void PredicateTokens::refuse(const PredicateToken& token, const std::string& expected) const {
  const std::string came = token.kind == PredicateToken::Kind::end ? "the end" : "'" + std::string(token.text) + "'";
  refuseAt(token.position, "got " + came + ", expected " + expected);
}

void PredicateTokens::refuseAt(std::size_t position, const std::string& sentence) const {
  const std::string_view before = text_.substr(0, position);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t column = position - (before.rfind('\n') + 1);  // npos + 1 is 0
  throw PredicateError("at line " + std::to_string(line) + ", column " + std::to_string(column + 1) + ": " + sentence);
}

void PredicateTokens::advance() {
  position_ = std::min(text_.find_first_not_of(blanks, position_), text_.size());
  const std::size_t begin = position_;
  if (begin == text_.size()) {
    next_ = {PredicateToken::Kind::end, {}, begin};
  } else if (marks.find(text_[begin]) != std::string_view::npos) {
    next_ = {PredicateToken::Kind::mark, text_.substr(begin, 1), begin};
    ++position_;
  } else if (text_[begin] == '\'' || text_[begin] == '"') {
    const std::size_t end = text_.find(text_[begin], begin + 1);
    if (end == std::string_view::npos) refuseAt(begin, "a quotation is not closed");
    next_ = {PredicateToken::Kind::quoted, text_.substr(begin + 1, end - begin - 1), begin};
    position_ = end + 1;
  } else {
    position_ = endOfWord();
    next_ = {PredicateToken::Kind::word, text_.substr(begin, position_ - begin), begin};
  }
}

std::size_t PredicateTokens::endOfWord() const {
  std::size_t end = position_;
  int braces = 0;
  for (; end < text_.size(); ++end) {
    const char c = text_[end];
    // @qparams['x'], @user['https://x/y']: the bracket belongs to a variable.
    const bool isIndex = c == '[' && text_[position_] == '@' && end + 1 < text_.size() &&
                         (text_[end + 1] == '\'' || text_[end + 1] == '"');
    if (isIndex) {
      const std::size_t close = text_.find(std::string{text_[end + 1], ']'}, end + 2);
      if (close == std::string_view::npos) refuseAt(end, "a bracket is not closed");
      end = close + 1;
    } else if (c == '{') {
      ++braces;
    } else if (c == '}' && braces > 0) {
      --braces;
    } else if (blanks.find(c) != std::string_view::npos || c == '\'' || c == '"') {
      break;
    } else if (braces == 0 && marks.find(c) != std::string_view::npos) {
      break;
    }
  }
  return end;
}

}  // namespace rest::api
