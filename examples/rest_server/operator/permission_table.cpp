// Permissions go in, an aligned table of roles, conditions and limits comes out.
#include "operator/permission_table.hpp"

#include <algorithm>
#include <limits>

#include "operator/display.hpp"

namespace rest::operators {
namespace {

constexpr std::size_t widestRoles = 24;
constexpr std::size_t widestPredicate = 44;
constexpr std::size_t labelWidth = 17;
constexpr std::size_t columns = 5;
constexpr std::size_t gap = 2;

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

void addRights(std::vector<std::string>& lines, const api::ManagementRights& rights) {
  std::vector<std::string> names;
  if (rights.allowManagementRequests) names.emplace_back("manage");
  if (rights.allowBulkPatch) names.emplace_back("patch in bulk");
  if (rights.allowBulkDelete) names.emplace_back("delete in bulk");
  if (rights.allowWriteMode) names.emplace_back("choose wm");
  if (!names.empty()) lines.push_back("may " + joined(names));
}

void addDocument(std::vector<std::string>& lines, const char* label, const Document& document) {
  if (document != Document()) lines.push_back(padded(label, labelWidth) + displayed(document));
}

std::string priorityOf(const api::Permission& permission) {
  const bool isLast = permission.priority == std::numeric_limits<std::int64_t>::max();
  return isLast ? "last" : std::to_string(permission.priority);
}

/// One permission as cells, each of several lines.
using Row = std::vector<std::vector<std::string>>;

Row rowOf(std::size_t number, const api::Permission& permission) {
  return {{std::to_string(number)},
          {priorityOf(permission)},
          wrapped(displayed(joined(permission.roles)), widestRoles),
          wrapped(onOneLine(permission.predicate.text()), widestPredicate),
          limitsOf(permission)};
}

std::vector<std::size_t> widthsOf(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const Row& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      for (const std::string& line : row[column]) widths[column] = std::max(widths[column], line.size());
    }
  }
  return widths;
}

void append(std::string& table, const Row& row, const std::vector<std::size_t>& widths) {
  std::size_t height = 1;
  for (const auto& cell : row) height = std::max(height, cell.size());
  for (std::size_t line = 0; line < height; ++line) {
    std::string text;
    for (std::size_t column = 0; column < row.size(); ++column) {
      text += padded(line < row[column].size() ? row[column][line] : "", widths[column] + gap);
    }
    text.insert(0, "  ");
    text.erase(text.find_last_not_of(' ') + 1);
    table += text + '\n';
  }
}

}  // namespace

std::vector<std::string> limitsOf(const api::Permission& permission) {
  std::vector<std::string> lines;
  addRights(lines, permission.rights);
  addDocument(lines, "readFilter", permission.readFilter.document());
  addDocument(lines, "writeFilter", permission.writeFilter.document());
  addDocument(lines, "mergeRequest", permission.mergeRequest.document());
  addDocument(lines, "projectResponse", permission.projectResponse);
  return lines;
}

std::vector<std::string> limitsOf(const api::Access& access) {
  std::vector<std::string> lines;
  addRights(lines, access.rights);
  addDocument(lines, "readFilter", access.readFilter);
  addDocument(lines, "writeFilter", access.writeFilter);
  addDocument(lines, "mergeRequest", access.mergeRequest);
  addDocument(lines, "projectResponse", access.projectResponse);
  return lines;
}

std::string permissionTable(std::span<const api::Permission> permissions) {
  std::vector<Row> rows{{{"#"}, {"priority"}, {"roles"}, {"when"}, {"and then"}}, Row(columns)};
  for (std::size_t i = 0; i < permissions.size(); ++i) rows.push_back(rowOf(i + 1, permissions[i]));
  const std::vector<std::size_t> widths = widthsOf(rows);
  std::string table;
  for (const Row& row : rows) append(table, row, widths);
  return table;
}

}  // namespace rest::operators
