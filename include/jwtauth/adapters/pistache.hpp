#pragma once

#include <pistache/http.h>
#include <pistache/http_headers.h>
#include <pistache/router.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "jwtauth/adapters/http.hpp"

/// For Pistache, whose threads serve many connections each. Give the key provider waitForKeys 0: then a request whose
/// keys are being fetched is answered 503 at once.
///
/// Of several fields of the same name Pistache keeps the first and drops the others before a handler sees them. Several
/// Authorization fields are therefore not refused: the first one counts. A proxy that decides by Authorization itself
/// must refuse them.
namespace jwtauth::inline v0::adapters::pistache {

/// A handler of a route that is called for users only.
using UserHandler =
    std::function<void(const Pistache::Rest::Request&, Pistache::Http::ResponseWriter, const Principal&)>;

/// judge() for a request of Pistache's. The path is the one that Pistache's routes see.
inline Verdict judge(const AuthenticationMechanism& mechanism, const Pistache::Http::Request& request,
                     const Requirement& requirement = {}, Scheme scheme = Scheme::http) noexcept try {
  CollectedRequest collected(Pistache::Http::methodString(request.method()), request.resource(), scheme);
  std::vector<std::string> values;  // Pistache hands out copies, with white space around them
  values.reserve(request.headers().rawList().size());
  for (const auto& [name, field] : request.headers().rawList()) {
    std::string& value = values.emplace_back(field.value());
    value.erase(value.find_last_not_of(" \t") + 1);
    value.erase(0, value.find_first_not_of(" \t"));
    collected.add(name, value);
  }
  return adapters::judge(mechanism, collected, requirement);
} catch (...) {
  return {.error = {ErrorCode::outOfMemory, "an allocation failed"}};
}

namespace detail {

using Pistache::Http::Header::Header;

/// A field of an answer. Pistache sends none but those that are of a type.
class Field final : public Header {
 public:
  explicit Field(ResponseField field) : field_(std::move(field)) {}
  const char* name() const override { return field_.name.c_str(); }
  void write(std::ostream& stream) const override { stream << field_.value; }
  std::uint64_t hash() const override { return 0; }  // of none of Pistache's own types

 private:
  ResponseField field_;
};

/// Of Pistache's own type where it has one, since handlers cast by name.
inline std::shared_ptr<Header> typed(ResponseField field) {
  auto& registry = Pistache::Http::Header::Registry::instance();
  if (!registry.isRegistered(field.name)) return std::make_shared<Field>(std::move(field));
  std::shared_ptr<Header> header = registry.makeHeader(field.name);
  header->parse(field.value);
  return header;
}

}  // namespace detail

/// Adds the fields of a verdict to its answer.
inline void addFields(Pistache::Http::ResponseWriter& response, const Verdict& verdict) {
  for (ResponseField& field : joined(verdict.fields)) response.headers().add(detail::typed(std::move(field)));
}

/// Answers a request without a user.
inline void refuse(Pistache::Http::ResponseWriter response, const Verdict& verdict) {
  addFields(response, verdict);
  response.send(static_cast<Pistache::Http::Code>(verdict.status));
}

/// For a route: `Routes::Get(router, "/notes", forUsers(auth, handler))`. The mechanism outlives the server.
inline Pistache::Rest::Route::Handler forUsers(const AuthenticationMechanism& mechanism, UserHandler handler,
                                               Requirement requirement = {}, Scheme scheme = Scheme::http) {
  return [&mechanism, handler = std::move(handler), requirement = std::move(requirement), scheme](
             const Pistache::Rest::Request& request, Pistache::Http::ResponseWriter response) {
    const Verdict verdict = judge(mechanism, request, requirement, scheme);
    if (!verdict.user) {
      refuse(std::move(response), verdict);
    } else {
      addFields(response, verdict);
      handler(request, std::move(response), *verdict.user);
    }
    return Pistache::Rest::Route::Result::Ok;
  };
}

}  // namespace jwtauth::inline v0::adapters::pistache
