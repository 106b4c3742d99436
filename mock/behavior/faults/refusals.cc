// Faults that answer with an error in place of the right answer.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "mock/behavior/faults/edits.h"
#include "mock/error_reply.h"
#include "mock/limits/refusal.h"

namespace orbench::mock::fault_edits {
namespace {

using core::Json;
namespace codes = api::error_codes;

constexpr std::int64_t kRetryAfterSeconds = 2;
constexpr int kTooLarge = 413;
constexpr int kUnprocessable = 422;
constexpr int kGatewayTimeout = 504;

}  // namespace

void status_400(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(codes::kBadRequest, "Input must have at least 1 token.",
                                     {{"error_type", "invalid_request"}}));
}

void status_401(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(codes::kUnauthorized, "User not found."));
}

void status_402(Script& script, const FaultContext&) {
  replace_answer(script, in_flight_refusal(kRetryAfterSeconds));
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
  replace_answer(script, platform_refusal("free-models-per-min. ", RateHeaders{"20", "0", reset},
                                          std::nullopt));
}

void status_429_upstream(Script& script, const FaultContext&) {
  replace_answer(script, upstream_refusal(script.provider, script.model, kRetryAfterSeconds));
}

void status_429_html(Script& script, const FaultContext&) {
  replace_answer(script, edge_refusal(kRetryAfterSeconds));
}

void status_500(Script& script, const FaultContext&) {
  replace_answer(script, error_reply(codes::kInternal, "Internal Server Error"));
}

void status_502(Script& script, const FaultContext&) {
  const Json metadata = provider_metadata(
      script.provider, R"({"error":"upstream connect failure"})", "provider_unavailable");
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
      provider_metadata(script.provider, R"({"error":"overloaded"})", "provider_overloaded");
  replace_answer(script, error_reply(codes::kUnavailable, "Provider returned error", metadata));
}

void status_504(Script& script, const FaultContext&) {
  const Json metadata = provider_metadata(script.provider, R"({"error":"timeout"})", "timeout");
  replace_answer(script, error_reply(kGatewayTimeout, "Provider returned error", metadata));
}

void status_524(Script& script, const FaultContext&) {
  replace_answer(script,
                 error_reply(codes::kEdgeTimeout, "Request timed out. Please try again later.",
                             {{"error_type", "timeout"}}));
}

void status_529(Script& script, const FaultContext&) {
  const Json metadata =
      provider_metadata(script.provider, R"({"error":"overloaded"})", "provider_overloaded");
  replace_answer(script,
                 error_reply(codes::kProviderOverloaded, "Provider returned error", metadata));
}

void redirect(Script& script, const FaultContext&) {
  Script moved = whole_script(307, "text/plain", "Moved\n");
  moved.set_header("Location", "/moved");
  replace_answer(script, std::move(moved));
}

void error_body_200(Script& script, const FaultContext&) {
  Script error = error_reply(codes::kBadGateway, "Provider returned error",
                             provider_metadata(script.provider, "", "provider_unavailable"));
  error.status = 200;
  replace_answer(script, std::move(error));
}

}  // namespace orbench::mock::fault_edits
