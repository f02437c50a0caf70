// The text of a request body goes in, nothing comes out; refused with a JsonFault: whatever is not one strict JSON
// object, and extended JSON that libbson would read as another value.
#include "document/json_check.hpp"

#include <bson/bson.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "document/object_id.hpp"

namespace rest {
namespace {

bool isDouble(std::string_view text) {
  if (text == "NaN" || text == "Infinity" || text == "-Infinity") return true;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(number);
}

bool isDecimal(const std::string& text) {
  bson_decimal128_t decimal;
  return bson_decimal128_from_string(text.c_str(), &decimal);
}

bool isSubtype(std::string_view text) {
  return !text.empty() && text.size() <= 2 &&
         text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// Looks at each event of nlohmann's reader and throws at the first thing we do not take.
class StrictHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool binary(binary_t&) override { return value(); }

  bool string(string_t& text) override {
    value();
    const string_t& name = objects_.back().name;
    const bool isSubtypeName =
        (name == "subType" && isIn("$binary")) || (name == "$type" && objects_.back().names.count("$binary") > 0);
    if (name == "$numberDouble" && !isDouble(text)) refuseExtended();
    if (name == "$numberDecimal" && !isDecimal(text)) refuseExtended();
    if (name == "$oid" && !ObjectId::fromHex(text)) refuseExtended();
    if (isSubtypeName && !isSubtype(text)) refuseExtended();
    return true;
  }

  bool number_unsigned(number_unsigned_t number) override {
    if (number > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) refuseInteger();
    value();
    if (isIn("$timestamp") && number > std::numeric_limits<std::uint32_t>::max()) refuseExtended();
    return true;
  }

  // The reader hands over an integer that is too long as a floating point number, beside its text.
  bool number_float(number_float_t, const string_t& text) override {
    if (text.find_first_of(".eE") == string_t::npos) refuseInteger();
    return value();
  }

  bool start_object(std::size_t) override {
    open();
    objects_.emplace_back();
    return true;
  }

  bool key(string_t& name) override {
    if (name.find('\0') != string_t::npos) throw JsonFault("the body has a member name that contains U+0000");
    objects_.back().name = name;
    if (!objects_.back().names.insert(name).second) {
      throw JsonFault("the body has an object with two members of one name");
    }
    return true;
  }

  bool end_object() override {
    objects_.pop_back();
    --depth_;
    return true;
  }

  bool start_array(std::size_t) override {
    value();
    open();
    return true;
  }

  bool end_array() override {
    --depth_;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    throw JsonFault("the body is not JSON (at byte " + std::to_string(position) + ")");
  }

 private:
  struct Object {
    std::unordered_set<std::string> names;
    string_t name;  ///< of the member that is being read
  };

  [[noreturn]] static void refuseInteger() {
    throw JsonFault("the body has an integer beyond 64 bits; {\"$numberDecimal\": \"...\"} holds longer ones");
  }

  [[noreturn]] static void refuseExtended() { throw JsonFault(notExtendedJson); }

  /// Whether the object that is being read is the value of a member of this name.
  bool isIn(std::string_view name) const { return objects_.size() > 1 && objects_[objects_.size() - 2].name == name; }

  bool value() const {
    if (depth_ == 0) throw JsonFault("the body is JSON but not an object");
    return true;
  }

  void open() {
    if (++depth_ > maxJsonDepth) throw JsonFault("the body is nested too deeply");
  }

  int depth_ = 0;
  std::vector<Object> objects_;
};

}  // namespace

void checkJsonObject(std::string_view text) {
  // nlohmann's reader skips a byte order mark; RFC 8259 8.1 lets a reader refuse it.
  if (text.starts_with("\xEF\xBB\xBF")) throw JsonFault("the body begins with a byte order mark");
  StrictHandler handler;
  nlohmann::json::sax_parse(text, &handler);
}

}  // namespace rest
