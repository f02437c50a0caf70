#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "jwtauth/authentication_mechanism.hpp"
#include "jwtauth/jwtauth.h"
#include "jwtauth/principal.hpp"
#include "jwtauth/remote_jwks.hpp"

// What stands behind the opaque handles of jwtauth.h.

struct jwtauth_message {
  std::string text;
};

struct jwtauth_mechanism {
  jwtauth::Clock clock;
  std::vector<std::shared_ptr<jwtauth::RemoteKeyProvider>> keys{};  ///< those that are not in the configuration itself
  std::unique_ptr<const jwtauth::AuthenticationMechanism> mechanism{};
};

namespace jwtauth::inline v0 {

/// Texts by their names, each made when it is first asked for and kept until the end. For any number of threads.
class KeptTexts {
 public:
  struct Entry {
    std::string name, text;
    Entry* next;
  };

  KeptTexts() noexcept = default;
  ~KeptTexts() {
    for (Entry* entry = first_.load(); entry != nullptr;) delete std::exchange(entry, entry->next);
  }
  KeptTexts(const KeptTexts&) = delete;
  KeptTexts& operator=(const KeptTexts&) = delete;

  /// Null if no text has this name.
  const std::string* find(std::string_view name) const noexcept {
    for (const Entry* entry = first_.load(); entry != nullptr; entry = entry->next) {
      if (entry->name == name) return &entry->text;
    }
    return nullptr;
  }

  const std::string& add(std::string_view name, std::string_view text) {
    Entry* const entry = new Entry{std::string(name), std::string(text), first_.load()};
    while (!first_.compare_exchange_weak(entry->next, entry)) {
    }
    return entry->text;
  }

 private:
  std::atomic<Entry*> first_{nullptr};
};

}  // namespace jwtauth::inline v0

struct jwtauth_principal {
  jwtauth::Principal principal;
  std::string name;
  std::vector<std::string> scopes;
  mutable jwtauth::KeptTexts claims{};
};
