#include "reporters/page.h"

#include <algorithm>

#include "reporters/terminal_text.h"

namespace orbench::reporters {

Page::Page(const ReportStyle& style, std::string& out)
    : out_(out), width_(std::max(style.width, kNarrowest)), color_(style.color) {}

void Page::headline(std::string_view subject, std::string_view outcome, Tone tone) {
  const std::string right = printable(outcome);
  constexpr int kGap = 2;
  const std::string left = clipped(printable(subject), width_ - kGap - display_width(right));
  paint(out_, left, Tone::kStrong, color_);
  out_ += spaces(kGap);
  paint(out_, right, tone, color_);
  out_ += '\n';
}

void Page::title(std::string_view text) {
  out_ += '\n';
  paint(out_, clipped(printable(text), width_), Tone::kStrong, color_);
  out_ += '\n';
}

void Page::paragraph(std::string_view text, Tone tone, int indent) {
  for (const std::string& line : wrapped(printable(text), width_ - indent)) {
    out_ += spaces(indent);
    paint(out_, line, tone, color_);
    out_ += '\n';
  }
}

void Page::item(std::string_view mark, Tone mark_tone, std::string_view text, Tone tone) {
  const std::string shown = printable(mark);
  const int hang = kIndent + display_width(shown) + 1;
  bool first = true;
  for (const std::string& line : wrapped(printable(text), width_ - hang)) {
    if (first) {
      out_ += spaces(kIndent);
      paint(out_, shown, mark_tone, color_);
      out_ += ' ';
    } else {
      out_ += spaces(hang);
    }
    paint(out_, line, tone, color_);
    out_ += '\n';
    first = false;
  }
}

}  // namespace orbench::reporters
