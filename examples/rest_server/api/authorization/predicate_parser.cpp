// The text of a predicate goes in, its tree comes out. Refused with line and column: unknown predicates, parameters and
// variables, values that cannot match anything, text left over.
#include "api/authorization/predicate_parser.hpp"

#include "api/authorization/predicate_call.hpp"

namespace rest::api {
namespace {

constexpr int maxDepth = 50;

class Parser {
 public:
  explicit Parser(std::string_view text) : tokens_(text) {}

  ParsedPredicate parse() {
    Predicate predicate = parseOr();
    if (tokens_.next().kind != PredicateToken::Kind::end) tokens_.refuse(tokens_.next(), "'and', 'or' or the end");
    return {std::move(predicate), std::move(captures_)};
  }

 private:
  Predicate parseOr() {
    const std::size_t begin = tokens_.next().position;
    std::vector<Predicate> operands{parseAnd()};
    while (tokens_.takeWord("or")) operands.push_back(parseAnd());
    return operands.size() == 1 ? operands.front() : made(Predicate::Or{std::move(operands)}, begin);
  }

  Predicate parseAnd() {
    const std::size_t begin = tokens_.next().position;
    std::vector<Predicate> operands{parseOperand()};
    while (tokens_.takeWord("and")) operands.push_back(parseOperand());
    return operands.size() == 1 ? operands.front() : made(Predicate::And{std::move(operands)}, begin);
  }

  Predicate parseOperand() {
    if (++depth_ > maxDepth) tokens_.refuse(tokens_.next(), "fewer than 50 levels of 'not' and '('");
    Predicate operand = parseNested();
    --depth_;
    return operand;
  }

  Predicate parseNested() {
    const std::size_t begin = tokens_.next().position;
    if (tokens_.takeWord("not")) return made(Predicate::Not{{parseOperand()}}, begin);
    if (tokens_.takeMark('(')) {
      Predicate inner = parseOr();
      if (!tokens_.takeMark(')')) tokens_.refuse(tokens_.next(), "')'");
      return inner;
    }
    return made(readCall(tokens_, captures_), begin);
  }

  Predicate made(Predicate::Node node, std::size_t begin) const {
    return {std::move(node), std::string(tokens_.textFrom(begin))};
  }

  PredicateTokens tokens_;
  CaptureNames captures_;
  int depth_ = 0;
};

}  // namespace

ParsedPredicate parsePredicate(std::string_view text) {
  return Parser(text).parse();
}

}  // namespace rest::api
