#include "harness/cli/term_flags.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace orbench::cli {

void set_terms(const TermFlags& flags, results::ComparisonTerms& terms) {
  constexpr double kPercent = 100;
  if (!flags.primary.empty()) terms.primary = flags.primary;
  if (flags.detect_percent) terms.detect = *flags.detect_percent / kPercent;
  if (flags.alpha) terms.alpha = *flags.alpha;
}

void set_terms(const TermFlags& flags, core::Json& compare) {
  if (!flags.primary.empty()) {
    core::Json figures = core::Json::array();
    for (const results::Comparand& figure : flags.primary) figures.push_back(figure.text);
    compare["primary"] = std::move(figures);
  }
  if (flags.detect_percent) compare["detect_percent"] = *flags.detect_percent;
  if (flags.alpha) compare["alpha"] = *flags.alpha;
}

}  // namespace orbench::cli
