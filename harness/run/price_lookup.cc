#include "harness/run/price_lookup.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/paths.h"
#include "harness/run/api_client.h"
#include "harness/run/price_cap.h"
#include "harness/run/routing_cells.h"

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

  /// Errors: kUnsupported with the reason for a price that is not known; those of ApiClient.
  core::Result<const Rows*> of(const std::string& model) {
    const std::string path = endpoints_path(model);
    const auto known = rows_.find(path);
    if (known != rows_.end()) return &known->second;
    const auto reply = ask(path);
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
  core::Result<ApiReply> ask(const std::string& path) {
    if (client_ == nullptr) {
      auto client = ApiClient::create(target_, check_, clock_);
      if (!client) return tl::unexpected(client.error());
      client_ = std::move(*client);
    }
    return client_->get(path);
  }

  const RunTarget& target_;
  const TargetCheck& check_;
  const core::Clock& clock_;
  std::unique_ptr<ApiClient> client_;
  std::map<std::string, Rows> rows_;  // nodes stay where they are
};

/// Compiles the cell's request anew, capped at these prices.
core::Result<void> cap_prices(const RunPlan& plan, const Rows& rows, CellPlan& cell) {
  const core::Json cap = price_cap(rows, *cell.shape);
  const core::Json request = with_price_cap(cell.uncapped->body.get(), cap);
  core::Diagnostics mistakes;
  const core::SourceMap nowhere;
  protocol::RequestDraft draft(request, "/request", nowhere, mistakes);
  draft.material = plan.material.get();
  draft.salted = cell.uncapped->salted;
  auto compiled = plan.workloads[cell.workload].endpoint->compile(draft);
  if (compiled == nullptr || !mistakes.ok()) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      "limits.enforce_price_cap: the request takes no provider.max_price");
  }
  cell.request = std::move(compiled);
  cell.price_cap = core::JsonValue(cap);
  // The router's word is judged by what was sent.
  if (cell.identity.routing) cell.identity.routing->asked = core::JsonValue(routing_part(request));
  return {};
}

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
    if (!cell.uncapped) continue;
    if (auto capped = cap_prices(plan, reachable, cell); !capped) return capped;
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
