#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// The object that a parameter gives. Throws RequestError: 400 for what is not one, 403 for operators that run code or
/// that the configuration forbids.
Document objectIn(const Exchange& exchange, std::string_view parameter, std::string_view text);

/// Which documents a request may see: its `filter` and `shardkey` parameters and its permission's readFilter, together.
/// Throws RequestError: 400 for an invalid filter, 403 for operators that run code and for hidden members.
Document visible(const Exchange& exchange);

/// Which documents a request may change: those it may see that the permission's writeFilter matches, too.
Document changeable(const Exchange& exchange);

/// Whether the request has a `filter` with a condition in it.
bool hasFilter(const Exchange& exchange);

/// The page that `page`, `pagesize`, `sort`, `keys`, `hint` and `after` ask for of the visible documents. Throws
/// RequestError 400 for invalid values.
FindRequest pageOf(const Exchange& exchange);

/// `keys` alone: which members of each document are asked for.
Document projectionOf(const Exchange& exchange);

/// `page` and `pagesize` alone.
struct PageNumbers {
  std::int64_t page = 1;
  std::int64_t size = 100;
  std::int64_t skip() const noexcept { return (page - 1) * size; }
};
PageNumbers pageNumbersOf(const Exchange& exchange);

/// `wm`; the fallback when it is not given. Throws RequestError (400).
WriteMode writeModeOf(const Target& target, WriteMode fallback);

}  // namespace rest::api
