#include "harness/run/cost_lookup.h"

#include "harness/run/audit.h"
#include "harness/run/discovery_json.h"

namespace orbench::run {
namespace {

constexpr int kOk = 200;
constexpr double kMostBelievable = 1e6;  // dollars; more would not fit the ledger's integers

}  // namespace

std::optional<core::Usd> CostLookup::of(const std::string& generation_id) {
  const auto path = generation_path(generation_id);
  if (!path) return std::nullopt;
  if (client_ == nullptr) {
    auto made = ApiClient::create(target_, manner_, clock_);
    if (!made) return std::nullopt;
    client_ = std::move(*made);
  }
  const auto reply = client_->get(*path);
  if (!reply || reply->status != kOk) return std::nullopt;
  const auto row = generation_row(parse_reply(reply->body).get());
  const auto cost = row ? row->cost_usd : std::nullopt;
  if (!cost || !(*cost >= 0) || *cost > kMostBelievable) return std::nullopt;
  return core::Usd::from_dollars_rounded_up(*cost);
}

}  // namespace orbench::run
