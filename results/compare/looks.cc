#include "results/compare/looks.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace orbench::results {
namespace {

constexpr std::int64_t kLeastBlocksOfALook = 12;
constexpr std::int64_t kMostAt = 1'000'000'000;
constexpr std::size_t kMostLooks = 100;

bool is_count(const core::Json& value) {
  return value.is_number_integer() && value.get<double>() >= 1 &&
         value.get<double>() <= static_cast<double>(kMostAt);
}

/// Empty where something is no count, or not above the one before.
std::optional<LookPlan> ascending_counts(const core::Json& list) {
  if (list.empty() || list.size() > kMostLooks) return std::nullopt;
  LookPlan plan;
  for (const core::Json& value : list) {
    if (!is_count(value)) return std::nullopt;
    const auto at = value.get<std::int64_t>();
    if (!plan.empty() && at <= plan.back()) return std::nullopt;
    plan.push_back(at);
  }
  return plan;
}

}  // namespace

std::vector<Look> looks_of(const LookPlan& plan) {
  std::vector<Look> out;
  std::int64_t before = 0;
  for (const std::int64_t at : plan) {
    out.push_back({at, static_cast<double>(at - before) / static_cast<double>(plan.back())});
    before = at;
  }
  return out;
}

std::vector<Look> looks_until(const LookPlan& plan, std::int64_t n) {
  std::vector<Look> out;
  if (n <= 0) return out;
  double left = 1;
  for (const Look& look : looks_of(plan)) {
    if (look.at > n) break;
    out.push_back(look);
    left -= look.part;
  }
  if (plan.empty()) return {{n, 1}};
  if (n < plan.back() && (out.empty() || out.back().at < n)) out.push_back({n, left});
  return out;
}

LookPlan default_block_looks(std::int64_t blocks) {
  LookPlan plan;
  for (const std::int64_t share : {8, 4, 2, 1}) {
    const std::int64_t at = std::min(blocks, std::max(kLeastBlocksOfALook, blocks / share));
    if (at > 0 && (plan.empty() || at > plan.back())) plan.push_back(at);
  }
  return plan;
}

std::optional<LookPlan> read_stop(core::Params& params) {
  const core::Json* value = params.raw("stop");
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>() ? std::optional(LookPlan{}) : std::nullopt;
  auto plan = value->is_array() ? ascending_counts(*value) : std::nullopt;
  if (!plan) {
    params.error("stop",
                 "expected true, or the counts to look at, ascending, such as [25, 50, 100, 200]");
  }
  return plan;
}

}  // namespace orbench::results
