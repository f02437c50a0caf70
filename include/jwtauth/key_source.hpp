#pragma once

#include <string>

namespace jwtauth::inline v0 {

/// Where a configuration file finds its keys when it does not hold them. openKeySource() of the component remote turns
/// it into a KeyProvider.
struct KeySource {
  std::string jwksUri{};         ///< the URL of a JWK Set
  std::string jwksFile{};        ///< the path of a JWK Set
  bool issuerDiscovery = false;  ///< the JWK Set that the issuer's metadata names
  std::string caFile{};          ///< PEM file of the authorities trusted for these fetches; empty: those of the system
  bool acceptPlainHttp = false;  ///< http: too
  bool acceptPrivateAddresses = false;  ///< metadata from a public address may lead to private ones

  bool isGiven() const noexcept { return !jwksUri.empty() || !jwksFile.empty() || issuerDiscovery; }
};

}  // namespace jwtauth::inline v0
