#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "jwtauth/clock.hpp"
#include "jwtauth/configuration_error.hpp"
#include "jwtauth/export.hpp"
#include "jwtauth/revocation_check.hpp"

namespace jwtauth::inline v0 {

/// Tokens that no longer count although they have not expired: each by its `jti`, or all of a subject. To be named in
/// JwtAuthenticationConfig::revocationChecks; one for each issuer, since `jti` and `sub` are its own.
///
/// Any number of threads may ask and change it. A request never waits for a change. It holds no more than a fixed
/// number of entries, each until its time.
class JWTAUTH_EXPORT DenyList final : public RevocationCheck {
 public:
  /// What is refused: either jti or sub is given, of 1 to 1,024 bytes.
  struct Entry {
    std::string jti{};
    std::string sub{};
    /// With sub: tokens whose `iat` is earlier, or that have none. Nothing: all tokens.
    std::optional<WallTime> issuedBefore{};
    /// When the entry is dropped: when the last token that it means has expired, clockSkew included.
    WallTime until{};
  };

  enum class Outcome {
    added,     ///< it counts from now on; one whose time has passed is not kept
    full,      ///< there are as many entries as there may be: nothing was added
    unusable,  ///< neither or both of jti and sub, one that is too long, or issuedBefore with a jti
  };

  static constexpr std::size_t mostEntries = 10'000'000;

  /// Up to so many entries, 1 to mostEntries; about 150 bytes each. Throws ConfigurationError.
  explicit DenyList(std::size_t entries = 100'000, Clock clock = {});
  ~DenyList() override;

  /// Two entries about one jti or sub become one, with the later of each time. May throw std::bad_alloc.
  [[nodiscard]] Outcome add(const Entry& entry);

  /// Takes these in place of what was loaded before; what was added stays. Yields how many count now. Refuses, and
  /// changes nothing, where one is unusable or they are too many.
  Result<std::size_t, ConfigurationError> load(std::span<const Entry> entries) noexcept;

  /// The same for a document: {"denied": [{"jti": "x", "until": 1800000000}, {"sub": "ann", "issuedBefore": 1790000000,
  /// "until": 1800000000}]}, times in seconds since 1970. Any other member is refused.
  Result<std::size_t, ConfigurationError> loadJson(std::string_view document) noexcept;

  /// How many entries there are; one whose time has passed may still be among them.
  std::size_t size() const noexcept;

  Result<void> check(const VerifiedToken& token) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jwtauth::inline v0
