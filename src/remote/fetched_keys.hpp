#pragma once

#include <functional>
#include <memory>
#include <string>

#include "jwtauth/remote_jwks.hpp"
#include "src/remote/refresher.hpp"

namespace jwtauth::inline v0 {

/// A document and where it was, for the sentence that refuses it.
struct FoundDocument {
  FetchedDocument document;
  std::string place;
};

/// Returns the document, from wherever it is, or throws.
using FetchDocument = std::function<FoundDocument(const std::stop_token&)>;

/// Throws ConfigurationError for an option that is out of range.
void requireUsable(const RemoteJwksOptions& options);

/// Returns the keys of a document or throws ConfigurationError.
using ReadKeys = std::function<std::shared_ptr<const KeyProvider>(const std::string& document)>;

/// Reads a JWK Set for the options' algorithms.
ReadKeys readSetFor(const RemoteJwksOptions& options);

/// What else is known about where a document is.
struct DocumentSource {
  HasChanged hasChanged{};  ///< empty: that cannot be seen without fetching
  bool byLibcurl = false;
  std::string name{};  ///< all that the document depends on, in a line; empty: it is not kept in a folder
};

/// A provider of the keys in a document that is fetched repeatedly, and soon after it has changed where that can be
/// seen.
std::shared_ptr<RemoteKeyProvider> provideFetched(FetchDocument fetch, ReadKeys read, const RemoteJwksOptions& options,
                                                  DocumentSource source);

/// A provider of what is loaded repeatedly; `isWanted` as in Refresher::Policy.
std::shared_ptr<RemoteKeyProvider> provideLoaded(LoadKeys load, const RemoteJwksOptions& options,
                                                 HasChanged hasChanged = {},
                                                 std::function<bool(std::string_view)> isWanted = {});

}  // namespace jwtauth::inline v0
