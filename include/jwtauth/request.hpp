#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace jwtauth::inline v0 {

/// A field of a request, as it came.
struct RequestField {
  std::string_view name{};
  std::string_view value{};
};

/// What authentication may look at in a request. Everything is borrowed for the call only. A host fills what it has;
/// what stays empty is treated as absent from the request.
struct Request {
  /// The values of all Authorization fields, as they came. More than one is refused.
  std::span<const std::string_view> authorization{};

  /// The values of all DPoP fields (RFC 9449 4.3: more than one is refused where a proof is needed).
  std::span<const std::string_view> dpop{};

  /// "GET", as it came: letter case matters in methods (RFC 9110 9.1).
  std::string_view method{};

  /// The absolute URL as the client sees it, "https://api.example/notes?page=2".
  std::string_view url{};

  /// DER of the certificate that the client proved on this connection; never one that it merely sent.
  std::span<const std::byte> clientCertificate{};

  /// The SHA-256 of that certificate, 32 bytes, where a trusted proxy says no more of it. It counts where
  /// clientCertificate is empty.
  std::span<const unsigned char> clientCertificateHash{};

  /// All fields, in their order: where JwtAuthenticationConfig::tokenFrom is set, tokens are found in others than
  /// Authorization, too.
  std::span<const RequestField> fields{};
};

}  // namespace jwtauth::inline v0
