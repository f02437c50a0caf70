// The text of a request body goes in, nothing comes out; refused with a JsonFault: whatever is not one strict JSON
// object.
#include "document/json_check.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>
#include <vector>

namespace rest {
namespace {

/// Looks at each event of nlohmann's reader and throws at the first thing we do not take.
class StrictHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }

  bool number_unsigned(number_unsigned_t number) override {
    if (number > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) refuseInteger();
    return value();
  }

  // The reader hands over an integer that is too long as a floating point number, beside its text.
  bool number_float(number_float_t, const string_t& text) override {
    if (text.find_first_of(".eE") == string_t::npos) refuseInteger();
    return value();
  }

  bool start_object(std::size_t) override {
    open();
    names_.emplace_back();
    return true;
  }

  bool key(string_t& name) override {
    if (name.find('\0') != string_t::npos) throw JsonFault("the body has a member name that contains U+0000");
    if (!names_.back().insert(name).second) throw JsonFault("the body has an object with two members of one name");
    return true;
  }

  bool end_object() override {
    names_.pop_back();
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
  [[noreturn]] static void refuseInteger() {
    throw JsonFault("the body has an integer beyond 64 bits; {\"$numberDecimal\": \"...\"} holds longer ones");
  }

  bool value() const {
    if (depth_ == 0) throw JsonFault("the body is JSON but not an object");
    return true;
  }

  void open() {
    if (++depth_ > maxJsonDepth) throw JsonFault("the body is nested too deeply");
  }

  int depth_ = 0;
  std::vector<std::unordered_set<std::string>> names_;
};

}  // namespace

void checkJsonObject(std::string_view text) {
  // nlohmann's reader skips a byte order mark; RFC 8259 8.1 lets a reader refuse it.
  if (text.starts_with("\xEF\xBB\xBF")) throw JsonFault("the body begins with a byte order mark");
  StrictHandler handler;
  nlohmann::json::sax_parse(text, &handler);
}

}  // namespace rest
