#include "reporters/table.h"

#include <algorithm>
#include <utility>

#include "reporters/terminal_text.h"

namespace orbench::reporters {
namespace {

constexpr int kLeastFirstColumn = 8;

std::string repeated(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

void trim_end(std::string& line) {
  const std::size_t last = line.find_last_not_of(' ');
  line.erase(last == std::string::npos ? 0 : last + 1);
}

/// A title over several columns, drawn as wide as they are: `── TTFT ms ──`.
std::string spanned_title(const std::string& title, int width) {
  const int room = width - display_width(title) - 2;
  if (room < 2) return spaces(width - display_width(title)) + title;
  return repeated("─", room / 2) + " " + title + " " + repeated("─", room - room / 2);
}

}  // namespace

void Table::row(std::vector<TableCell> cells) {
  cells.resize(columns_.size());
  rows_.push_back({std::move(cells), {}, 0});
}

void Table::heading(std::string text, Tone tone, int indent) {
  rows_.push_back({{}, {std::move(text), tone}, indent});
}

bool Table::has_figures(std::size_t column) const {
  return std::any_of(rows_.begin(), rows_.end(), [column](const Row& row) {
    return !row.cells.empty() && !row.cells[column].text.empty() && row.cells[column].text != "–";
  });
}

int Table::width_of(std::size_t column) const {
  int width = display_width(columns_[column].name);
  for (const Row& row : rows_) {
    if (!row.cells.empty()) width = std::max(width, display_width(row.cells[column].text));
  }
  return width;
}

std::size_t Table::group_end(const std::vector<std::size_t>& shown, std::size_t from) const {
  const std::string& group = columns_[shown[from]].group;
  std::size_t to = from + 1;
  while (!group.empty() && to < shown.size() && columns_[shown[to]].group == group) ++to;
  return to;
}

int Table::span(const Layout& layout, std::size_t from, std::size_t to) const {
  int width = layout.widths[from];
  for (std::size_t i = from + 1; i < to; ++i) {
    width += columns_[layout.shown[i]].gap + layout.widths[i];
  }
  return width;
}

Table::Layout Table::measure(const std::vector<std::size_t>& shown) const {
  Layout layout{shown, {}};
  for (const std::size_t column : shown) layout.widths.push_back(width_of(column));
  for (std::size_t from = 0; from < shown.size();) {
    const std::size_t to = group_end(shown, from);
    const int missing = display_width(columns_[shown[from]].group) - span(layout, from, to);
    if (missing > 0) layout.widths[from] += missing;
    from = to;
  }
  return layout;
}

int Table::total(const Layout& layout) const {
  return layout.shown.empty() ? 0 : span(layout, 0, layout.shown.size());
}

Table::Layout Table::fit(int width) const {
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].priority == 0 || has_figures(i)) shown.push_back(i);
  }
  Layout layout = measure(shown);
  while (total(layout) > width) {
    const auto least = std::max_element(shown.begin(), shown.end(), [this](auto a, auto b) {
      return columns_[a].priority < columns_[b].priority;
    });
    if (least == shown.end() || columns_[*least].priority == 0) break;
    shown.erase(least);
    layout = measure(shown);
  }
  if (!layout.widths.empty()) {
    const int over = std::max(total(layout) - width, 0);
    layout.widths[0] =
        std::max(layout.widths[0] - over, std::min(layout.widths[0], kLeastFirstColumn));
  }
  return layout;
}

std::string Table::group_line(const Layout& layout) const {
  std::string line;
  for (std::size_t from = 0; from < layout.shown.size();) {
    const Column& column = columns_[layout.shown[from]];
    const std::size_t to = group_end(layout.shown, from);
    const int width = span(layout, from, to);
    if (from > 0) line += spaces(column.gap);
    if (to - from > 1) {
      line += spanned_title(column.group, width);
    } else {
      line += spaces(width - display_width(column.group)) + column.group;
    }
    from = to;
  }
  trim_end(line);
  return line;
}

void Table::write_row(const std::vector<TableCell>& cells, const Layout& layout, bool color,
                      std::string& out) const {
  std::string held;  // spaces that are written only when something follows them
  for (std::size_t i = 0; i < layout.shown.size(); ++i) {
    const Column& column = columns_[layout.shown[i]];
    const TableCell& cell = cells[layout.shown[i]];
    const std::string text = clipped(cell.text, layout.widths[i]);
    const std::string fill = spaces(layout.widths[i] - display_width(text));
    if (i > 0) held += spaces(column.gap);
    if (column.align == Align::kRight) held += fill;
    if (!text.empty()) {
      out += held;
      held.clear();
      paint(out, text, cell.tone, color);
    }
    if (column.align == Align::kLeft) held += fill;
  }
}

void Table::render(std::string& out, int width, int indent, bool color) const {
  const std::string margin = spaces(indent);
  const Layout layout = fit(width - indent);
  if (const std::string groups = group_line(layout); !groups.empty()) {
    out += margin;
    paint(out, groups, Tone::kDim, color);
    out += '\n';
  }
  std::vector<TableCell> names;
  for (const Column& column : columns_) names.push_back({column.name, Tone::kDim});
  std::string header;
  write_row(names, layout, color, header);
  if (!header.empty()) out += margin + header + '\n';

  for (const Row& row : rows_) {
    if (!row.cells.empty()) {
      out += margin;
      write_row(row.cells, layout, color, out);
      out += '\n';
    } else if (row.heading.text.empty()) {
      out += '\n';
    } else {
      for (const std::string& line : wrapped(row.heading.text, width - indent - row.indent)) {
        out += margin + spaces(row.indent);
        paint(out, line, row.heading.tone, color);
        out += '\n';
      }
    }
  }
}

}  // namespace orbench::reporters
