// An algorithm and a key id go in, the one key that they name comes out. Refused: an id that names no key, or more than
// one.
#include "jwtauth/key_provider.hpp"

#include <utility>

#include "jwtauth/configuration_error.hpp"

namespace jwtauth::inline v0 {
namespace {

class SingleKeyProvider final : public KeyProvider {
 public:
  explicit SingleKeyProvider(VerificationKey key) : key_(std::move(key)) {}

  Result<VerificationKey> find(Algorithm algorithm, std::string_view keyId) const override {
    if (algorithm != key_.algorithm()) {
      return Error{ErrorCode::keyUnknown, "the only key is for another algorithm"};
    }
    if (!keyId.empty() && !key_.keyId().empty() && keyId != key_.keyId()) {
      return Error{ErrorCode::keyUnknown, "the only key has another key id"};
    }
    return key_;
  }

  std::uint64_t generation() const noexcept override { return 0; }

  std::vector<std::string> knownKeyIds() const override {
    if (key_.keyId().empty()) return {};
    return {std::string(key_.keyId())};
  }

 private:
  VerificationKey key_;
};

}  // namespace

KeyProvider::~KeyProvider() = default;

void KeyProvider::whenSettled(std::function<void()> resume) const {
  resume();
}

std::vector<std::string> KeyProvider::knownKeyIds() const {
  return {};
}

std::vector<KeyDescription> KeyProvider::describe() const {
  return {};
}

std::vector<std::string> KeyProvider::skipped() const {
  return {};
}

std::vector<std::string> KeyProvider::warnings() const {
  return {};
}

std::shared_ptr<KeyProvider> singleKey(VerificationKey key) {
  return std::make_shared<SingleKeyProvider>(std::move(key));
}

}  // namespace jwtauth::inline v0
