// Bytes or a JSON text go in, the same with one change come out.
#include "tests/fuzz/mutation.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "src/text/base64url.hpp"
#include "tests/fuzz/known_issuers.hpp"

namespace jwtauth::fuzz {
namespace {

using nlohmann::json;

/// Values at which claims, headers, keys and settings change their meaning.
const std::vector<json>& oddValues() {
  static const std::vector<json> values = {nullptr,
                                           true,
                                           false,
                                           0,
                                           -1,
                                           1,
                                           1.5,
                                           knownTime,
                                           knownTime + 30,
                                           knownTime + 31,
                                           knownTime - 30,
                                           knownTime - 31,
                                           knownTime + 600,
                                           knownTime + 601,
                                           knownTime - 3600,
                                           knownTime - 4200,
                                           knownTime - 4201,
                                           knownTime + 0.5,
                                           253402300799,
                                           253402300800,
                                           1e300,
                                           9223372036854775807,
                                           18446744073709551615U,
                                           "",
                                           " ",
                                           "user",
                                           "test-api",
                                           "another-api",
                                           "https://issuer.test/",
                                           "https://issuer.test",
                                           "https://other.test/",
                                           "HS256",
                                           "ES256",
                                           "none",
                                           "RS256",
                                           "EdDSA",
                                           "JWT",
                                           "at+jwt",
                                           "application/at+jwt",
                                           "a\nb",
                                           std::string("a\0b", 3),
                                           "é",
                                           json::array(),
                                           json::object(),
                                           {{"name", "jane"}},
                                           {{"roles", {"admin"}}},
                                           {"admin", 1, true},
                                           {"test-api", "another-api"},
                                           {"test-api", 1},
                                           {{"a"}}};
  return values;
}

const std::vector<std::string>& oddNames() {
  static const std::vector<std::string> names = {"iss",
                                                 "sub",
                                                 "aud",
                                                 "exp",
                                                 "nbf",
                                                 "iat",
                                                 "cnf",
                                                 "scope",
                                                 "roles",
                                                 "realm_access",
                                                 "user",
                                                 "name",
                                                 "https://issuer.test/roles",
                                                 "alg",
                                                 "typ",
                                                 "kid",
                                                 "crit",
                                                 "b64",
                                                 "jwk",
                                                 "jku",
                                                 "x5c",
                                                 "kty",
                                                 "crv",
                                                 "use",
                                                 "key_ops",
                                                 "n",
                                                 "e",
                                                 "x",
                                                 "y",
                                                 "k",
                                                 "d",
                                                 "keys",
                                                 "",
                                                 "a",
                                                 "key",
                                                 "algorithm",
                                                 "issuer",
                                                 "audience"};
  return names;
}

template <class T>
const T& oneOf(const std::vector<T>& all, Random& random) {
  return all[below(random, all.size())];
}

void collect(json& value, std::vector<json*>& all) {
  all.push_back(&value);
  for (json& child : value) {
    if (child.is_structured()) {
      collect(child, all);
    } else {
      all.push_back(&child);
    }
  }
}

/// A string's bytes, or those that it encodes as base64url.
std::string mutatedText(const std::string& text, Random& random) {
  const auto bytes = text.size() >= 8 && !oneIn(random, 4) ? decodeBase64Url(text) : std::nullopt;
  return bytes ? encodeBase64Url(mutatedBytes(*bytes)) : mutatedBytes(text);
}

void changeObject(json& object, Random& random) {
  const auto member = object.empty()
                          ? object.end()
                          : std::next(object.begin(), static_cast<std::ptrdiff_t>(below(random, object.size())));
  switch (below(random, 4)) {
    case 0:
      if (member != object.end()) object.erase(member);
      break;
    case 1:
      if (member != object.end()) {
        json value = *member;
        object.erase(member);
        object[oneOf(oddNames(), random)] = std::move(value);
      }
      break;
    default:
      object[oneOf(oddNames(), random)] = oneOf(oddValues(), random);
  }
}

void changeArray(json& array, Random& random) {
  if (!array.empty() && oneIn(random, 3)) {
    array.erase(below(random, array.size()));
  } else {
    array.insert(array.begin() + static_cast<std::ptrdiff_t>(below(random, array.size() + 1)),
                 oneOf(oddValues(), random));
  }
}

void change(json& document, Random& random) {
  std::vector<json*> values;
  collect(document, values);
  json& value = *values[below(random, values.size())];
  if (value.is_object() && !oneIn(random, 4)) return changeObject(value, random);
  if (value.is_array() && !oneIn(random, 4)) return changeArray(value, random);
  if (value.is_string() && oneIn(random, 2)) {
    value = mutatedText(value.get<std::string>(), random);
  } else if (value.is_number_integer() && oneIn(random, 2)) {
    value = value.get<std::int64_t>() / 2 + static_cast<std::int64_t>(below(random, 64)) - 32;
  } else if (oneIn(random, 4)) {
    const json other = *values[below(random, values.size())];
    value = other;
  } else if (&value != &document) {
    value = oneOf(oddValues(), random);
  }
}

/// One member once more, at the front: what most readers take for a replacement.
std::string withDuplicate(const std::string& text, const json& object, Random& random) {
  const auto member = std::next(object.begin(), static_cast<std::ptrdiff_t>(below(random, object.size())));
  const json name = member.key(), value = oneIn(random, 2) ? member.value() : oneOf(oddValues(), random);
  constexpr auto replace = json::error_handler_t::replace;
  return "{" + name.dump(-1, ' ', oneIn(random, 2), replace) + ":" + value.dump(-1, ' ', false, replace) + "," +
         text.substr(1);
}

}  // namespace

std::string mutatedBytes(std::string_view bytes) {
  constexpr std::size_t more = 16;
  std::string changed(bytes);
  changed.resize(bytes.size() + more);
  changed.resize(LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(changed.data()), bytes.size(), changed.size()));
  return changed;
}

std::string mutatedJson(std::string_view text, Random& random) {
  json document = oneIn(random, 4) ? json(json::value_t::discarded) : json::parse(text, nullptr, false);
  if (document.is_discarded() || !document.is_object()) return mutatedBytes(text);
  for (std::size_t i = below(random, 3) + 1; i > 0; --i) change(document, random);
  const std::string changed =
      document.dump(oneIn(random, 8) ? 1 : -1, ' ', oneIn(random, 8), json::error_handler_t::replace);
  return document.is_object() && !document.empty() && oneIn(random, 16) ? withDuplicate(changed, document, random)
                                                                        : changed;
}

std::size_t replaceInput(std::uint8_t* data, std::size_t size, std::size_t maxSize, std::string_view input) {
  if (input.size() > maxSize) return LLVMFuzzerMutate(data, size, maxSize);
  std::copy(input.begin(), input.end(), data);
  return input.size();
}

}  // namespace jwtauth::fuzz
