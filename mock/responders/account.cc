#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/core/clock.h"
#include "mock/error_reply.h"
#include "mock/responders/documented.h"
#include "mock/responders/generation_json.h"
#include "mock/responders/model_json.h"
#include "mock/responders/parameters.h"
#include "mock/server/query.h"

namespace orbench::mock {
namespace {

using core::Json;

constexpr std::int64_t kDaysShown = 30;
constexpr std::int64_t kSecondsADay = 86'400;

double spent_in(Period period, const Call& call) {
  return call.state.account.spending_of(call.key.id)
      .in(period, call.state.clock.wall_seconds())
      .dollars();
}

/// Null without limits on free models.
Json free_requests_json(const Call& call) {
  const auto& rules = call.state.limits.rules();
  const auto daily = std::find_if(rules.begin(), rules.end(), [](const LimitRule& rule) {
    return rule.name.rfind("free-models-per-day", 0) == 0;
  });
  if (daily == rules.end()) return nullptr;
  LimitSubject subject;
  subject.key = call.key.id;
  const double left = call.state.limits.left(*daily, subject, call.state.clock.wall());
  return {{"used", daily->amount - left}, {"limit", daily->amount}, {"remaining", left}};
}

Script show_key(const Call& call) {
  const KeyTerms& key = call.key;
  const Account& account = call.state.account;
  const auto left = account.left_of(key, call.state.clock.wall_seconds());
  const std::string_view reset = name_of(key.limit_reset);
  return data_reply(
      {{"label", key.label},
       {"limit", key.limit ? Json(key.limit->dollars()) : Json(nullptr)},
       {"limit_remaining", left ? Json(left->dollars()) : Json(nullptr)},
       {"limit_reset", reset.empty() ? Json(nullptr) : Json(reset)},
       {"usage", spent_in(Period::kNever, call)},
       {"usage_daily", spent_in(Period::kDaily, call)},
       {"usage_weekly", spent_in(Period::kWeekly, call)},
       {"usage_monthly", spent_in(Period::kMonthly, call)},
       {"byok_usage", 0},
       {"byok_usage_daily", 0},
       {"byok_usage_weekly", 0},
       {"byok_usage_monthly", 0},
       {"include_byok_in_limit", false},
       {"is_free_tier", account.bought() == core::Usd{}},
       {"is_management_key", false},
       {"is_provisioning_key", false},
       {"expires_at", key.expires_at.empty() ? Json(nullptr) : Json(key.expires_at)},
       {"creator_user_id", "user_mock"},
       {"organization_id", nullptr},
       {"workspace_id", nullptr},
       {"allowed_data_regions", Json::array()},
       {"free_model_daily_requests", free_requests_json(call)},
       {"rate_limit", {{"requests", -1}, {"interval", "10s"}, {"note", "legacy; ignore"}}}});
}

Script show_credits(const Call& call) {
  const Account& account = call.state.account;
  return data_reply(
      {{"total_credits", account.bought().dollars()}, {"total_usage", account.spent().dollars()}});
}

std::string date_of(std::int64_t unix_seconds) {
  return core::iso8601_utc(static_cast<double>(unix_seconds)).substr(0, 10);
}

bool is_date(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

/// A day's requests at one endpoint.
struct DaySum {
  const Endpoint* endpoint = nullptr;
  std::int64_t requests = 0;
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t reasoning_tokens = 0;
  core::Usd usage;
};

/// The completed days of the last thirty, newest first.
Script show_activity(const Call& call) {
  const Query query(call.request.query);
  const std::string_view wanted = query.text("date");
  if (!wanted.empty() && !is_date(wanted)) {
    return invalid_request("/activity", "date", "must be a date as YYYY-MM-DD");
  }
  const std::string_view wanted_key = query.text("api_key_hash");
  const std::int64_t today = call.state.clock.unix_seconds() / kSecondsADay;
  std::map<std::pair<std::int64_t, std::string>, DaySum> sums;
  for (const Served& served : call.state.generations.all()) {
    const std::int64_t day = served.created_unix / kSecondsADay;
    if (served.endpoint == nullptr || day >= today || day < today - kDaysShown) continue;
    if (!wanted_key.empty() && served.key != wanted_key) continue;
    DaySum& sum = sums[{-day, served.endpoint->model_id + " " + served.endpoint->tag}];
    sum.endpoint = served.endpoint;
    ++sum.requests;
    sum.prompt_tokens += served.prompt_tokens;
    sum.completion_tokens += served.completion_tokens;
    sum.reasoning_tokens += served.reasoning_tokens;
    sum.usage += served.cost;
  }
  Json rows = Json::array();
  for (const auto& [key, sum] : sums) {
    const std::string date = date_of(-key.first * kSecondsADay);
    if (!wanted.empty() && date != wanted) continue;
    rows.push_back({{"date", date},
                    {"model", sum.endpoint->model_id},
                    {"model_permaslug", sum.endpoint->model_id},
                    {"endpoint_id", endpoint_id(*sum.endpoint)},
                    {"provider_name", sum.endpoint->provider_name},
                    {"usage", sum.usage.dollars()},
                    {"byok_usage_inference", 0},
                    {"requests", sum.requests},
                    {"prompt_tokens", sum.prompt_tokens},
                    {"completion_tokens", sum.completion_tokens},
                    {"reasoning_tokens", sum.reasoning_tokens}});
  }
  return data_reply(std::move(rows));
}

/// Null until the answer is over and the service has had time to write it down.
const Served* written(const Call& call, std::string_view id) {
  const Served* const served = call.state.generations.find(id);
  if (served == nullptr) return nullptr;
  const core::Duration from = served->at + served->took + call.config.settings.generation_delay;
  return call.state.clock.now() >= from ? served : nullptr;
}

Script no_generation(std::string_view id) {
  return error_reply(api::error_codes::kNotFound, fmt::format("Generation {} not found", id));
}

Script show_generation(const Call& call) {
  const Query query(call.request.query);
  const Served* const served = written(call, query.text("id"));
  return served == nullptr ? no_generation(query.text("id")) : data_reply(generation_json(*served));
}

Script show_content(const Call& call) {
  const Query query(call.request.query);
  const Served* const served = written(call, query.text("id"));
  if (served == nullptr) return no_generation(query.text("id"));
  if (!call.config.settings.log_content) {
    return error_reply(api::error_codes::kNotFound,
                       "No content is stored for this generation: logging is off");
  }
  return data_reply(generation_content_json(*served));
}

}  // namespace

std::vector<OwnAnswer> account_answers() {
  return {{"GET", "/key", &show_key},
          {"GET", "/credits", &show_credits},
          {"GET", "/activity", &show_activity},
          {"GET", "/generation", &show_generation},
          {"GET", "/generation/content", &show_content}};
}

}  // namespace orbench::mock
