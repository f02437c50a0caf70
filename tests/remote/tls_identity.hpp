#pragma once

#include <string>

namespace jwtauth::tests {

enum class CertificateFlaw { none, expired, otherName };

/// A certificate for 127.0.0.1, its key, and the authority that vouches for it, in PEM.
struct TlsIdentity {
  std::string authority;
  std::string certificate;
  std::string privateKey;
};

TlsIdentity makeTlsIdentity(CertificateFlaw flaw = CertificateFlaw::none);

}  // namespace jwtauth::tests
