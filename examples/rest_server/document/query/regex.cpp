// A pattern with options goes in; whether it is found in a text comes out. Refused: patterns that do not compile,
// unknown options, and work beyond a bound.
#include "document/query/regex.hpp"

#include "document/query/query_fault.hpp"

namespace rest::query {
namespace {

RegularExpression::Options optionsOf(std::string_view letters) {
  RegularExpression::Options options;
  for (const char letter : letters) {
    switch (letter) {
      case 'i':
        options.ignoresCase = true;
        break;
      case 'm':
        options.hasLines = true;
        break;
      case 's':
        options.dotTakesLineEnds = true;
        break;
      case 'x':
        options.ignoresBlanks = true;
        break;
      case 'u':
        break;
      default:
        throw QueryFault("$options of a $regex are some of i, m, s, x, u");
    }
  }
  return options;
}

RegularExpression compiled(std::string_view pattern, std::string_view options) try {
  return {pattern, optionsOf(options)};
} catch (const PatternError& error) {
  throw QueryFault(std::string("$regex: ") + error.what());
}

}  // namespace

Regex::Regex(std::string_view pattern, std::string_view options) : expression_(compiled(pattern, options)) {}

bool Regex::isIn(std::string_view text) const try { return expression_.isIn(text); } catch (const MatchGivenUp&) {
  throw QueryFault("a $regex takes too long on a document");
}

}  // namespace rest::query
