#include "mock/limits/limit_rule.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

namespace orbench::mock {
namespace {

constexpr double kMostAmount = 1e12;
constexpr double kMostPerSecond = 1e9;
constexpr double kLongestWindowS = 366.0 * 86'400.0;
constexpr std::int64_t kFreeRequestsAMinute = 20;

LimitOwner read_owner(core::Params& params) {
  const std::string owner = params.choice("owner", "platform", {"platform", "upstream", "edge"});
  if (owner == "upstream") return LimitOwner::kUpstream;
  return owner == "edge" ? LimitOwner::kEdge : LimitOwner::kPlatform;
}

Hint read_hint(core::Params& params, std::string_view key, std::string fallback) {
  const std::string hint =
      params.choice(key, std::move(fallback), {"absent", "true", "sometimes", "lying"});
  if (hint == "absent") return Hint::kAbsent;
  if (hint == "sometimes") return Hint::kSometimes;
  return hint == "lying" ? Hint::kLying : Hint::kTrue;
}

ModelScope read_scope(core::Params& params) {
  const std::string scope = params.choice("scope", "all", {"all", "free", "paid"});
  if (scope == "free") return ModelScope::kFree;
  return scope == "paid" ? ModelScope::kPaid : ModelScope::kAll;
}

void read_bucket(core::Params& bucket, LimitRule& rule) {
  rule.counting = Counting::kBucket;
  rule.per_second = bucket.required_number("per_second", {0.0, kMostPerSecond, true});
  rule.amount = bucket.required_number("burst", {1.0, kMostAmount, false});
}

void read_window(core::Params& window, LimitRule& rule) {
  rule.counting = window.flag("sliding", false) ? Counting::kSlidingWindow : Counting::kFixedWindow;
  rule.amount = window.required_number("amount", {1.0, kMostAmount, false});
  rule.window = window.duration("length_s", {}, {0.0, kLongestWindowS, true});
  if (!window.has("length_s")) window.error("length_s", "is missing; give seconds, such as 60");
  rule.on_grid = window.choice("begins", "on_grid", {"on_grid", "with_first_request"}) == "on_grid";
}

LimitRule read_limit(core::Params& params) {
  LimitRule rule;
  rule.name = params.required_text("name");
  rule.owner = read_owner(params);
  const bool bucket =
      params.object("bucket", [&](core::Params& shape) { read_bucket(shape, rule); });
  const bool window =
      params.object("window", [&](core::Params& shape) { read_window(shape, rule); });
  if (bucket == window) {
    params.error({}, R"(needs either "bucket" or "window": {"bucket": {"per_second": 5, )"
                     R"("burst": 10}} or {"window": {"amount": 20, "length_s": 60}})");
  }
  if (params.choice("of", "requests", {"requests", "tokens"}) == "tokens") {
    rule.meter = Meter::kTokens;
  }
  const bool of_platform = rule.owner == LimitOwner::kPlatform;
  rule.per_key = params.choice("per", of_platform ? "key" : "account", {"key", "account"}) == "key";
  rule.per_model = params.flag("per_model", false);
  rule.scope = read_scope(params);
  params.array("models", [&](const core::Json& element, const std::string& pointer) {
    if (element.is_string()) {
      rule.models.push_back(element.get_ref<const std::string&>());
    } else {
      params.diagnostics().error(core::ErrorCode::kInvalidArgument, "expected a model's id",
                                 params.source().locate(pointer));
    }
  });
  rule.provider = params.text("provider", {});
  rule.counts_refused = params.flag("counts_refused", false);
  rule.headers = read_hint(params, "headers", of_platform ? "true" : "absent");
  rule.retry_after = read_hint(params, "retry_after",
                               rule.owner == LimitOwner::kUpstream ? "sometimes" : "absent");
  if (!rule.provider.empty() && rule.owner != LimitOwner::kUpstream) {
    params.error("provider", R"(belongs to a limit whose "owner" is "upstream")");
  }
  if (rule.owner == LimitOwner::kEdge &&
      (rule.meter == Meter::kTokens || rule.per_key || rule.per_model || !rule.models.empty() ||
       rule.scope != ModelScope::kAll)) {
    params.error("owner",
                 R"("edge" counts requests of everybody, and knows no key, model or token)");
  }
  return rule;
}

LimitRule free_window(std::string name, std::int64_t amount, core::Duration length) {
  LimitRule rule;
  rule.name = std::move(name);
  rule.counting = Counting::kFixedWindow;
  rule.amount = static_cast<double>(amount);
  rule.window = length;
  rule.per_key = false;
  rule.scope = ModelScope::kFree;
  return rule;
}

}  // namespace

bool is_free_model(std::string_view id) {
  constexpr std::string_view kFree = ":free";
  return id == "openrouter/free" || id.ends_with(kFree);
}

bool LimitRule::covers(std::string_view model) const {
  if (scope == ModelScope::kFree && !is_free_model(model)) return false;
  if (scope == ModelScope::kPaid && is_free_model(model)) return false;
  return models.empty() || std::find(models.begin(), models.end(), model) != models.end();
}

std::vector<LimitRule> read_limits(core::Params& params) {
  std::vector<LimitRule> rules;
  params.array("limits", [&](const core::Json& element, const std::string& pointer) {
    core::Params row(element, pointer, params.source(), params.diagnostics());
    rules.push_back(read_limit(row));
    row.finish();
  });
  return rules;
}

std::vector<LimitRule> free_model_limits(std::int64_t per_day) {
  const bool is_high = per_day > kFreeRequestsADay;
  LimitRule day = free_window(is_high ? "free-models-per-day-high-balance" : "free-models-per-day",
                              per_day, std::chrono::hours(24));
  if (!is_high) day.advice = "Add 10 credits to unlock 1000 free model requests per day";
  return {free_window("free-models-per-min", kFreeRequestsAMinute, std::chrono::minutes(1)),
          std::move(day)};
}

}  // namespace orbench::mock
