#pragma once

#include <stdexcept>
#include <string>

namespace rest::query {

/// A filter, sort, projection or update that is none, or not one for us. what() is a sentence for the client that
/// quotes nothing but operators' and fields' names.
class QueryFault : public std::invalid_argument {
 public:
  enum class Kind {
    invalid,      ///< MongoDB would not take it either
    unsupported,  ///< it is good, for MongoDB alone
    duplicate,    ///< it is good, but a value that an index holds unique is taken
    refused,      ///< it is good, but what it would make of a document is none that can be kept
  };

  QueryFault(Kind kind, const std::string& sentence) : std::invalid_argument(sentence), kind_(kind) {}
  explicit QueryFault(const std::string& sentence) : QueryFault(Kind::invalid, sentence) {}
  Kind kind() const noexcept { return kind_; }

 private:
  Kind kind_;
};

/// Of an operator that MongoDB has and we have not.
[[noreturn]] inline void throwNeedsMongoDb(const std::string& operatorName) {
  throw QueryFault(QueryFault::Kind::unsupported, operatorName + " needs MongoDB");
}

}  // namespace rest::query
