// A filter, an order, a projection or the stages of a pipeline go in, nothing comes out. Refused with 403: operators
// that run code in the database, and stages that write.
#include "api/request/code_operators.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "api/request_error.hpp"
#include "document/bson_access.hpp"

namespace rest::api {
namespace {

constexpr std::array<std::string_view, 5> refusedOperators{"$where", "$function", "$accumulator", "$out", "$merge"};

void refuseIn(Elements members, std::string_view what) {
  for (const bson_iter_t& member : members) {
    if (std::find(refusedOperators.begin(), refusedOperators.end(), keyOf(member)) != refusedOperators.end()) {
      throw RequestError(403, "operators that run code or write are not allowed in " + std::string(what));
    }
    refuseIn(Elements(member), what);
  }
}

}  // namespace

void refuseCode(BsonBytes document, std::string_view what) {
  refuseIn(Elements(document), what);
}

}  // namespace rest::api
