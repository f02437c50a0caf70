// A path goes in, the text of the file comes out, and whether it has changed since. Refused: a file that cannot be
// read, or is too large.
#include "src/remote/watched_file.hpp"

#include <fstream>
#include <system_error>
#include <utility>

#include "jwtauth/remote_jwks.hpp"

namespace jwtauth::inline v0 {
namespace {

std::string readFile(const std::filesystem::path& path, std::size_t maxBytes) {
  std::ifstream file(path, std::ios::binary);
  std::string text(maxBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (!file.eof() && file.fail()) || !file.is_open()) throw FetchError("the file cannot be read");
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > maxBytes) throw FetchError("the file is too large");
  return text;
}

}  // namespace

WatchedFile::WatchedFile(std::filesystem::path path, std::size_t maxBytes)
    : path_(std::move(path)), maxBytes_(maxBytes) {}

std::string WatchedFile::read() {
  stamp_ = stampNow();  // before reading: a change in between is seen later
  return readFile(path_, maxBytes_);
}

WatchedFile::Stamp WatchedFile::stampNow() const noexcept {
  std::error_code missing;
  return {std::filesystem::last_write_time(path_, missing), std::filesystem::file_size(path_, missing)};
}

}  // namespace jwtauth::inline v0
