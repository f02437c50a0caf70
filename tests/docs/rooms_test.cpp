#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/docs/markdown.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

namespace fs = std::filesystem;

struct Include {
  std::string file;  ///< from the root of the repository
  std::string header;
};

/// The headers that a source text includes: what stands between the quotes or brackets.
std::vector<std::string> headersIn(std::string_view text) {
  constexpr std::string_view directive = "\n#include ";
  std::vector<std::string> headers;
  const std::string lines = "\n" + std::string(text);
  for (std::size_t at = lines.find(directive); at != std::string::npos; at = lines.find(directive, at + 1)) {
    const std::size_t begin = at + directive.size() + 1;
    headers.push_back(lines.substr(begin, lines.find_first_of(">\"", begin) - begin));
  }
  return headers;
}

std::vector<Include> includesBelow(const std::vector<std::string>& folders) {
  const fs::path root = JWTAUTH_SOURCE_DIR;
  std::vector<Include> includes;
  for (const std::string& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string file = entry.path().lexically_relative(root).generic_string();
      if (!file.ends_with(".cpp") && !file.ends_with(".hpp")) continue;
      for (std::string& header : headersIn(Markdown(file).text())) includes.push_back({file, std::move(header)});
    }
  }
  return includes;
}

/// The files that include a header whose name starts so, outside of the folders or files allowed.
std::vector<std::string> strangersThatInclude(std::string_view prefix, const std::vector<std::string_view>& allowed) {
  std::vector<std::string> strangers;
  for (const Include& include : includesBelow({"src", "include", "tools"})) {
    const bool isAllowed = std::any_of(allowed.begin(), allowed.end(),
                                       [&](std::string_view place) { return include.file.starts_with(place); });
    if (include.header.starts_with(prefix) && !isAllowed) strangers.push_back(include.file);
  }
  return strangers;
}

/// "keys" of "src/keys/jwk.hpp"; empty for what is not in src.
std::string roomOf(std::string_view path) {
  if (!path.starts_with("src/")) return "";
  path.remove_prefix(4);
  return std::string(path.substr(0, path.find('/')));
}

/// The rooms as docs/architecture.md lists them, lowest first.
std::vector<std::string> documentedRooms() {
  std::vector<std::string> rooms;
  for (const auto& row : Markdown("docs/architecture.md").tableRows("## Rooms")) {
    rooms.push_back(row.front().substr(1, row.front().size() - 2));  // without its backticks
  }
  return rooms;
}

bool isFromAbove(const Include& include, const std::vector<std::string>& rooms) {
  const std::string to = roomOf(include.header);
  if (to.empty()) return false;
  return std::find(rooms.begin(), rooms.end(), to) > std::find(rooms.begin(), rooms.end(), roomOf(include.file));
}

TEST_CASE("each room of src includes only itself and the rooms below it") {
  const std::vector<std::string> rooms = documentedRooms();
  std::vector<std::string> fromAbove;
  for (const Include& include : includesBelow({"src"})) {
    if (isFromAbove(include, rooms)) fromAbove.push_back(include.file + " includes " + include.header);
  }
  CHECK(fromAbove == std::vector<std::string>{});
}

TEST_CASE("the architecture lists each room of src") {
  std::vector<std::string> rooms = documentedRooms(), folders;
  for (const auto& entry : fs::directory_iterator(JWTAUTH_SOURCE_DIR "/src")) {
    if (entry.is_directory()) folders.push_back(entry.path().filename().string());
  }
  std::sort(rooms.begin(), rooms.end());
  std::sort(folders.begin(), folders.end());
  CHECK(rooms == folders);
}

TEST_CASE("OpenSSL is included only in src/libcrypto, in component testing and where a page gives it random bytes") {
  CHECK(strangersThatInclude("openssl/", {"src/libcrypto/", "src/testing/", "tools/token_page/entry.cpp"}) ==
        std::vector<std::string>{});
}

TEST_CASE("headers that name OpenSSL's types are included only in src/libcrypto and in component testing") {
  const std::vector<std::string_view> allowed = {"src/libcrypto/", "src/testing/"};
  CHECK(strangersThatInclude("src/libcrypto/openssl", allowed) == std::vector<std::string>{});
  CHECK(strangersThatInclude("src/libcrypto/error_queue", allowed) == std::vector<std::string>{});
  CHECK(strangersThatInclude("src/libcrypto/native_key", allowed) == std::vector<std::string>{});
}

TEST_CASE("nlohmann/json is included only in keys, configuration, explain, testing, the bridge header and the tools") {
  CHECK(strangersThatInclude("nlohmann/", {"src/keys/", "src/configuration/", "src/explain/", "src/testing/",
                                           "include/jwtauth/claims_json.hpp", "tools/"}) == std::vector<std::string>{});
}

TEST_CASE("an include from above and one by a stranger are found") {
  const std::vector<std::string> rooms = {"text", "json"};
  CHECK(isFromAbove({"src/text/one.cpp", "src/json/other.hpp"}, rooms));
  CHECK(isFromAbove({"src/text/one.cpp", "src/nowhere/other.hpp"}, rooms));
  CHECK_FALSE(isFromAbove({"src/json/one.cpp", "src/text/other.hpp"}, rooms));
  CHECK_FALSE(isFromAbove({"src/text/one.cpp", "jwtauth/result.hpp"}, rooms));
  CHECK(headersIn("#include <openssl/evp.h>\n// #include <none>\n#include \"src/text/bytes.hpp\"\n") ==
        std::vector<std::string>{"openssl/evp.h", "src/text/bytes.hpp"});
  CHECK(!strangersThatInclude("openssl/", {"src/testing/"}).empty());
}

}  // namespace
}  // namespace jwtauth::tests
