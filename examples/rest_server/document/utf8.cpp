// Text goes in, whether it is well-formed UTF-8 comes out.
#include "document/utf8.hpp"

#include <bson/bson.h>

namespace rest {

bool isUtf8WithoutNul(std::string_view text) noexcept {
  // libbson aborts on a null pointer. Where it allows NUL it allows the overlong C0 80, too.
  return text.empty() || bson_utf8_validate(text.data(), text.size(), false);
}

}  // namespace rest
