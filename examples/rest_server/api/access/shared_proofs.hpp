#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "jwtauth/replay_store.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// Remembers in the store which proofs of possession were used, so that each is good once at all servers over it. Its
/// calls may block as those of the store do. Safe for any number of threads.
class SharedProofs final : public jwtauth::ReplayStore {
 public:
  /// Documents of this database's collection proofsCollection.
  explicit SharedProofs(std::string database) : name_{std::move(database), proofsCollection} {}

  /// Before the first request; the store outlives all of them.
  void keepIn(DocumentStore& store) noexcept { store_ = &store; }

  Outcome add(const ProofId& id, jwtauth::WallTime now, jwtauth::WallTime until) noexcept override;

 private:
  void forgetBefore(jwtauth::WallTime now);

  CollectionName name_;
  DocumentStore* store_ = nullptr;
  std::atomic<std::int64_t> forgottenAt_ = 0;  ///< in seconds since 1970
};

}  // namespace rest::api
