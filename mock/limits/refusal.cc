#include "mock/limits/refusal.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"

namespace orbench::mock {
namespace {

using core::Json;
namespace codes = api::error_codes;

void say_retry_after(Script& script, std::optional<std::int64_t> seconds) {
  if (seconds) script.set_header("Retry-After", std::to_string(*seconds));
}

Script payment_required(std::string_view message, Json metadata) {
  metadata["error_type"] = "payment_required";
  return error_reply(codes::kPaymentRequired, message, metadata);
}

}  // namespace

Script platform_refusal(std::string_view what, const std::optional<RateHeaders>& headers,
                        std::optional<std::int64_t> retry_after) {
  Json shown = Json::object();
  if (headers) {
    shown = {{"X-RateLimit-Limit", headers->limit},
             {"X-RateLimit-Remaining", headers->remaining},
             {"X-RateLimit-Reset", headers->reset}};
  }
  const Json body = {{"error",
                      {{"message", fmt::format("Rate limit exceeded: {}", what)},
                       {"code", codes::kTooManyRequests},
                       {"metadata", {{"headers", shown}, {"provider_name", nullptr}}}}},
                     {"user_id", "user_mock"}};
  Script script = whole_script(codes::kTooManyRequests, api::fields::kJson, core::dumped(body));
  script.failed = true;
  for (const auto& [name, value] : shown.items()) {
    script.set_header(name, value.get_ref<const std::string&>());
  }
  say_retry_after(script, retry_after);
  return script;
}

Script upstream_refusal(std::string_view provider, std::string_view model,
                        std::optional<std::int64_t> retry_after) {
  Json metadata = provider_metadata(
      provider,
      fmt::format("{} is temporarily rate-limited upstream. Please retry shortly.", model),
      "rate_limit_exceeded");
  metadata["limit_source"] = "upstream_provider_shared_pool";
  if (retry_after) metadata["retry_after_seconds"] = *retry_after;
  Script script = error_reply(codes::kTooManyRequests, "Provider returned error", metadata);
  say_retry_after(script, retry_after);
  return script;
}

Script edge_refusal(std::optional<std::int64_t> retry_after) {
  Script script =
      whole_script(codes::kTooManyRequests, "text/html; charset=UTF-8",
                   "<!DOCTYPE html>\n<html><head><title>Too many requests</title>"
                   "</head>\n<body><h1>You are being rate limited</h1></body></html>\n");
  script.failed = true;
  say_retry_after(script, retry_after);
  return script;
}

Script in_flight_refusal(std::int64_t retry_after) {
  Script script = payment_required(
      "Requests in flight already hold the whole balance. Try again when some have finished.",
      {{"reason", api::fields::kInFlightBudgetExhausted},
       {"limit_source", "openrouter_in_flight_budget"}});
  say_retry_after(script, retry_after);
  return script;
}

Script weight_refusal(std::int64_t tokens_asked, std::int64_t tokens_affordable) {
  return payment_required(
      fmt::format("This request requires more credits, or fewer max_tokens. You requested up to "
                  "{} tokens, but can only afford {}.",
                  tokens_asked, tokens_affordable),
      {{"reason", "weight_exceeds_budget"}, {"limit_source", "openrouter_credits"}});
}

Script balance_refusal() {
  return payment_required("Insufficient credits: the balance is negative. Add credits to go on.",
                          {{"limit_source", "openrouter_credits"}});
}

Script key_limit_refusal(std::string_view period) {
  return payment_required(
      fmt::format("Key limit exceeded ({} limit).", period.empty() ? "total" : period),
      {{"limit_source", "openrouter_key_limit"}});
}

Json provider_metadata(std::string_view provider, std::string_view raw,
                       std::string_view error_type) {
  return {{"provider_name", provider.empty() ? Json(nullptr) : Json(provider)},
          {"raw", raw},
          {"is_byok", false},
          {"error_type", error_type}};
}

}  // namespace orbench::mock
