#include "harness/run/price_lookup.h"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "harness/api/paths.h"
#include "harness/run/blocking_get.h"

namespace orbench::run {
namespace {

using Rows = std::vector<PriceRow>;

core::Error unknown_price(const std::string& workload, const std::string& model,
                          std::string_view why) {
  return {core::ErrorCode::kInvalidArgument,
          fmt::format("the price of a request to \"{}\" is not known: {}; name another "
                      "request.model, or give limits.max_cost_per_request_usd",
                      model, why),
          fmt::format("workload \"{}\" #/request/model", workload)};
}

class PriceList {
 public:
  PriceList(const RunTarget& target, const TargetCheck& check, const core::Clock& clock)
      : target_(target), check_(check), clock_(clock) {}

  /// Errors: kUnsupported with the reason for a price that is not known; those of blocking_get().
  core::Result<const Rows*> of(const std::string& model) {
    const std::string path = endpoints_path(model);
    const auto known = rows_.find(path);
    if (known != rows_.end()) return &known->second;
    const auto reply = blocking_get(target_, path, check_, clock_);
    if (!reply) return tl::unexpected(reply.error());
    constexpr int kOk = 200;
    if (reply->status != kOk) {
      return core::fail(core::ErrorCode::kUnsupported,
                        fmt::format("GET {} answers {}", path, reply->status));
    }
    auto rows = read_price_rows(reply->body);
    if (!rows) return core::fail(core::ErrorCode::kUnsupported, rows.error().message);
    return &(rows_[path] = std::move(*rows));
  }

 private:
  const RunTarget& target_;
  const TargetCheck& check_;
  const core::Clock& clock_;
  std::map<std::string, Rows> rows_;  // nodes stay where they are
};

}  // namespace

bool needs_prices(const RunPlan& plan) {
  return std::any_of(plan.cells.begin(), plan.cells.end(),
                     [](const CellPlan& cell) { return cell.shape.has_value(); });
}

std::string endpoints_path(const std::string& model) {
  constexpr std::array<std::string_view, 3> kSortSuffixes = {":nitro", ":floor", ":exacto"};
  std::string_view plain = model;
  for (const std::string_view suffix : kSortSuffixes) {
    if (plain.ends_with(suffix)) plain.remove_suffix(suffix.size());
  }
  return fmt::format("{}/{}/endpoints", api::paths::kModels, plain);
}

core::Result<void> look_up_prices(RunPlan& plan, const RunTarget& target, const TargetCheck& check,
                                  const core::Clock& clock) {
  PriceList prices(target, check, clock);
  for (CellPlan& cell : plan.cells) {
    if (!cell.shape) continue;
    const std::string& workload = plan.workloads[cell.workload].name;
    Rows reachable;
    for (const std::string& model : cell.shape->models) {
      const auto rows = prices.of(model);
      if (!rows && rows.error().code != core::ErrorCode::kUnsupported) {
        return tl::unexpected(rows.error());
      }
      if (!rows) return tl::unexpected(unknown_price(workload, model, rows.error().message));
      reachable.insert(reachable.end(), (*rows)->begin(), (*rows)->end());
    }
    auto bound = CostBound::of(reachable, *cell.shape);
    if (!bound) {
      return tl::unexpected(
          unknown_price(workload, cell.shape->models.front(), bound.error().message));
    }
    cell.cost = std::move(*bound);
  }
  return {};
}

CostEstimate estimate_cost(const RunPlan& plan, std::uint32_t cell) {
  core::HttpRequest request;
  plan.cells[cell].request->render({plan.seed, 0, false, cell}, request);
  const CostBound& cost = plan.cells[cell].cost;
  return {cost.worst(request.body.size()), cost.likely(request.body.size())};
}

}  // namespace orbench::run
