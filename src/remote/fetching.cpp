// A way to fetch goes in, a fetch that the caller's thread drives comes out.
#include "src/remote/fetching.hpp"

#include <utility>

namespace jwtauth::inline v0 {
namespace {

class AtOnce final : public Fetching {
 public:
  explicit AtOnce(const FetchDocument& fetch) : fetch_(fetch) {}
  std::optional<FoundDocument> await(std::chrono::milliseconds) override { return fetch_({}); }
  void abandon() noexcept override {}

 private:
  const FetchDocument& fetch_;
};

}  // namespace

StartFetching fetchAtOnce(FetchDocument fetch) {
  return [fetch = std::make_shared<const FetchDocument>(std::move(fetch))](int) {
    return std::make_unique<AtOnce>(*fetch);
  };
}

}  // namespace jwtauth::inline v0
