// Extended JSON goes in, a Document comes out; refused with a JsonFault: what the strict check refuses, and extended
// types (an ObjectId, a date) that are written wrongly.
#include "document/bson_access.hpp"
#include "document/json.hpp"

namespace rest {
namespace {

/// What libbson read; it initialises the value itself.
class Parsed {
 public:
  explicit Parsed(std::string_view text)
      : isGood_(bson_init_from_json(&value_, text.data(), static_cast<ssize_t>(text.size()), nullptr)) {}
  ~Parsed() {
    if (isGood_) bson_destroy(&value_);
  }
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;

  bool isGood() const noexcept { return isGood_; }
  BsonBytes bytes() const noexcept { return {bson_get_data(&value_), value_.len}; }

 private:
  bson_t value_;
  bool isGood_;
};

}  // namespace

Document parseJson(std::string_view text) {
  checkJsonObject(text);
  const Parsed parsed(text);
  if (!parsed.isGood()) throw JsonFault(notExtendedJson);
  return Document::copyOf(parsed.bytes());
}

}  // namespace rest
