#pragma once

#include <string>
#include <string_view>

namespace orbench::reporters {

/// What a piece of text is, rather than how it looks.
enum class Tone { kPlain, kStrong, kDim, kGood, kBad, kWarn };

/// Appends text, dressed for a terminal when `color` is set. The text itself is never changed, so
/// its width is the same either way.
/// Source: ECMA-48, select graphic rendition.
inline void paint(std::string& out, std::string_view text, Tone tone, bool color) {
  if (!color || tone == Tone::kPlain || text.empty()) {
    out += text;
    return;
  }
  switch (tone) {
    case Tone::kStrong:
      out += "\x1b[1m";
      break;
    case Tone::kDim:
      out += "\x1b[2m";
      break;
    case Tone::kGood:
      out += "\x1b[32m";
      break;
    case Tone::kBad:
      out += "\x1b[31m";
      break;
    case Tone::kWarn:
      out += "\x1b[33m";
      break;
    case Tone::kPlain:
      break;
  }
  out += text;
  out += "\x1b[0m";
}

}  // namespace orbench::reporters
