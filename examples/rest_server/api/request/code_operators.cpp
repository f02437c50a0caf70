// A filter, an order, a projection or the stages of a pipeline go in, nothing comes out. Refused with 403: operators
// that run code in the database, stages that write, and operators that the configuration forbids.
#include "api/request/code_operators.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "api/request_error.hpp"
#include "document/bson_access.hpp"
#include "src/text/ascii.hpp"

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

void refuseIn(Elements members, const std::vector<std::string>& forbidden, std::string_view what) {
  for (const bson_iter_t& member : members) {
    for (const std::string& name : forbidden) {
      if (!jwtauth::equalsWithoutCase(name, keyOf(member))) continue;
      throw RequestError(403, "the server's configuration does not allow " + name + " in " + std::string(what));
    }
    refuseIn(Elements(member), forbidden, what);
  }
}

}  // namespace

void refuseCode(BsonBytes document, std::string_view what) {
  refuseIn(Elements(document), what);
}

void refuseOperators(const std::vector<std::string>& forbidden, BsonBytes document, std::string_view what) {
  if (!forbidden.empty()) refuseIn(Elements(document), forbidden, what);
}

}  // namespace rest::api
