#pragma once

#include <mongoc/mongoc.h>

#include <memory>

namespace rest::mongodb {

/// libmongoc's handles, each freed by its own function.
template <auto destroy>
struct Destroy {
  template <class Handle>
  void operator()(Handle* handle) const noexcept {
    destroy(handle);
  }
};
using Uri = std::unique_ptr<mongoc_uri_t, Destroy<mongoc_uri_destroy>>;
using Collection = std::unique_ptr<mongoc_collection_t, Destroy<mongoc_collection_destroy>>;
using Database = std::unique_ptr<mongoc_database_t, Destroy<mongoc_database_destroy>>;
using Cursor = std::unique_ptr<mongoc_cursor_t, Destroy<mongoc_cursor_destroy>>;
using Bulk = std::unique_ptr<mongoc_bulk_operation_t, Destroy<mongoc_bulk_operation_destroy>>;
using ModifyOptions = std::unique_ptr<mongoc_find_and_modify_opts_t, Destroy<mongoc_find_and_modify_opts_destroy>>;
using WriteConcern = std::unique_ptr<mongoc_write_concern_t, Destroy<mongoc_write_concern_destroy>>;
using Names = std::unique_ptr<char*, Destroy<bson_strfreev>>;

}  // namespace rest::mongodb
