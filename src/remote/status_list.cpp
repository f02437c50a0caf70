// The members `bits` and `lst` of a status list go in, the status of each token comes out. Refused: other sizes than 1,
// 2, 4 and 8 bits, what does not decompress, and what becomes larger than allowed.
#include "src/remote/status_list.hpp"

#include <zlib.h>

#include <algorithm>
#include <memory>
#include <new>

#include "jwtauth/remote_jwks.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0 {
namespace {

/// Memory grows with what has been decompressed, never with what a list announces.
std::string inflated(std::string& compressed, std::size_t maxBytes) {
  constexpr std::size_t step = 64 * 1024;
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  if (inflateInit(&stream) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> ended(&stream, inflateEnd);
  std::string bytes;
  int outcome = Z_OK;
  while (outcome == Z_OK) {
    const std::size_t before = bytes.size();
    bytes.resize(std::min(before + step, maxBytes + 1));
    stream.next_out = reinterpret_cast<Bytef*>(bytes.data() + before);
    stream.avail_out = static_cast<uInt>(bytes.size() - before);
    outcome = inflate(&stream, Z_NO_FLUSH);
    bytes.resize(bytes.size() - stream.avail_out);
    if (bytes.size() > maxBytes) throw FetchError("the status list is larger than maxListBytes");
  }
  if (outcome == Z_MEM_ERROR) throw std::bad_alloc();
  if (outcome != Z_STREAM_END || stream.avail_in > 0)
    throw FetchError("`lst` of the status list cannot be decompressed");
  return bytes;
}

}  // namespace

StatusList::StatusList(unsigned bits, std::string_view lst, std::size_t maxBytes) : bits_(bits) {
  if (bits != 1 && bits != 2 && bits != 4 && bits != 8) {
    throw FetchError("`bits` of the status list is not 1, 2, 4 or 8");
  }
  auto compressed = decodeBase64Url(lst);
  if (!compressed) throw FetchError("`lst` of the status list is not base64url");
  bytes_ = inflated(*compressed, maxBytes);
}

std::optional<unsigned> StatusList::statusAt(std::size_t index) const noexcept {
  const std::size_t inByte = 8 / bits_;
  if (index / inByte >= bytes_.size()) return std::nullopt;
  const auto byte = static_cast<unsigned char>(bytes_[index / inByte]);
  // From the least significant bit on.
  const auto shift = static_cast<unsigned>(index % inByte) * bits_;
  return (byte >> shift) & ((1u << bits_) - 1);
}

}  // namespace jwtauth::inline v0
