#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jwtauth::tests {

/// A document of the repository, by its path from the root.
class Markdown {
 public:
  explicit Markdown(const std::string& path) {
    std::ifstream file(JWTAUTH_SOURCE_DIR "/" + path);
    if (!file) throw std::runtime_error("cannot read " + path);
    for (std::string line; std::getline(file, line);) lines_.push_back(line);
  }

  /// The text of every fenced block with this language.
  std::vector<std::string> blocks(const std::string& language) const {
    std::vector<std::string> blocks;
    bool inside = false;
    for (const std::string& line : lines_) {
      if (inside && line == "```") {
        inside = false;
      } else if (inside) {
        blocks.back() += line + "\n";
      } else if (line == "```" + language) {
        inside = true;
        blocks.emplace_back();
      }
    }
    return blocks;
  }

  /// The headings of the third level under this one, each with the first fenced block of the language below it.
  std::vector<std::pair<std::string, std::string>> blocksUnder(const std::string& heading,
                                                               const std::string& language) const {
    std::vector<std::pair<std::string, std::string>> blocks;
    bool under = false, inside = false;
    for (const std::string& line : lines_) {
      if (line.starts_with("## ")) under = line == heading;
      if (under && line.starts_with("### ")) blocks.emplace_back(line.substr(4), "");
      if (line == "```") inside = false;
      if (inside) blocks.back().second += line + "\n";
      if (under && line == "```" + language) inside = true;
    }
    return blocks;
  }

  /// The whole of it.
  std::string text() const {
    std::string text;
    for (const std::string& line : lines_) text += line + "\n";
    return text;
  }

  /// The blocks of code that follow a mark `<!-- region: PATH#NAME -->`, each with its PATH#NAME.
  std::vector<std::pair<std::string, std::string>> regions() const { return markedBlocks("<!-- region: "); }

  /// The blocks that follow a mark `<!-- file: PATH -->`, each with its PATH.
  std::vector<std::pair<std::string, std::string>> files() const { return markedBlocks("<!-- file: "); }

  /// The cells of the rows of every table under this heading, without the head of each table.
  std::vector<std::vector<std::string>> tableRows(const std::string& heading) const {
    std::vector<std::vector<std::string>> rows;
    bool under = false;
    for (const std::string& line : lines_) {
      if (line.starts_with("#")) under = line == heading;
      if (!under || !line.starts_with("| `")) continue;
      rows.push_back(cellsOf(line));
    }
    return rows;
  }

  using Row = std::vector<std::string>;

  /// Every table: the cells of its head, then those of its rows.
  std::vector<std::vector<Row>> tables() const {
    std::vector<std::vector<Row>> tables;
    bool inside = false;
    for (const std::string& line : lines_) {
      const bool isRow = line.starts_with("|");
      if (isRow && !inside) tables.emplace_back();
      if (isRow && !line.starts_with("|---")) tables.back().push_back(cellsOf(line));
      inside = isRow;
    }
    return tables;
  }

 private:
  /// Of each mark what it names, and the block right after it; an empty one if none follows.
  std::vector<std::pair<std::string, std::string>> markedBlocks(std::string_view opening) const {
    constexpr std::string_view closing = " -->";
    std::vector<std::pair<std::string, std::string>> blocks;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!lines_[i].starts_with(opening) || !lines_[i].ends_with(closing)) continue;
      blocks.emplace_back(lines_[i].substr(opening.size(), lines_[i].size() - opening.size() - closing.size()), "");
      if (i + 1 >= lines_.size() || !lines_[i + 1].starts_with("```")) continue;
      for (i += 2; i < lines_.size() && lines_[i] != "```"; ++i) blocks.back().second += lines_[i] + "\n";
    }
    return blocks;
  }

  static std::vector<std::string> cellsOf(const std::string& row) {
    std::vector<std::string> cells;
    std::istringstream rest(row.substr(1));
    for (std::string cell; std::getline(rest, cell, '|');) {
      const std::size_t first = cell.find_first_not_of(' ');
      const std::size_t last = cell.find_last_not_of(' ');
      cells.push_back(first == std::string::npos ? "" : cell.substr(first, last - first + 1));
    }
    return cells;
  }

  std::vector<std::string> lines_;
};

}  // namespace jwtauth::tests
