#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/export.hpp"
#include "jwtauth/key.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// A key as it was published, for people. Its texts come from outside and may hold anything: show them with care.
struct KeyDescription {
  std::string keyId{};                  ///< empty: it has no key id
  std::string type{};                   ///< `kty`: RSA, EC, OKP, oct; empty: another one, or unknown
  std::string curve{};                  ///< `crv` of EC and OKP
  std::size_t bits = 0;                 ///< of an RSA modulus or a secret; 0: unknown
  std::vector<Algorithm> algorithms{};  ///< that it is used for; empty: it is not used
  std::string remark{};                 ///< why it is not used, or what an operator should know about it
};

/// Where verification keys come from. Implementations must be safe for any number of concurrent callers.
class JWTAUTH_EXPORT KeyProvider {
 public:
  virtual ~KeyProvider();

  /// The one key for this algorithm and key id. The id is empty when the token names no key: then only a sole match is
  /// used, since keys are never tried in turn. Refuses with keyUnknown, with keysUnavailable when there is no answer
  /// now, or with keysPending when there will be one soon. An exception becomes the refusal unexpectedFailure.
  virtual Result<VerificationKey> find(Algorithm algorithm, std::string_view keyId) const = 0;

  /// A number that changes whenever the set of keys does, and not before find() answers from the new set: what was
  /// verified under another generation is verified again. Under noGeneration nothing is remembered.
  virtual std::uint64_t generation() const noexcept = 0;
  static constexpr std::uint64_t noGeneration = ~std::uint64_t{0};

  /// After keysPending: calls `resume` exactly once, when another answer of find() is to be expected, and at the latest
  /// when the provider is destroyed. It may be called before this returns and from another thread; it returns at once
  /// and does not throw. The base class calls it at once.
  virtual void whenSettled(std::function<void()> resume) const;

  /// The key ids known now, for explain() and logs. Off the request path.
  virtual std::vector<std::string> knownKeyIds() const;

  /// Every key that was published, usable or not, in its order. Off the request path.
  virtual std::vector<KeyDescription> describe() const;

  /// Keys that were published but cannot be used: one sentence each that names the key and the reason.
  virtual std::vector<std::string> skipped() const;

  /// What an operator should know about keys that are used, one sentence each.
  virtual std::vector<std::string> warnings() const;
};

/// A provider of exactly one key, whose generation never changes. A key without a key id answers for every id.
JWTAUTH_EXPORT std::shared_ptr<KeyProvider> singleKey(VerificationKey key);

}  // namespace jwtauth::inline v0
