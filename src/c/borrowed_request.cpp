// A request of a C caller goes in, the library's own comes out. Refused: NULL where bytes are announced, and a size of
// the struct that cannot be, or that hides members which are not known here.
#include "src/c/borrowed_request.hpp"

#include <algorithm>

#include "src/c/boundary.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t firstSize = offsetof(jwtauth_request, fields);  ///< of the first version of the struct
constexpr std::size_t mostFields = 1000;
constexpr std::size_t hashSize = 32;

template <class Byte>
std::span<const Byte> bytesOf(const jwtauth_text& text) noexcept {
  return {reinterpret_cast<const Byte*>(text.data), text.data != nullptr ? text.size : 0};
}

}  // namespace

std::optional<BorrowedRequest> BorrowedRequest::from(const jwtauth_request* request) {
  const auto given = knownPart(request, firstSize);
  std::optional<BorrowedRequest> borrowed(std::in_place);
  if (!given || !borrowed->take(*given)) return std::nullopt;
  return borrowed;
}

Request BorrowedRequest::view() const noexcept {
  Request request = rest_;
  request.authorization = authorization_.view();
  request.dpop = dpop_.view();
  request.fields = fields_;
  return request;
}

bool BorrowedRequest::take(const jwtauth_request& request) {
  const jwtauth_text& hash = request.client_certificate_hash;
  for (const jwtauth_text& text : {request.method, request.url, request.client_certificate, hash}) {
    if (!isReadable(text)) return false;
  }
  if (hash.size != 0 && hash.size != hashSize) return false;
  rest_.method = viewOf(request.method);
  rest_.url = viewOf(request.url);
  rest_.clientCertificate = bytesOf<std::byte>(request.client_certificate);
  rest_.clientCertificateHash = bytesOf<unsigned char>(hash);
  return authorization_.take(request.authorization, request.authorization_count) &&
         dpop_.take(request.dpop, request.dpop_count) && takeFields(request.fields, request.field_count);
}

bool BorrowedRequest::Values::take(const jwtauth_text* from, std::size_t size) noexcept {
  if (from == nullptr && size != 0) return false;
  count = std::min(size, texts.size());
  for (std::size_t at = 0; at < count; ++at) {
    if (!isReadable(from[at])) return false;
    texts[at] = viewOf(from[at]);
  }
  return true;
}

bool BorrowedRequest::takeFields(const jwtauth_field* fields, std::size_t count) {
  if (count > mostFields || (fields == nullptr && count != 0)) return false;
  fields_.reserve(count);
  for (std::size_t at = 0; at < count; ++at) {
    if (!isReadable(fields[at].name) || !isReadable(fields[at].value)) return false;
    fields_.push_back({viewOf(fields[at].name), viewOf(fields[at].value)});
  }
  return true;
}

}  // namespace jwtauth::inline v0
