// A request's Accept-Encoding and its answer go in, the answer with a body coded by gzip comes out. Left alone: what is
// too small to gain by it, and what is coded already.
#include "http/content_coding.hpp"

#include "budget/request_budget.hpp"
#include "src/text/ascii.hpp"
#include "src/text/number.hpp"

#include <zlib.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>

namespace rest::http {
namespace {

constexpr std::size_t leastBytes = 1024;

/// Takes what stands before the separator off the list.
std::string_view takeUpTo(char separator, std::string_view& list) {
  const std::string_view element = list.substr(0, list.find(separator));
  list.remove_prefix(std::min(element.size() + 1, list.size()));
  return jwtauth::trimmed(element);
}

/// RFC 9110 12.4.2; an invalid weight counts as a refusal, which is the safe reading.
double weightIn(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = takeUpTo(';', parameters);
    if (parameter.size() < 2 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=') continue;
    const double weight = jwtauth::numberIn<double>(parameter.substr(2)).value_or(0);
    return weight >= 0 && weight <= 1 ? weight : 0;
  }
  return 1;
}

/// The coder of one body. Its parts, taken together, are one gzip file.
class GzipCoder {
 public:
  enum class Part { inner, last };

  GzipCoder() {
    constexpr int gzipInsteadOfZlib = 16;
    // The lowest level: it is three times as fast as the usual one, and JSON still shrinks to a fifth or less.
    const int made = deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + gzipInsteadOfZlib, MAX_MEM_LEVEL - 1,
                                  Z_DEFAULT_STRATEGY);
    if (made != Z_OK) throw std::bad_alloc();
  }
  ~GzipCoder() { deflateEnd(&stream_); }
  static std::uint64_t stepsOf(std::size_t plainBytes) noexcept { return 2 * plainBytes; }

  GzipCoder(const GzipCoder&) = delete;
  GzipCoder& operator=(const GzipCoder&) = delete;

  /// An inner part is flushed, so that the client can read it before the next one is made.
  std::string code(std::string_view plain, Part part) {
    spendSteps(stepsOf(plain.size()));
    std::string coded;
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));  // zlib only reads it
    stream_.avail_in = static_cast<uInt>(plain.size());
    std::size_t size = 0;
    do {
      coded.resize(size + std::max<std::size_t>(leastBytes, plain.size() / 4));
      stream_.next_out = reinterpret_cast<Bytef*>(coded.data() + size);
      stream_.avail_out = static_cast<uInt>(coded.size() - size);
      const int outcome = deflate(&stream_, part == Part::last ? Z_FINISH : Z_SYNC_FLUSH);
      if (outcome == Z_STREAM_ERROR) throw std::runtime_error("gzip failed");
      size = coded.size() - stream_.avail_out;
    } while (stream_.avail_out == 0);
    coded.resize(size);
    return coded;
  }

 private:
  z_stream stream_{};
};

BodySource codedSource(BodySource plain, std::shared_ptr<GzipCoder> coder) {
  return [plain = std::move(plain), coder = std::move(coder)]() mutable -> std::string {
    if (!coder) return {};
    const std::string piece = plain();
    if (!piece.empty()) return coder->code(piece, GzipCoder::Part::inner);
    const std::shared_ptr<GzipCoder> last = std::move(coder);
    return last->code({}, GzipCoder::Part::last);
  };
}

}  // namespace

GzipWish gzipWishOf(const Request& request) {
  double gzip = -1;
  double identity = -1;
  double any = -1;
  for (const FieldView& field : request.fields) {
    if (!jwtauth::equalsWithoutCase(field.name, "Accept-Encoding")) continue;
    std::string_view list = field.value;
    while (!list.empty()) {
      std::string_view element = takeUpTo(',', list);
      const std::string_view name = takeUpTo(';', element);
      const double weight = weightIn(element);
      if (jwtauth::equalsWithoutCase(name, "gzip") || jwtauth::equalsWithoutCase(name, "x-gzip"))
        gzip = std::max(gzip, weight);
      if (jwtauth::equalsWithoutCase(name, "identity")) identity = weight;
      if (name == "*") any = weight;
    }
  }
  if (gzip < 0) gzip = any;
  if (gzip <= 0) return GzipWish::no;
  if (identity == 0 || (identity < 0 && any == 0)) return GzipWish::always;
  return gzip >= identity ? GzipWish::yes : GzipWish::no;
}

bool isWorthCoding(const Response& response, GzipWish wish) {
  if (wish == GzipWish::no || response.fields.find("Content-Encoding")) return false;
  return response.rest || response.body.size() >= (wish == GzipWish::always ? 1 : leastBytes);
}

bool mayBeCoded(const Response& response) {
  return response.rest || response.body.size() >= leastBytes || response.status == 304;
}

void codeHeadByGzip(Response& response) {
  response.set("Content-Encoding", "gzip");
  response.body.clear();
}

// The ETag stays as it is. RFC 9110 8.8.3 wants strong validators to differ between codings; RESTHeart's are the
// version of the document, not of its bytes: what If-Match compares is the stored state, whatever coding it was read
// in, If-None-Match compares weakly (13.1.2), Vary separates the codings in caches, and ranges, which need equal
// bytes, are not served.
void codeByGzip(Response& response) {
  // What was made, and perhaps written, is sent as it is.
  const RequestBudget* budget = RequestBudget::ofThread();
  if (budget != nullptr && budget->stepsLeft() < GzipCoder::stepsOf(response.body.size())) return;
  const auto coder = std::make_shared<GzipCoder>();
  response.set("Content-Encoding", "gzip");
  if (!response.rest) {
    response.body = coder->code(response.body, GzipCoder::Part::last);
    return;
  }
  if (!response.body.empty()) response.body = coder->code(response.body, GzipCoder::Part::inner);
  response.rest = codedSource(std::move(response.rest), coder);
}

}  // namespace rest::http
