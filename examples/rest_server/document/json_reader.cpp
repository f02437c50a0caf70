// The text of a body or parameter goes in, a Document comes out. Refused with a JsonFault: whatever is not one strict
// JSON object or array, and extended types (an ObjectId, a date) that are written wrongly.
#include <charconv>
#include <deque>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "document/extended_json.hpp"
#include "document/json.hpp"

namespace rest {
namespace {

enum class Bracket { object, array };

/// An object or array that is being read.
struct Container {
  explicit Container(Bracket opened) : bracket(opened) {}

  OwnedBson bson{};
  Bracket bracket;
  std::uint32_t count = 0;
  std::string name{};  ///< of the member whose value comes next
  std::set<std::string> names{};
  HeldMemory held{};  ///< by the names
};

/// Builds BSON of the events of nlohmann's reader and throws at the first thing we do not take.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  JsonContainer takeResult() { return std::move(result_); }

  bool null() override {
    const Place place = next();
    return bson_append_null(place.bson, place.name, place.length);
  }

  bool boolean(bool value) override {
    const Place place = next();
    return bson_append_bool(place.bson, place.name, place.length, value);
  }

  bool number_integer(number_integer_t value) override {
    const Place place = next();
    if (value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max()) {
      return bson_append_int32(place.bson, place.name, place.length, static_cast<std::int32_t>(value));
    }
    return bson_append_int64(place.bson, place.name, place.length, value);
  }

  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) refuseInteger();
    return number_integer(static_cast<number_integer_t>(value));
  }

  // The reader hands over an integer that is too long as a floating point number, beside its text.
  bool number_float(number_float_t value, const string_t& text) override {
    if (text.find_first_of(".eE") == string_t::npos) refuseInteger();
    const Place place = next();
    return bson_append_double(place.bson, place.name, place.length, value);
  }

  bool string(string_t& value) override {
    const Place place = next();
    return bson_append_utf8(place.bson, place.name, place.length, value.data(), static_cast<int>(value.size()));
  }

  bool binary(binary_t&) override { return false; }  // JSON has none

  bool key(string_t& name) override {
    if (name.find('\0') != string_t::npos) throw JsonFault("has a member name that contains U+0000");
    Container& object = open_.back();
    constexpr std::size_t bytesOfNode = 80;
    if (!object.names.insert(name).second) throw JsonFault("has an object with two members of one name");
    object.held.add(bytesOfNode + name.size());
    object.name = name;
    return true;
  }

  bool start_object(std::size_t) override { return begin(Bracket::object); }
  bool start_array(std::size_t) override { return begin(Bracket::array); }
  bool end_object() override { return end(); }
  bool end_array() override { return end(); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
    throw JsonFault("is not JSON (at byte " + std::to_string(position) + ")");
  }

 private:
  /// Where the next value is appended.
  struct Place {
    bson_t* bson;
    const char* name;
    int length;
  };

  [[noreturn]] static void refuseInteger() {
    throw JsonFault("has an integer beyond 64 bits; {\"$numberDecimal\": \"...\"} holds longer ones");
  }

  Place next() {
    if (open_.empty()) throw JsonFault("is JSON, but neither an object nor an array");
    return nextIn(open_.back());
  }

  static Place nextIn(Container& container) {
    if (container.bracket == Bracket::array) {
      char digits[16];
      container.name.assign(digits, std::to_chars(digits, digits + sizeof digits, container.count++).ptr);
    }
    return {container.bson.get(), container.name.data(), static_cast<int>(container.name.size())};
  }

  bool begin(Bracket bracket) {
    if (open_.size() == maxJsonDepth) throw JsonFault("is nested too deeply");
    open_.emplace_back(bracket);
    return true;
  }

  bool end() {
    const Container& finished = open_.back();
    if (open_.size() == 1) {
      result_ = {finished.bson.document(), finished.bracket == Bracket::array};
    } else {
      const Place place = nextIn(open_[open_.size() - 2]);
      if (finished.bracket == Bracket::array) {
        bson_append_array(place.bson, place.name, place.length, finished.bson.get());
      } else {
        appendObjectOrValue(place.bson, {place.name, static_cast<std::size_t>(place.length)}, *finished.bson.get());
      }
    }
    open_.pop_back();
    return true;
  }

  std::deque<Container> open_;
  JsonContainer result_;
};

}  // namespace

JsonContainer parseJsonContainer(std::string_view text) {
  constexpr std::uint64_t stepsOfByte = 5;
  spendSteps(stepsOfByte * text.size());
  // nlohmann's reader skips a byte order mark; RFC 8259 8.1 lets a reader refuse it.
  if (text.starts_with("\xEF\xBB\xBF")) throw JsonFault("begins with a byte order mark");
  // Its lexer takes a NUL for the end of the text.
  if (text.find('\0') != std::string_view::npos) throw JsonFault("is not JSON: it has a NUL");
  Builder builder;
  // The builder says no when libbson has no room for a value.
  if (!nlohmann::json::sax_parse(text, &builder)) throw JsonFault("is too large");
  return builder.takeResult();
}

Document parseJson(std::string_view text) {
  JsonContainer read = parseJsonContainer(text);
  if (read.isArray) throw JsonFault("is an array; expected an object");
  return std::move(read.document);
}

}  // namespace rest
