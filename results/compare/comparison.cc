#include "results/compare/comparison.h"

#include <algorithm>
#include <array>

namespace orbench::results {
namespace {

constexpr std::array<std::string_view, 5> kVerdictNames = {"better", "worse", "equal", "undecided",
                                                           "not_tested"};
constexpr std::array<std::string_view, 4> kDesignNames = {"interleaved", "requests", "runs",
                                                          "separate"};

template <class Enum, std::size_t N>
std::optional<Enum> from_name(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view to_string(ComparisonVerdict verdict) {
  return kVerdictNames[static_cast<std::size_t>(verdict)];
}
std::optional<ComparisonVerdict> comparison_verdict_from_name(std::string_view name) {
  return from_name<ComparisonVerdict>(kVerdictNames, name);
}

std::string_view to_string(ComparisonDesign design) {
  return kDesignNames[static_cast<std::size_t>(design)];
}
std::optional<ComparisonDesign> comparison_design_from_name(std::string_view name) {
  return from_name<ComparisonDesign>(kDesignNames, name);
}

bool has_verdict(const Comparison& comparison, ComparisonVerdict verdict) {
  return std::any_of(comparison.pairs.begin(), comparison.pairs.end(), [&](const auto& pair) {
    return std::any_of(pair.figures.begin(), pair.figures.end(),
                       [&](const auto& figure) { return figure.verdict == verdict; });
  });
}

}  // namespace orbench::results
