// A configuration file goes in, JSON or YAML, and the library's configuration comes out. Refused: what is neither, a
// setting given both inside a block and by its path, and whatever the library refuses.
#include "tools/jwtauth/configuration_file.hpp"

#include "src/configuration/configuration_text.hpp"
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/files.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr std::size_t longestFile = 1024 * 1024;

}  // namespace

std::vector<ConfiguredMechanism> readConfigurationFile(const std::filesystem::path& path) {
  try {
    return mechanismsFromText(readFile(path, longestFile));
  } catch (const ConfigurationTextError& error) {
    throw UsageError(path.string() + ": " + error.what());
  }
}

}  // namespace jwtauth::commandLine
