#include "harness/core/suggestion.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace orbench::core {
namespace {

constexpr std::size_t kLongestName = 64;  // beyond this nobody mistyped a name of ours
constexpr std::size_t kShortList = 12;    // a longer list would bury the message
constexpr std::size_t kShortestPrefix = 3;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view typed, std::span<const std::string> known) {
  if (typed.empty() || typed.size() > kLongestName) return {};
  const std::string wanted = lower(typed);
  const std::string* best = nullptr;
  std::size_t best_distance = kLongestName;
  for (const std::string& name : known) {
    const std::size_t longest = std::max(wanted.size(), name.size());
    const std::size_t shortest = std::min(wanted.size(), name.size());
    const std::size_t tolerated = std::max<std::size_t>(1, longest / 3);
    if (longest - shortest > tolerated) continue;
    const std::size_t distance = edit_distance(wanted, lower(name));
    // A distance of the whole word would call any two short names alike.
    if (distance > tolerated || distance >= shortest || distance >= best_distance) continue;
    best = &name;
    best_distance = distance;
  }
  if (best != nullptr) return *best;
  if (wanted.size() < kShortestPrefix) return {};
  const auto longer = std::find_if(known.begin(), known.end(), [&](const std::string& name) {
    return lower(name).starts_with(wanted);
  });
  return longer == known.end() ? std::string{} : *longer;
}

std::string suggest(std::string_view typed, std::span<const std::string> known) {
  const std::string near = nearest_name(typed, known);
  if (!near.empty()) return fmt::format(" (did you mean \"{}\"?)", near);
  if (known.empty() || known.size() > kShortList) return {};
  return fmt::format(" (known: {})", fmt::join(known, ", "));
}

}  // namespace orbench::core
