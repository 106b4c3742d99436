#pragma once

#include <string>
#include <vector>

#include "reporters/ansi.h"

namespace orbench::reporters {

enum class Align { kLeft, kRight };

struct Column {
  std::string name;
  std::string group = {};  ///< a title over neighbouring columns that share it
  Align align = Align::kRight;
  int priority = 0;  ///< 0 stays; of the others the highest goes first when room is short
  int gap = 2;       ///< spaces before it
};

struct TableCell {
  std::string text;
  Tone tone = Tone::kPlain;
};

/// Rows in aligned columns, fitted to a width: columns without any figure are left out, then those
/// of the highest priority number go, then the first column is clipped.
/// The texts are printable (terminal_text.h). Threads: one thread per object.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// REQUIRES: as many cells as columns.
  void row(std::vector<TableCell> cells);
  /// A line across all columns, indented by `indent`; wraps.
  void heading(std::string text, Tone tone, int indent = 0);
  void blank() { rows_.emplace_back(); }

  /// Appends the table, each line after `indent` spaces and none longer than `width` columns
  /// (unless the columns that stay cannot be made to fit). Lines have no trailing spaces.
  void render(std::string& out, int width, int indent, bool color) const;

 private:
  struct Row {
    std::vector<TableCell> cells;  // empty for a heading
    TableCell heading;
    int indent = 0;
  };
  /// The columns that are shown and their widths.
  struct Layout {
    std::vector<std::size_t> shown;
    std::vector<int> widths;  // by position in `shown`
  };

  [[nodiscard]] bool has_figures(std::size_t column) const;
  [[nodiscard]] int width_of(std::size_t column) const;
  [[nodiscard]] Layout measure(const std::vector<std::size_t>& shown) const;
  [[nodiscard]] int total(const Layout& layout) const;
  [[nodiscard]] Layout fit(int width) const;
  /// One past the last position of the group that begins at `from`.
  [[nodiscard]] std::size_t group_end(const std::vector<std::size_t>& shown,
                                      std::size_t from) const;
  [[nodiscard]] int span(const Layout& layout, std::size_t from, std::size_t to) const;
  [[nodiscard]] std::string group_line(const Layout& layout) const;
  void write_row(const std::vector<TableCell>& cells, const Layout& layout, bool color,
                 std::string& out) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace orbench::reporters
