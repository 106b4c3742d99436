#include "harness/cli/load_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

namespace orbench::cli {
namespace {

constexpr std::size_t kColumns = 60;
constexpr std::size_t kMostArrivals = 2'000'000;  // walked: a fraction of a second
constexpr std::array<std::string_view, 9> kBars = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

struct Walk {
  std::vector<double> seconds;
  bool whole = true;
};

Walk walk(const run::RunPlan& plan, const run::LoadPlan& load) {
  Walk out;
  const auto process = load.arrivals->make({load.stop, plan.seed, load.name, {}});
  for (;;) {
    const load::Step step = process->next();
    const auto* const arrival = std::get_if<load::Arrival>(&step);
    if (arrival == nullptr) return out;
    if (out.seconds.size() == kMostArrivals) {
      out.whole = false;
      return out;
    }
    out.seconds.push_back(core::to_seconds(arrival->intended));
  }
}

double length_of(const run::LoadPlan& load, const Walk& walked) {
  const bool by_time = load.stop.duration && !load.stop.requests && walked.whole;
  if (by_time) return core::to_seconds(load.stop.warmup + *load.stop.duration);
  return walked.seconds.back();
}

}  // namespace

std::string chart_of(const run::RunPlan& plan, const run::LoadPlan& load) {
  // Neither a closed loop nor a search knows beforehand when it will send.
  if (!load.arrivals->open_loop() || load.search != nullptr) return {};
  const Walk walked = walk(plan, load);
  if (walked.seconds.empty()) return {};
  const double length = std::max(length_of(load, walked), 1e-9);
  const double column = length / static_cast<double>(kColumns);
  std::vector<double> rates(kColumns);
  for (const double at : walked.seconds) {
    const auto place = static_cast<std::size_t>(at / column);
    rates[std::min(place, kColumns - 1)] += 1 / column;
  }
  const double peak = *std::max_element(rates.begin(), rates.end());
  std::string bars;
  for (const double rate : rates) {
    const double level = std::ceil(rate / peak * static_cast<double>(kBars.size() - 1));
    bars += kBars.at(static_cast<std::size_t>(level));
  }
  return fmt::format("{}|\n    0 s{:>{}}  {} arrivals, at most {:.4g} a second{}\n", bars,
                     fmt::format("{:.4g} s", length), kColumns - 3, walked.seconds.size(), peak,
                     walked.whole ? "" : "; the first of many");
}

}  // namespace orbench::cli
