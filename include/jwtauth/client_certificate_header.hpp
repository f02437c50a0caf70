#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/export.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// How a proxy writes its client's certificate into a field.
enum class ClientCertificateForm {
  rfc9440,        ///< `:BASE64:`, as RFC 9440 2.1
  xfcc,           ///< X-Forwarded-Client-Cert of Envoy; its Hash counts, too
  urlencodedPem,  ///< nginx's $ssl_client_escaped_cert, X-Amzn-Mtls-Clientcert of AWS
};

/// The field in which a proxy that ends TLS passes on its client's certificate. It is to be believed of these proxies
/// alone, by the address of the connection; from anyone else it is any client's text.
struct ClientCertificateHeader {
  std::string name{};
  ClientCertificateForm form = ClientCertificateForm::rfc9440;
  std::vector<std::string> trustedProxies{};  ///< addresses, or networks such as 10.0.0.0/8
};

using CertificateHash = std::array<unsigned char, 32>;

/// The SHA-256 of the certificate in the value of such a field, for Request::clientCertificateHash; nothing for an
/// empty value, with which proxies say that there was none. Refuses with confirmationMalformed what cannot be read, and
/// several certificates where it is not clear which is the client's. May throw std::bad_alloc.
JWTAUTH_EXPORT Result<std::optional<CertificateHash>> readClientCertificate(std::string_view value,
                                                                            ClientCertificateForm form);

}  // namespace jwtauth::inline v0
