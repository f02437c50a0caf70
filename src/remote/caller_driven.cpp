// A document and what is known about it go in, a provider of its keys that needs no thread comes out.
#include "src/remote/caller_driven.hpp"

#include <algorithm>
#include <utility>

#include "src/remote/driven_keys.hpp"
#include "src/remote/fetching.hpp"

namespace jwtauth::inline v0 {

std::shared_ptr<RemoteKeyProvider> provideDriven(FetchDocument fetch, ReadKeys read, const RemoteJwksOptions& options,
                                                 DocumentSource source) {
  RemoteJwksOptions own = options;
  // A file is at hand: no request is refused because it has to be read.
  constexpr std::chrono::milliseconds forFile{1'000};
  if (source.hasChanged) own.waitForKeys = std::max(own.waitForKeys, forFile);
  auto cache = own.cacheFolder.empty() || source.name.empty()
                   ? nullptr
                   : std::make_unique<KeyCache>(own.cacheFolder, std::move(source.name));
  auto start = source.byLibcurl ? fetchInChild(std::move(fetch), own.totalTimeout) : fetchAtOnce(std::move(fetch));
  return std::make_shared<DrivenKeys>(std::move(start), std::move(read), std::move(source.hasChanged), std::move(cache),
                                      own);
}

}  // namespace jwtauth::inline v0
