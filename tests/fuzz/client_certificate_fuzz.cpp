// A byte that chooses the form, then the value of a field in which a proxy gives its client's certificate: the hash is
// that of the bytes which are written there, and a field with several certificates is refused.
#include <algorithm>

#include "jwtauth/client_certificate_header.hpp"
#include "src/libcrypto/digest.hpp"
#include "src/text/base64url.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/target.hpp"

namespace jwtauth::fuzz {
namespace {

bool isHashOf(const CertificateHash& hash, std::string_view der) {
  const std::string expected = sha256(der);
  return std::equal(hash.begin(), hash.end(), expected.begin(), expected.end(),
                    [](unsigned char one, char other) { return one == static_cast<unsigned char>(other); });
}

void demandWhatIsWritten(std::string_view value, ClientCertificateForm form, const CertificateHash& hash) {
  if (form == ClientCertificateForm::rfc9440) {
    const auto der = decodeBase64Leniently(value.substr(1, value.size() - 2));
    demand(der && isHashOf(hash, *der), "the hash is that of the bytes between the colons");
  }
  const std::string twice = std::string(value) + "," + std::string(value);
  const auto both = readClientCertificate(twice, form);
  demand(form == ClientCertificateForm::urlencodedPem || !both, "two certificates are refused");
}

}  // namespace
}  // namespace jwtauth::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jwtauth;
  const fuzz::Input input(data, size);
  const auto form = static_cast<ClientCertificateForm>(input.choice % 3);
  const auto read = readClientCertificate(input.text, form);
  fuzz::demand(read || read.error().code == ErrorCode::confirmationMalformed, "what cannot be read has one code");
  if (read && *read) fuzz::demandWhatIsWritten(input.text, form, **read);
  return 0;
}
