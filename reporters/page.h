#pragma once

#include <string>
#include <string_view>

#include "reporters/ansi.h"
#include "reporters/reporter.h"
#include "reporters/table.h"

namespace orbench::reporters {

/// Text laid out for a terminal: sections, paragraphs that wrap under themselves, tables.
/// Everything given to it may come from outside; it is made printable here.
/// Lifetime: borrows `out`. Threads: one thread per object.
class Page {
 public:
  static constexpr int kIndent = 2;
  static constexpr int kNarrowest = 40;

  Page(const ReportStyle& style, std::string& out);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] bool color() const { return color_; }

  /// The first line: what it is about, and how that went.
  void headline(std::string_view subject, std::string_view outcome, Tone tone);
  /// A blank line, then the title of a section.
  void title(std::string_view text);
  void blank() { out_ += '\n'; }
  /// Text at an indent; what does not fit goes on under its beginning.
  void paragraph(std::string_view text, Tone tone = Tone::kPlain, int indent = kIndent);
  /// The same behind a mark (`✓`, `12 ×`), under which nothing wraps.
  void item(std::string_view mark, Tone mark_tone, std::string_view text, Tone tone = Tone::kPlain);
  void table(const Table& table) { table.render(out_, width_, kIndent, color_); }

 private:
  std::string& out_;
  int width_;
  bool color_;
};

}  // namespace orbench::reporters
