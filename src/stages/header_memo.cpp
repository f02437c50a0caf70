// The text of a header goes in; the key id that it names comes out, if a token with this very header was verified
// before. Nothing is refused here: an unknown header is read.
#include "src/stages/header_memo.hpp"

#include <new>
#include <utility>

#include "src/text/text_hash.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t longestRemembered = 512;

}  // namespace

HeaderMemo::Found HeaderMemo::find(std::string_view text) noexcept {
  if (text.size() > longestRemembered) return {};
  const std::uint64_t tag = hashOf(text);
  Found found(*this, tag, headers_.take(tag));
  if (found && found.text() != text) return {};
  return found;
}

void HeaderMemo::remember(std::string_view text, std::string_view keyId) noexcept try {
  if (text.size() > longestRemembered) return;
  headers_.put(hashOf(text), std::make_unique<Accepted>(Accepted{std::string(text), std::string(keyId)}));
} catch (const std::bad_alloc&) {
  return;  // the next token of this header tries again
}

}  // namespace jwtauth::inline v0
