// libmongoc's errors go in, StoreErrors come out: whose fault it is, by the driver's domain and the server's code, and
// a sentence for the client that quotes nothing.
#include "store/mongodb/errors.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace rest::mongodb {
namespace {

using Kind = StoreError::Kind;

struct Meaning {
  std::uint32_t code;
  Kind kind;
  const char* forClient;
};

constexpr const char* wrongValue = "MongoDB takes no such operator, or not with such a value";
constexpr const char* wrongUpdate = "MongoDB cannot make this update of a document that is stored";
constexpr const char* wrongIndex = "MongoDB takes no index of this description";
constexpr const char* tooLarge = "the document is larger than MongoDB keeps";
constexpr const char* notThere = "MongoDB has no such command or operator in this version or deployment";

// MongoDB's src/mongo/base/error_codes.yml.
constexpr std::array meanings = std::to_array<Meaning>({
    {2, Kind::invalid, wrongValue},
    {4, Kind::invalid, "MongoDB lacks a field that an operator needs"},
    {9, Kind::invalid, "MongoDB cannot read an operator as it is written"},
    {14, Kind::invalid, "an operator has a value of a type that MongoDB does not take there"},
    {15, Kind::invalid, "a number is larger than MongoDB can hold"},
    {20, Kind::unsupported, notThere},
    {28, Kind::invalid, "an update names a field inside of a value that is no document"},
    {30, Kind::invalid, "MongoDB takes no field of this name"},
    {38, Kind::invalid, "an update names a place too far beyond an array's end"},
    {40, Kind::invalid, "two operators of an update claim one field"},
    {48, Kind::invalid, "there is a collection or view of this name"},
    {52, Kind::invalid, "a field's name begins with $ where it must not"},
    {53, Kind::refused, "MongoDB takes no _id of this type"},
    {54, Kind::invalid, "an operator stands beside fields"},
    {56, Kind::invalid, "a field's name is empty where it must not be"},
    {57, Kind::invalid, "a field's name has a dot where it must not"},
    {59, Kind::unsupported, notThere},
    {66, Kind::invalid, "the field _id cannot be changed"},
    {67, Kind::invalid, wrongIndex},
    {68, Kind::invalid, "there is another index of this name"},
    {72, Kind::invalid, "MongoDB does not take one of the options there"},
    {73, Kind::invalid, "MongoDB takes no database or collection of this name"},
    {85, Kind::invalid, "there is an index with these keys and other options, or another name"},
    {86, Kind::invalid, "there is another index of this name"},
    {115, Kind::unsupported, notThere},
    {121, Kind::refused, "the document does not pass the collection's validation"},
    {166, Kind::invalid, "a view cannot do this"},
    {167, Kind::invalid, "a view cannot do this"},
    {168, Kind::invalid, "a pipeline has a stage or operator that MongoDB does not know"},
    {171, Kind::refused, "an index cannot hold two arrays of one document"},
    {197, Kind::invalid, wrongIndex},
    {238, Kind::unsupported, notThere},
    {241, Kind::invalid, "MongoDB cannot convert a value as an operator asks"},
    {292, Kind::refused, "this needs more memory than MongoDB gives it"},
    {303, Kind::unsupported, notThere},
    {323, Kind::unsupported, notThere},
    {10334, Kind::refused, tooLarge},
    {17280, Kind::refused, "an index cannot hold a value as long as this"},
    {17419, Kind::refused, tooLarge},
    {17420, Kind::refused, tooLarge},
    {16837, Kind::invalid, wrongUpdate},
});

// "Not primary", "no such cursor" and their like: what was asked has not been done.
constexpr std::array passing =
    std::to_array<std::uint32_t>({24, 43, 112, 133, 134, 175, 10058, 10107, 13388, 13435, 13436});

// "Shutting down", "stepped down", "no quorum" and their like: a write may have been made before.
constexpr std::array interrupted =
    std::to_array<std::uint32_t>({6, 7, 64, 74, 89, 91, 189, 202, 262, 317, 365, 384, 9001, 11600, 11601, 11602});

// No such user or password, or too few roles.
constexpr std::array notAuthorized = std::to_array<std::uint32_t>({11, 13, 18, 31, 33, 391, 8000});

constexpr std::uint32_t maxTimeExpired = 50;

// From here on a code is that of one place in the server's source, where it reads what the client wrote.
constexpr std::uint32_t firstOfPlaces = 10000;

template <std::size_t size>
bool has(const std::array<std::uint32_t, size>& codes, std::uint32_t code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

StoreError unanswered(Effect effect, const std::string& what) {
  return {effect == Effect::none ? Kind::unavailable : Kind::unknownOutcome, what};
}

StoreError serverError(const bson_error_t& error, const Command& command, const std::string& what) {
  const std::uint32_t code = error.code;
  const auto* known =
      std::find_if(meanings.begin(), meanings.end(), [code](const Meaning& meaning) { return meaning.code == code; });
  if (known != meanings.end()) return {known->kind, what, known->forClient};
  if (isDuplicate(error)) return {Kind::duplicate, what, "a value that an index holds unique is taken"};
  if (has(notAuthorized, code)) return {Kind::forbidden, what};
  if (code == maxTimeExpired && command.effect != Effect::several) {
    return {Kind::tooSlow, what,
            "MongoDB takes more than " + std::to_string(command.limit.count()) + " ms for this, which is its limit"};
  }
  if (has(interrupted, code) || code == maxTimeExpired) return unanswered(command.effect, what);
  if (has(passing, code)) return {command.effect == Effect::several ? Kind::unknownOutcome : Kind::unavailable, what};
  if (code >= firstOfPlaces) return {Kind::invalid, what, wrongValue};
  return {Kind::failed, what};
}

/// Whether the command may have arrived before the connection failed.
bool wasSent(const bson_error_t& error) {
  return error.code != MONGOC_ERROR_STREAM_NAME_RESOLUTION && error.code != MONGOC_ERROR_STREAM_CONNECT &&
         error.code != MONGOC_ERROR_STREAM_NOT_ESTABLISHED;
}

}  // namespace

StoreError errorOf(const bson_error_t& error, const Command& command) {
  const std::string what = "MongoDB, error " + std::to_string(error.code) + ": " + error.message;
  switch (error.domain) {
    case MONGOC_ERROR_SERVER_SELECTION:
    case MONGOC_ERROR_POOL:
      return {Kind::unavailable, what};
    case MONGOC_ERROR_STREAM:
      return wasSent(error) ? unanswered(command.effect, what) : StoreError(Kind::unavailable, what);
    case MONGOC_ERROR_WRITE_CONCERN:
      return unanswered(command.effect, what);
    case MONGOC_ERROR_CLIENT:
      return {error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE ? Kind::forbidden : Kind::failed, what};
    case MONGOC_ERROR_BSON:
      return {Kind::refused, what, "MongoDB keeps no such document: it is too large, or not well formed"};
    case MONGOC_ERROR_CURSOR:
      return {Kind::invalid, what, "a filter, projection or sort has an empty name"};
    case MONGOC_ERROR_SERVER:
      return serverError(error, command, what);
    default:
      return {Kind::failed, what};
  }
}

bool isServerError(const bson_error_t& error, std::uint32_t code) noexcept {
  return error.domain == MONGOC_ERROR_SERVER && error.code == code;
}

bool isDuplicate(const bson_error_t& error) noexcept {
  // 11001 and 12582 are what old and sharded servers say.
  return isServerError(error, 11000) || isServerError(error, 11001) || isServerError(error, 12582);
}

}  // namespace rest::mongodb
