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

constexpr double kCreditsBought = 100.0;
constexpr std::int64_t kDaysShown = 30;
constexpr std::int64_t kSecondsADay = 86'400;
constexpr std::int64_t kFreeADay = 1000;  // of an account that has bought credits

bool ends_in(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// What the account may still ask of free models today.
Json free_requests(const Call& call) {
  const std::int64_t today = call.state.clock.unix_seconds() / kSecondsADay;
  const auto& all = call.state.generations.all();
  const auto used = std::count_if(all.begin(), all.end(), [&](const Served& served) {
    return served.endpoint != nullptr && served.created_unix / kSecondsADay == today &&
           ends_in(served.endpoint->model_id, ":free");
  });
  return {{"used", used},
          {"limit", kFreeADay},
          {"remaining", std::max<std::int64_t>(kFreeADay - used, 0)}};
}

Script show_key(const Call& call) {
  const double spent = call.state.generations.spent().dollars();
  return data_reply(
      {{"label", "mock key"},
       {"limit", nullptr},
       {"limit_remaining", nullptr},
       {"limit_reset", nullptr},
       {"usage", spent},
       {"usage_daily", spent},
       {"usage_weekly", spent},
       {"usage_monthly", spent},
       {"byok_usage", 0},
       {"byok_usage_daily", 0},
       {"byok_usage_weekly", 0},
       {"byok_usage_monthly", 0},
       {"include_byok_in_limit", false},
       {"is_free_tier", false},
       {"is_management_key", false},
       {"is_provisioning_key", false},
       {"expires_at", nullptr},
       {"creator_user_id", "user_mock"},
       {"organization_id", nullptr},
       {"workspace_id", nullptr},
       {"allowed_data_regions", Json::array()},
       {"free_model_daily_requests", free_requests(call)},
       {"rate_limit", {{"requests", -1}, {"interval", "10s"}, {"note", "legacy; ignore"}}}});
}

Script show_credits(const Call& call) {
  return data_reply({{"total_credits", kCreditsBought},
                     {"total_usage", call.state.generations.spent().dollars()}});
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
  const std::int64_t today = call.state.clock.unix_seconds() / kSecondsADay;
  std::map<std::pair<std::int64_t, std::string>, DaySum> sums;
  for (const Served& served : call.state.generations.all()) {
    const std::int64_t day = served.created_unix / kSecondsADay;
    if (served.endpoint == nullptr || day >= today || day < today - kDaysShown) continue;
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
