// Any text as a configuration file: refused as a SettingError, or settings; what is printed of it is YAML
// that reads the same way.
#include "bounded.hpp"
#include "configuration/effective.hpp"
#include "configuration/settings.hpp"
#include "tests/fuzz/demand.hpp"
#include "tests/fuzz/target.hpp"

using namespace rest;
using jwtauth::fuzz::demand;

namespace {

void read(const std::string& text) try {
  ConfigurationTree tree;
  tree.addText(text, "fuzz.yml");
  ConfigurationTree printed;
  printed.addText(effectiveConfiguration(tree), "printed.yml");
  const Settings settings = readSettings(tree);
  demand(settings.http || settings.https, "a server that starts can be reached");
} catch (const SettingError& error) {
  demand(*error.what() != '\0', "a refusal says why");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  fuzz::runBounded(size, [&text] { read(text); });
  return 0;
}
