#pragma once

#include "http/message.hpp"

namespace rest::http {

/// What Accept-Encoding (RFC 9110 12.5.3) says of the one coding there is.
enum class GzipWish {
  no,  ///< refused, or less welcome than the body as it is
  yes,
  always,  ///< the body as it is is refused (identity;q=0)
};

GzipWish gzipWishOf(const Request& request);

/// Whether the answer is worth coding: a body of a KiB or more, or a streamed one, that is not coded already.
bool isWorthCoding(const Response& response, GzipWish wish);

/// Whether another Accept-Encoding might have got another answer, so that caches must know (Vary).
bool mayBeCoded(const Response& response);

/// The same for the answer to HEAD, whose body is not sent: it says what GET's would.
void codeHeadByGzip(Response& response);

/// Codes the body, a streamed one as it is pulled. Takes as long as compressing does: not for an I/O thread.
void codeByGzip(Response& response);

}  // namespace rest::http
