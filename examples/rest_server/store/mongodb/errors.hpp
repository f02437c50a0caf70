#pragma once

#include <mongoc/mongoc.h>

#include <chrono>
#include <cstdint>

#include "store/document_store.hpp"

namespace rest::mongodb {

/// What a command that failed may have done.
enum class Effect {
  none,         ///< it only asked
  oneDocument,  ///< wholly or not at all
  several,      ///< perhaps a part of it
};

struct Command {
  Effect effect;
  std::chrono::milliseconds limit;  ///< the time that it was given
};

/// The StoreError that libmongoc's error stands for. What the server says may quote values, so it is for the log alone;
/// the sentence for the client is our own.
StoreError errorOf(const bson_error_t& error, const Command& command);

/// Whether the error says that an `_id` or another unique value is taken.
bool isDuplicate(const bson_error_t& error) noexcept;

inline constexpr std::uint32_t namespaceNotFound = 26;

/// Whether the server answered with this code.
bool isServerError(const bson_error_t& error, std::uint32_t code) noexcept;

}  // namespace rest::mongodb
