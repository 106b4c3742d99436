#include "harness/verify/routing/best.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace orbench::verify::routing {
namespace {

constexpr double kNearBest = 1.25;
constexpr double kPriceShare = 0.95;
constexpr double kSpeedShare = 0.80;
constexpr double kRounding = 1 + 1e-9;

using Figure = std::optional<double> (*)(const Listing&);  // the smaller, the better

std::optional<double> unit_price(const Listing& listing, const char* unit) {
  const auto found = listing.row().prices.find(unit);
  return found == listing.row().prices.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> whole_price(const Listing& one) { return one.price(); }
std::optional<double> prompt_price(const Listing& one) { return unit_price(one, "prompt"); }
std::optional<double> completion_price(const Listing& one) { return unit_price(one, "completion"); }

std::optional<double> latency(const Listing& one) {
  if (!one.row().latency_ms) return std::nullopt;
  return one.row().latency_ms->front();
}

std::optional<double> slowness(const Listing& one) {
  if (!one.row().throughput || one.row().throughput->front() <= 0) return std::nullopt;
  return 1 / one.row().throughput->front();
}

void add_smallest(Figure figure, double margin, const Listings& from, Listings& out) {
  double least = std::numeric_limits<double>::infinity();
  for (const Listing* one : from) least = std::min(least, figure(*one).value_or(least));
  for (const Listing* one : from) {
    const auto value = figure(*one);
    const bool known = std::find(out.begin(), out.end(), one) != out.end();
    if (value && *value <= least * margin && !known) out.push_back(one);
  }
}

}  // namespace

Listings best(const Case& ground, SortKey key, const Listings& able) {
  Listings from = preferred(ground, able);
  if (from.empty()) from = able;
  Listings out;
  if (key == SortKey::kPrice) {
    add_smallest(&whole_price, kRounding, from, out);
    if (!ground.exact()) {
      add_smallest(&prompt_price, kRounding, from, out);
      add_smallest(&completion_price, kRounding, from, out);
    }
  } else if (key == SortKey::kLatency || key == SortKey::kThroughput) {
    add_smallest(key == SortKey::kLatency ? &latency : &slowness,
                 ground.exact() ? kRounding : kNearBest, from, out);
  }
  return out;
}

Listings first_group(const Case& ground) {
  for (const std::string& model : ground.asked.models) {
    Listings able = eligible_of(ground, model);
    if (!able.empty()) return able;
  }
  return {};
}

double sort_share(const Case& ground, SortKey key) {
  const bool by_price = key == SortKey::kPrice && !ground.asked.has_cutoffs();
  return ground.share(by_price ? kPriceShare : kSpeedShare);
}

}  // namespace orbench::verify::routing
