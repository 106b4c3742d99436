#include "results/search_report.h"

#include <algorithm>
#include <array>

namespace orbench::results {
namespace {

constexpr std::array<std::string_view, 4> kStatusNames = {"found", "not_found", "undecided",
                                                          "interrupted"};

}  // namespace

std::string_view to_string(SearchStatus status) {
  return kStatusNames.at(static_cast<std::size_t>(status));
}

std::optional<SearchStatus> search_status_from_name(std::string_view name) {
  const auto* const found = std::find(kStatusNames.begin(), kStatusNames.end(), name);
  if (found == kStatusNames.end()) return std::nullopt;
  return static_cast<SearchStatus>(found - kStatusNames.begin());
}

const SearchFigure* find_figure(const SearchReport& report, std::string_view name) {
  const auto found =
      std::find_if(report.figures.begin(), report.figures.end(),
                   [name](const SearchFigure& figure) { return figure.name == name; });
  return found == report.figures.end() ? nullptr : &*found;
}

}  // namespace orbench::results
