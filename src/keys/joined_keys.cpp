// Keys of a configuration and a provider of published ones go in, a provider of both comes out: those of the
// configuration first. Refused: what both refuse.
#include <iterator>
#include <utility>

#include "src/keys/key_set.hpp"

namespace jwtauth::inline v0 {
namespace {

class JoinedKeys final : public KeyProvider {
 public:
  JoinedKeys(std::shared_ptr<KeyProvider> configured, std::shared_ptr<KeyProvider> published)
      : configured_(std::move(configured)), published_(std::move(published)) {}

  Result<VerificationKey> find(Algorithm algorithm, std::string_view keyId) const override {
    auto key = configured_->find(algorithm, keyId);
    return key ? key : published_->find(algorithm, keyId);
  }

  /// The configured keys never change.
  std::uint64_t generation() const noexcept override { return published_->generation(); }

  void whenSettled(std::function<void()> resume) const override { published_->whenSettled(std::move(resume)); }
  std::vector<std::string> knownKeyIds() const override { return ofBoth(&KeyProvider::knownKeyIds); }
  std::vector<KeyDescription> describe() const override { return ofBoth(&KeyProvider::describe); }
  std::vector<std::string> skipped() const override { return ofBoth(&KeyProvider::skipped); }
  std::vector<std::string> warnings() const override { return ofBoth(&KeyProvider::warnings); }

 private:
  template <class T>
  std::vector<T> ofBoth(std::vector<T> (KeyProvider::*question)() const) const {
    std::vector<T> all = (configured_.get()->*question)();
    std::vector<T> more = (published_.get()->*question)();
    std::move(more.begin(), more.end(), std::back_inserter(all));
    return all;
  }

  std::shared_ptr<KeyProvider> configured_, published_;
};

}  // namespace

std::shared_ptr<KeyProvider> joinKeys(std::shared_ptr<KeyProvider> configured, std::shared_ptr<KeyProvider> published) {
  return std::make_shared<JoinedKeys>(std::move(configured), std::move(published));
}

}  // namespace jwtauth::inline v0
