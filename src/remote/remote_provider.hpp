#pragma once

#include <memory>
#include <utility>

#include "jwtauth/remote_jwks.hpp"
#include "src/remote/refresher.hpp"

namespace jwtauth::inline v0 {

/// The public face of a Refresher.
class RemoteProvider final : public RemoteKeyProvider {
 public:
  RemoteProvider(LoadKeys load, HasChanged hasChanged, Refresher::Policy policy, Clock clock,
                 std::function<double()> chance)
      : refresher_(std::make_unique<Refresher>(std::move(load), std::move(hasChanged), std::move(policy),
                                               std::move(clock), std::move(chance))) {}
  ~RemoteProvider() override {
    if (refresher_->isOrphaned()) static_cast<void>(refresher_.release());
  }

  Result<VerificationKey> find(Algorithm algorithm, std::string_view keyId) const override {
    return refresher_->find(algorithm, keyId);
  }
  std::uint64_t generation() const noexcept override { return refresher_->generation(); }
  std::vector<std::string> knownKeyIds() const override { return ofKeys(&KeyProvider::knownKeyIds); }
  std::vector<KeyDescription> describe() const override { return ofKeys(&KeyProvider::describe); }
  std::vector<std::string> skipped() const override { return ofKeys(&KeyProvider::skipped); }
  std::vector<std::string> warnings() const override {
    std::vector<std::string> all = refresher_->warnings();
    for (std::string& one : ofKeys(&KeyProvider::warnings)) all.push_back(std::move(one));
    return all;
  }
  bool prefetch() override { return refresher_->prefetch(); }
  void refresh() override { refresher_->refresh(); }
  bool drive(std::chrono::milliseconds) override { return true; }
  void whenSettled(std::function<void()> resume) const override { refresher_->whenSettled(std::move(resume)); }
  RemoteJwksStatus status() const override { return refresher_->status(); }

  Refresher& refresher() noexcept { return *refresher_; }

 private:
  template <class T>
  std::vector<T> ofKeys(std::vector<T> (KeyProvider::*question)() const) const {
    const auto keys = refresher_->keys();
    return keys ? (keys.get()->*question)() : std::vector<T>();
  }

  std::unique_ptr<Refresher> refresher_;
};

}  // namespace jwtauth::inline v0
