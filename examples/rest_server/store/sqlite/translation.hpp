#pragma once

#include "document/query/query_fault.hpp"
#include "store/document_store.hpp"

namespace rest::sqlite {

/// What a call returns; its QueryFault leaves as the StoreError that it means.
template <class Call>
auto translated(const Call& call) {
  try {
    return call();
  } catch (const query::QueryFault& fault) {
    using Kind = StoreError::Kind;
    const Kind kind = fault.kind() == query::QueryFault::Kind::invalid       ? Kind::invalid
                      : fault.kind() == query::QueryFault::Kind::unsupported ? Kind::unsupported
                      : fault.kind() == query::QueryFault::Kind::duplicate   ? Kind::duplicate
                                                                      : Kind::refused;
    throw StoreError(kind, fault.what(), fault.what());
  }
}

}  // namespace rest::sqlite
