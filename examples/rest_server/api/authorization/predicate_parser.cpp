// The text of a predicate goes in, its tree comes out. Refused with a position: unknown predicates and parameters,
// values that cannot match anything, text left over.
#include "api/authorization/predicate_parser.hpp"

#include <algorithm>
#include <string>

namespace rest::api {
namespace {

constexpr std::string_view punctuation = "()[],=";
constexpr std::string_view blanks = " \t\r\n";
constexpr int maxDepth = 50;

struct Token {
  enum class Kind { word, quoted, mark, end };
  Kind kind = Kind::end;
  std::string_view text;
  std::size_t position = 0;

  bool isWord(std::string_view word) const { return kind == Kind::word && text == word; }
  bool isMark(char mark) const { return kind == Kind::mark && text.front() == mark; }
  bool isValue() const { return kind == Kind::word || kind == Kind::quoted; }
};

[[noreturn]] void refuse(const Token& token, const std::string& expected) {
  const std::string came = token.kind == Token::Kind::end ? "the end" : "'" + std::string(token.text) + "'";
  throw PredicateError("at character " + std::to_string(token.position + 1) + " came " + came + ", expected " +
                       expected);
}

class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) { advance(); }

  const Token& next() const noexcept { return next_; }

  Token take() {
    const Token taken = next_;
    advance();
    return taken;
  }

  bool takeMark(char mark) {
    if (!next_.isMark(mark)) return false;
    advance();
    return true;
  }

  bool takeWord(std::string_view word) {
    if (!next_.isWord(word)) return false;
    advance();
    return true;
  }

 private:
  void advance() {
    position_ = std::min(text_.find_first_not_of(blanks, position_), text_.size());
    if (position_ == text_.size()) {
      next_ = {Token::Kind::end, {}, position_};
    } else if (punctuation.find(text_[position_]) != std::string_view::npos) {
      next_ = {Token::Kind::mark, text_.substr(position_, 1), position_};
      ++position_;
    } else if (text_[position_] == '\'' || text_[position_] == '"') {
      const std::size_t end = text_.find(text_[position_], position_ + 1);
      if (end == std::string_view::npos) {
        throw PredicateError("at character " + std::to_string(position_ + 1) + " begins a quotation that has no end");
      }
      next_ = {Token::Kind::quoted, text_.substr(position_ + 1, end - position_ - 1), position_};
      position_ = end + 1;
    } else {
      const std::size_t end = std::min(text_.find_first_of("()[],='\" \t\r\n", position_), text_.size());
      next_ = {Token::Kind::word, text_.substr(position_, end - position_), position_};
      position_ = end;
    }
  }

  std::string_view text_;
  std::size_t position_ = 0;
  Token next_;
};

std::vector<std::string> segmentsOf(const Token& value) {
  std::string_view path = value.text;
  if (!path.starts_with('/')) refuse(value, "a path that begins with '/'");
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment.empty() && path.empty()) break;
    if (segment.empty()) refuse(value, "a path without empty segments");
    segments.emplace_back(segment);
  }
  return segments;
}

std::string methodOf(const Token& value) {
  std::string method(value.text);
  std::transform(method.begin(), method.end(), method.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; });
  if (method.empty() || method.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos) {
    refuse(value, "an HTTP method");
  }
  return method;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(text) {}

  Predicate parse() {
    Predicate predicate = parseOr();
    if (tokens_.next().kind != Token::Kind::end) refuse(tokens_.next(), "'and', 'or' or the end");
    return predicate;
  }

 private:
  Predicate parseOr() {
    std::vector<Predicate> operands{parseAnd()};
    while (tokens_.takeWord("or")) operands.push_back(parseAnd());
    return operands.size() == 1 ? operands.front() : Predicate(Predicate::Or{std::move(operands)});
  }

  Predicate parseAnd() {
    std::vector<Predicate> operands{parseOperand()};
    while (tokens_.takeWord("and")) operands.push_back(parseOperand());
    return operands.size() == 1 ? operands.front() : Predicate(Predicate::And{std::move(operands)});
  }

  Predicate parseOperand() {
    if (++depth_ > maxDepth) refuse(tokens_.next(), "fewer than 50 levels of 'not' and '('");
    Predicate operand = parseNested();
    --depth_;
    return operand;
  }

  Predicate parseNested() {
    if (tokens_.takeWord("not")) return Predicate(Predicate::Not{{parseOperand()}});
    if (tokens_.takeMark('(')) {
      Predicate inner = parseOr();
      if (!tokens_.next().isMark(')')) refuse(tokens_.next(), "')'");
      tokens_.take();
      return inner;
    }
    return parseCall();
  }

  Predicate parseCall() {
    const Token name = tokens_.take();
    if (name.isWord("path")) return Predicate(Predicate::Path{pathsOf(parseValues("path"))});
    if (name.isWord("path-prefix")) return Predicate(Predicate::PathPrefix{pathsOf(parseValues("path"))});
    if (name.isWord("method")) return Predicate(Predicate::Method{methodsOf(parseValues("value"))});
    refuse(name, "path, path-prefix, method, 'not' or '('");
  }

  /// The values in (...) or [...]; the first may be preceded by the parameter's name.
  std::vector<Token> parseValues(std::string_view parameter) {
    const bool isBracket = tokens_.next().isMark('[');
    if (!isBracket && !tokens_.next().isMark('(')) refuse(tokens_.next(), "'(' or '['");
    tokens_.take();
    const char closing = isBracket ? ']' : ')';
    std::vector<Token> values{takeValue()};
    if (tokens_.next().isMark('=')) {
      // path-prefix calls its parameter path, and so do we; RESTHeart's own configurations also write value.
      if (!values[0].isWord(parameter) && !values[0].isWord("value")) {
        refuse(values[0], "the parameter '" + std::string(parameter) + "'");
      }
      tokens_.take();
      values[0] = takeValue();
    }
    while (tokens_.takeMark(',')) values.push_back(takeValue());
    if (!tokens_.next().isMark(closing)) refuse(tokens_.next(), std::string("',' or '") + closing + "'");
    tokens_.take();
    return values;
  }

  Token takeValue() {
    if (!tokens_.next().isValue()) refuse(tokens_.next(), "a value");
    return tokens_.take();
  }

  static std::vector<std::vector<std::string>> pathsOf(const std::vector<Token>& values) {
    std::vector<std::vector<std::string>> paths;
    for (const Token& value : values) paths.push_back(segmentsOf(value));
    return paths;
  }

  static std::vector<std::string> methodsOf(const std::vector<Token>& values) {
    std::vector<std::string> methods;
    for (const Token& value : values) methods.push_back(methodOf(value));
    return methods;
  }

  Tokens tokens_;
  int depth_ = 0;
};

}  // namespace

Predicate parsePredicate(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace rest::api
