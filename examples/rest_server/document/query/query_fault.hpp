#pragma once

#include <stdexcept>
#include <string>

namespace rest::query {

/// A filter, sort, projection or update that is invalid, or that this store does not support. what() is a sentence for
/// the client; it quotes only the names of operators and fields.
class QueryFault : public std::invalid_argument {
 public:
  enum class Kind {
    invalid,      ///< MongoDB refuses it, too
    unsupported,  ///< valid, but only MongoDB supports it
    duplicate,    ///< valid, but a value that an index holds unique is taken
    refused,      ///< valid, but the document that it would make cannot be kept
  };

  QueryFault(Kind kind, const std::string& sentence) : std::invalid_argument(sentence), kind_(kind) {}
  explicit QueryFault(const std::string& sentence) : QueryFault(Kind::invalid, sentence) {}
  Kind kind() const noexcept { return kind_; }

 private:
  Kind kind_;
};

/// For an operator that only MongoDB has.
[[noreturn]] inline void throwNeedsMongoDb(const std::string& operatorName) {
  throw QueryFault(QueryFault::Kind::unsupported, operatorName + " needs MongoDB");
}

}  // namespace rest::query
