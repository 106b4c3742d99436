#include "mock/admin.h"

#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/core/json_document.h"
#include "harness/core/json_text.h"
#include "harness/core/params.h"
#include "mock/decision_json.h"
#include "mock/error_reply.h"
#include "mock/service.h"

namespace orbench::mock {
namespace {

using core::Json;

constexpr std::string_view kMount = "/admin/";
constexpr std::size_t kMostBodyBytes = 65'536;
constexpr double kLongestStallMs = 60e3;
constexpr double kLongestDelayMs = 3600e3;
constexpr double kLongestStepS = 366.0 * 86'400.0;
constexpr int kMethodNotAllowed = 405;

Script json_reply(const Json& body) {
  return whole_script(200, api::fields::kJson, core::dumped(body));
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

std::string_view name_of(Part part) {
  if (part == Part::kReasoning) return "reasoning";
  if (part == Part::kTool) return "tool";
  if (part == Part::kBody) return "body";
  return "content";
}

Json summary_json(const RequestTruth& truth) {
  return {{"number", truth.number},
          {"generation_id", truth.generation_id},
          {"first_byte_ns", truth.first_byte.count()},
          {"read_whole_ns", truth.read_whole.count()},
          {"over", truth.over},
          {"tokens_seen", truth.tokens_seen}};
}

Json token_json(const TokenTruth& token) {
  const bool open = token.after == core::Duration::zero();
  return {{"part", name_of(token.part)},
          {"due_ns", token.due.count()},
          {"before_ns", token.before.count()},
          {"after_ns", open ? Json(nullptr) : Json(token.after.count())},
          {"queued", token.queued}};
}

/// Reads the body with `read`, which must know every key; the error says what is wrong.
template <class Read>
core::Result<void> read_body(std::string_view body, Read read) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  if (body.size() > kMostBodyBytes) {
    return core::fail(core::ErrorCode::kTooLarge, "the body is too large for this operation");
  }
  const auto document = core::parse_json_document(body, "body", source, diagnostics);
  if (document) {
    core::Params params(*document, "", source, diagnostics);
    read(params);
    params.finish();
  }
  if (!diagnostics.ok()) return tl::unexpected(diagnostics.errors().front());
  return {};
}

Script refused(const core::Error& error) {
  return error_reply(api::error_codes::kBadRequest, error.message);
}

/// The `since` of a list's query; zero without one, nothing when it is no number.
std::optional<std::uint64_t> since_in(std::string_view query) {
  constexpr std::string_view kSince = "since=";
  if (query.empty()) return 0;
  if (query.substr(0, kSince.size()) != kSince) return std::nullopt;
  return number_in(query.substr(kSince.size()));
}

Script bad_since() {
  return error_reply(api::error_codes::kBadRequest, "the query is since=NUMBER, or nothing");
}

Script no_truth() {
  return error_reply(api::error_codes::kNotFound,
                     "no ground truth is kept; set settings.ground_truth.enabled");
}

Script no_record() {
  return error_reply(api::error_codes::kNotFound,
                     "no record of this request: an unknown id, or no longer kept");
}

Json faults_json(const Service& service) {
  Json rules = Json::array();
  for (const FaultRule& rule : service.config().faults) rules.push_back(rule.text);
  return {{"faults", std::move(rules)}};
}

Json clock_json(const ServiceClock& clock) {
  return {{"unix_ms", std::chrono::duration_cast<std::chrono::milliseconds>(clock.wall()).count()},
          {"shown_unix", clock.unix_seconds()}};
}

}  // namespace

struct Admin::Operation {
  std::string_view method;
  std::string_view name;
  bool of_one = false;  ///< an id follows the name
  Script (Admin::*answer)(const Request& request, std::string_view id) const;
};

Admin::Admin(AdminPowers powers) : powers_(std::move(powers)) {}

bool Admin::owns(std::string_view path) { return path.substr(0, kMount.size()) == kMount; }

Script Admin::answer(const Request& request) const {
  static constexpr std::array<Operation, 12> kOperations = {
      {{"GET", "truth", true, &Admin::truth_of},
       {"GET", "truth", false, &Admin::truth_list},
       {"GET", "routing", true, &Admin::routing_of},
       {"GET", "routing", false, &Admin::routing_list},
       {"GET", "counters", false, &Admin::counters},
       {"GET", "metrics", false, &Admin::metrics},
       {"GET", "clock", false, &Admin::clock},
       {"POST", "clock", false, &Admin::step_clock},
       {"GET", "faults", false, &Admin::faults},
       {"POST", "faults", false, &Admin::set_faults},
       {"POST", "reset", false, &Admin::reset},
       {"POST", "stall", false, &Admin::stall}}};
  std::string_view what = request.path;
  what.remove_prefix(kMount.size());
  const auto slash = what.find('/');
  const std::string_view name = what.substr(0, slash);
  const bool of_one = slash != std::string_view::npos;
  std::string allowed;
  for (const Operation& operation : kOperations) {
    if (operation.name != name || operation.of_one != of_one) continue;
    if (operation.method == request.method) {
      return (this->*operation.answer)(request,
                                       of_one ? what.substr(slash + 1) : std::string_view());
    }
    if (!allowed.empty()) allowed += ", ";
    allowed += operation.method;
  }
  if (allowed.empty()) {
    return error_reply(api::error_codes::kNotFound, "no such admin operation");
  }
  Script refusal = error_reply(kMethodNotAllowed, "Method Not Allowed");
  refusal.set_header("Allow", allowed);
  return refusal;
}

Script Admin::truth_of(const Request& /*request*/, std::string_view id) const {
  if (powers_.truth == nullptr) return no_truth();
  const auto number = number_in(id);
  const auto truth = number ? powers_.truth->find(*number) : powers_.truth->find(id);
  if (!truth) return no_record();
  Json body = summary_json(*truth);
  body["tokens"] = Json::array();
  for (const TokenTruth& token : truth->tokens) body["tokens"].push_back(token_json(token));
  return json_reply(body);
}

Script Admin::truth_list(const Request& request, std::string_view /*id*/) const {
  if (powers_.truth == nullptr) return no_truth();
  const auto asked = since_in(request.query);
  if (!asked) return bad_since();
  std::uint64_t since = *asked;
  Json requests = Json::array();
  for (auto truth = powers_.truth->next_after(since); truth && requests.size() < kMostListed;
       truth = powers_.truth->next_after(since)) {
    since = truth->number;
    requests.push_back(summary_json(*truth));
  }
  return json_reply({{"requests", std::move(requests)}, {"next_since", since}});
}

Script Admin::routing_of(const Request& /*request*/, std::string_view id) const {
  const Decision* const decision = powers_.service().state().decisions.find(id);
  return decision == nullptr ? no_record() : json_reply(decision_json(*decision));
}

Script Admin::routing_list(const Request& request, std::string_view /*id*/) const {
  const auto asked = since_in(request.query);
  if (!asked) return bad_since();
  const DecisionLog& decisions = powers_.service().state().decisions;
  std::uint64_t since = *asked;
  Json requests = Json::array();
  for (const Decision* one = decisions.next_after(since);
       one != nullptr && requests.size() < kMostListed; one = decisions.next_after(since)) {
    since = one->number;
    requests.push_back(decision_json(*one));
  }
  return json_reply({{"requests", std::move(requests)}, {"next_since", since}});
}

Script Admin::counters(const Request& /*request*/, std::string_view /*id*/) const {
  return json_reply(powers_.counters());
}

Script Admin::metrics(const Request& /*request*/, std::string_view /*id*/) const {
  return whole_script(200, kMetricsType, metrics_text(powers_.service().state(), powers_.gauges()));
}

Script Admin::clock(const Request& /*request*/, std::string_view /*id*/) const {
  return json_reply(clock_json(powers_.service().state().clock));
}

Script Admin::step_clock(const Request& request, std::string_view /*id*/) const {
  double step = 0;
  const auto read = read_body(request.body, [&](core::Params& params) {
    step = params.required_number("step_s", {0.0, kLongestStepS, false});
  });
  if (!read) return refused(read.error());
  ServiceClock& clock = powers_.service().state().clock;
  clock.step(core::from_seconds(step));
  return json_reply(clock_json(clock));
}

Script Admin::faults(const Request& /*request*/, std::string_view /*id*/) const {
  return json_reply(faults_json(powers_.service()));
}

Script Admin::set_faults(const Request& request, std::string_view /*id*/) const {
  std::vector<FaultRule> rules;
  const auto read = read_body(request.body, [&](core::Params& params) {
    rules = read_faults(params);
    if (!params.has("faults")) params.error("faults", "is missing; give a list, [] for none");
  });
  if (!read) return refused(read.error());
  powers_.service().set_faults(std::move(rules));
  return json_reply(faults_json(powers_.service()));
}

Script Admin::reset(const Request& /*request*/, std::string_view /*id*/) const {
  powers_.reset();
  return json_reply({{"reset", true}});
}

Script Admin::stall(const Request& request, std::string_view /*id*/) const {
  double length = 0;
  double delay = 0;
  const auto read = read_body(request.body, [&](core::Params& params) {
    length = params.required_number("ms", {0.0, kLongestStallMs, true});
    delay = params.number("after_ms", 0, {0.0, kLongestDelayMs, false});
  });
  if (!read) return refused(read.error());
  powers_.stall(core::from_ms(delay), core::from_ms(length));
  return json_reply({{"ms", length}, {"after_ms", delay}});
}

}  // namespace orbench::mock
