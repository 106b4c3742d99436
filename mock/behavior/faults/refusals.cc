// Faults that answer with an error in place of the right answer.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "mock/behavior/faults/edits.h"
#include "mock/error_reply.h"

namespace orbench::mock::fault_edits {
namespace {

using core::Json;
namespace codes = api::error_codes;

constexpr std::int64_t kRetryAfterSeconds = 2;
constexpr int kTooLarge = 413;
constexpr int kUnprocessable = 422;
constexpr int kGatewayTimeout = 504;

/// The error of a provider, in the copy that the service passes on.
Json provider_metadata(const Script& script, std::string_view raw, std::string_view error_type) {
  return {{"provider_name", script.provider.empty() ? Json(nullptr) : Json(script.provider)},
          {"raw", raw},
          {"is_byok", false},
          {"error_type", error_type}};
}

}  // namespace

void status_400(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(codes::kBadRequest, "Input must have at least 1 token.",
                                     {{"error_type", "invalid_request"}}));
}

void status_401(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(codes::kUnauthorized, "User not found."));
}

void status_402(Script& script, const FaultContext&) {
  Script refusal = error_reply(
      codes::kPaymentRequired,
      "Requests in flight already hold the whole balance. Try again when some have finished.",
      {{"reason", api::fields::kInFlightBudgetExhausted},
       {"limit_source", "openrouter_in_flight_budget"},
       {"error_type", "payment_required"}});
  refusal.set_header("Retry-After", std::to_string(kRetryAfterSeconds));
  replace_answer(script, std::move(refusal));
}

void status_403(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(codes::kForbidden, "The input was flagged by moderation.",
                                     {{"reasons", Json::array({"violence"})},
                                      {"flagged_input", ""},
                                      {"provider_name", script.provider},
                                      {"model_slug", script.model}}));
}

void status_404(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(codes::kNotFound, "Not Found"));
}

void status_408(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(codes::kRequestTimeout, "Request timed out",
                                     {{"error_type", "timeout"}}));
}

void status_413(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(kTooLarge, "Request payload too large",
                                     {{"error_type", "payload_too_large"}}));
}

void status_422(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(kUnprocessable, "Unprocessable request",
                                     {{"error_type", "unprocessable"}}));
}

void status_429_platform(Script& script, const FaultContext& context) {
  // The window ends at the next minute; the header counts milliseconds, unlike Retry-After.
  const std::string reset = std::to_string((context.now_unix / 60 + 1) * 60 * 1000);
  Script refusal =
      error_reply(codes::kTooManyRequests, "Rate limit exceeded: free-models-per-min. ",
                  {{"headers",
                    {{"X-RateLimit-Limit", "20"},
                     {"X-RateLimit-Remaining", "0"},
                     {"X-RateLimit-Reset", reset}}},
                   {"provider_name", nullptr}});
  refusal.set_header("X-RateLimit-Limit", "20");
  refusal.set_header("X-RateLimit-Remaining", "0");
  refusal.set_header("X-RateLimit-Reset", reset);
  replace_answer(script, std::move(refusal));
}

void status_429_upstream(Script& script, const FaultContext&) {
  Json metadata = provider_metadata(
      script,
      fmt::format("{} is temporarily rate-limited upstream. Please retry shortly.", script.model),
      "rate_limit_exceeded");
  metadata["limit_source"] = "upstream_provider_shared_pool";
  metadata["retry_after_seconds"] = kRetryAfterSeconds;
  Script refusal = error_reply(codes::kTooManyRequests, "Provider returned error", metadata);
  refusal.set_header("Retry-After", std::to_string(kRetryAfterSeconds));
  replace_answer(script, std::move(refusal));
}

void status_500(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(codes::kInternal, "Internal Server Error"));
}

void status_502(Script& script, const FaultContext&) {
  const Json metadata =
      provider_metadata(script, R"({"error":"upstream connect failure"})", "provider_unavailable");
  replace_answer(script, error_reply(codes::kBadGateway, "Provider returned error", metadata));
}

void status_502_html(Script& script, const FaultContext&) {
  replace_answer(script,
                 whole_script(codes::kBadGateway, "text/html; charset=UTF-8",
                              "<!DOCTYPE html>\n<html><head><title>502 Bad gateway"
                              "</title></head>\n<body><h1>Bad gateway</h1></body></html>\n"));
}

void status_503(Script& script, const FaultContext&) {
  const Json metadata =
      provider_metadata(script, R"({"error":"overloaded"})", "provider_overloaded");
  replace_answer(script, error_reply(codes::kUnavailable, "Provider returned error", metadata));
}

void status_504(Script& script, const FaultContext&) {
  const Json metadata = provider_metadata(script, R"({"error":"timeout"})", "timeout");
  replace_answer(script, error_reply(kGatewayTimeout, "Provider returned error", metadata));
}

void status_524(Script& script, const FaultContext&) {
  replace_answer(script,
                 error_reply(codes::kEdgeTimeout, "Request timed out. Please try again later.",
                             {{"error_type", "timeout"}}));
}

void status_529(Script& script, const FaultContext&) {
  const Json metadata =
      provider_metadata(script, R"({"error":"overloaded"})", "provider_overloaded");
  replace_answer(script,
                 error_reply(codes::kProviderOverloaded, "Provider returned error", metadata));
}

void redirect(Script& script, const FaultContext&) {
  Script moved = whole_script(307, "text/plain", "Moved\n");
  moved.set_header("Location", "/moved");
  replace_answer(script, std::move(moved));
}

void error_body_200(Script& script, const FaultContext&) {
  replace_answer(script,
                 whole_script(200, api::fields::kJson,
                              error_body(codes::kBadGateway, "Provider returned error",
                                         provider_metadata(script, "", "provider_unavailable"))));
}

}  // namespace orbench::mock::fault_edits
