#pragma once

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace jwtauth::tests {

/// The lines between `// region: NAME` and `// endregion` of a source file, in Python with `#`, without their common
/// indentation. `place` is the file's path from the root, a `#`, and the name.
inline std::string regionText(const std::string& place) {
  const std::size_t hash = place.find('#');
  std::ifstream file(JWTAUTH_SOURCE_DIR "/" + place.substr(0, hash));
  const std::string comment = place.substr(0, hash).ends_with(".py") ? "# " : "// ";
  const std::string opening = comment + "region: " + place.substr(hash + 1);
  std::vector<std::string> lines;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    const std::size_t start = std::min(line.find_first_not_of(' '), line.size());
    if (inside && line.substr(start) == comment + "endregion") {
      std::size_t indentation = std::string::npos;
      for (const std::string& kept : lines) {
        if (!kept.empty()) indentation = std::min(indentation, kept.find_first_not_of(' '));
      }
      std::string text;
      for (const std::string& kept : lines) text += (kept.empty() ? "" : kept.substr(indentation)) + "\n";
      return text;
    }
    if (inside) lines.push_back(line);
    if (line.substr(start) == opening) inside = true;
  }
  throw std::runtime_error("no region " + place);
}

}  // namespace jwtauth::tests
