// A connection string goes in, the driver's reading of it comes out. Refused: what the driver does not take, in words
// that quote nothing of it, for it may hold a password.
#include "store/mongodb/connection_string.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <mutex>
#include <span>
#include <string_view>

#include "src/text/ascii.hpp"
#include "store/mongodb/connections.hpp"
#include "store/mongodb/mongodb_store.hpp"

namespace rest::mongodb {
namespace {

constexpr std::array<std::string_view, 2> schemes{"mongodb://", "mongodb+srv://"};
constexpr std::array<std::string_view, 8> mechanisms{"SCRAM-SHA-1", "SCRAM-SHA-256", "MONGODB-X509", "MONGODB-AWS",
                                                     "MONGODB-CR",  "GSSAPI",        "PLAIN",        "MONGODB-OIDC"};

/// The value of an option as it is written; empty without it.
std::string_view optionIn(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find_first_of("?&"); at != std::string_view::npos; at = text.find_first_of("?&", at + 1)) {
    const std::string_view option = text.substr(at + 1, text.find('&', at + 1) - at - 1);
    const std::size_t equals = option.find('=');
    if (equals != std::string_view::npos && jwtauth::equalsWithoutCase(option.substr(0, equals), name)) {
      return option.substr(equals + 1);
    }
  }
  return {};
}

bool isOneOf(std::string_view text, std::span<const std::string_view> known) {
  return std::any_of(known.begin(), known.end(),
                     [text](std::string_view each) { return jwtauth::equalsWithoutCase(text, each); });
}

/// What is wrong with a string that the driver refuses.
std::string mistakeIn(std::string_view text) {
  const auto scheme =
      std::find_if(schemes.begin(), schemes.end(), [text](auto each) { return text.starts_with(each); });
  if (scheme == schemes.end()) return "does not begin with mongodb:// or mongodb+srv://";
  const std::string_view rest = text.substr(scheme->size());
  const std::string_view user = rest.substr(0, rest.rfind('@') == std::string_view::npos ? 0 : rest.rfind('@'));
  const bool isUnescaped =
      user.find_first_of("@/?#[]") != std::string_view::npos || std::count(user.begin(), user.end(), ':') > 1;
  if (isUnescaped) {
    return "the user's name or password has a character that must be escaped: write @ as %40, : as %3A, / as %2F, "
           "? as %3F, # as %23 and % as %25";
  }
  if (user.find('%') != std::string_view::npos) {
    return "is not one that the driver takes; in the user's name and password, a % is written as %25";
  }
  return "got something else, expected mongodb://host:port/...";
}

/// The driver takes such a user for another one.
bool hasUnescapedAt(std::string_view text) {
  const std::size_t begin = text.find("://") + 3;
  const std::string_view authority = text.substr(begin, text.find_first_of("/?", begin) - begin);
  return std::count(authority.begin(), authority.end(), '@') > 1;
}

void requireFile(const mongoc_uri_t& uri, const char* option) {
  const char* file = mongoc_uri_get_option_as_utf8(&uri, option, nullptr);
  if (file != nullptr && !std::ifstream(file)) {
    throw ConnectionStringError(std::string("the file that its option ") + option + " names cannot be read");
  }
}

void requireMechanism(const std::string& text) {
  const std::string_view mechanism = optionIn(text, MONGOC_URI_AUTHMECHANISM);
  if (mechanism.empty() || isOneOf(mechanism, mechanisms)) return;
  throw ConnectionStringError(
      "its option authMechanism names none that there is; expected SCRAM-SHA-256, SCRAM-SHA-1, "
      "MONGODB-X509, MONGODB-AWS, GSSAPI or PLAIN");
}

}  // namespace

Uri readConnectionString(const std::string& connectionString) {
  static std::once_flag once;
  std::call_once(once, mongoc_init);
  requireMechanism(connectionString);
  // The exception says what the driver would log.
  mongoc_log_set_handler(nullptr, nullptr);
  Uri uri(mongoc_uri_new(connectionString.c_str()));
  mongoc_log_set_handler(mongoc_log_default_handler, nullptr);
  if (!uri || hasUnescapedAt(connectionString)) throw ConnectionStringError(mistakeIn(connectionString));
  requireFile(*uri, MONGOC_URI_TLSCAFILE);
  requireFile(*uri, MONGOC_URI_TLSCERTIFICATEKEYFILE);
  return uri;
}

}  // namespace rest::mongodb

namespace rest {

void checkConnectionString(const std::string& connectionString) {
  const mongodb::Uri uri = mongodb::readConnectionString(connectionString);
  // A mongodb+srv:// is looked up as the clients are made.
  if (!connectionString.starts_with("mongodb+srv://")) mongodb::Connections{*uri};
}

}  // namespace rest
