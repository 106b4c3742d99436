#include "mock/admin.h"

#include <charconv>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/core/json_document.h"
#include "harness/core/params.h"
#include "mock/error_reply.h"

namespace orbench::mock {
namespace {

using core::Json;

constexpr std::string_view kMount = "/admin/";
constexpr std::string_view kTruth = "truth";
constexpr std::size_t kMostBodyBytes = 4096;
constexpr double kLongestStallMs = 60e3;
constexpr double kLongestDelayMs = 3600e3;
constexpr int kMethodNotAllowed = 405;

Script json_reply(const Json& body) { return whole_script(200, api::fields::kJson, dumped(body)); }

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

}  // namespace

Admin::Admin(AdminPowers powers) : powers_(std::move(powers)) {}

bool Admin::owns(std::string_view path) { return path.substr(0, kMount.size()) == kMount; }

Script Admin::answer(const Request& request) const {
  std::string_view what = request.path;
  what.remove_prefix(kMount.size());
  const bool of_one = what.substr(0, kTruth.size() + 1) == "truth/";
  const bool reads = of_one || what == kTruth || what == "counters";
  if (!reads && what != "reset" && what != "stall") {
    return error_reply(api::error_codes::kNotFound, "no such admin operation");
  }
  const std::string_view method = reads ? "GET" : "POST";
  if (request.method != method) {
    Script refusal = error_reply(kMethodNotAllowed, "Method Not Allowed");
    refusal.set_header("Allow", std::string(method));
    return refusal;
  }
  if (what == "counters") return json_reply(powers_.counters());
  if (what == "stall") return stall(request.body);
  if (what == "reset") {
    powers_.reset();
    return json_reply({{"reset", true}});
  }
  if (powers_.truth == nullptr) {
    return error_reply(api::error_codes::kNotFound,
                       "no ground truth is kept; set settings.ground_truth.enabled");
  }
  return of_one ? truth_of(what.substr(kTruth.size() + 1)) : truth_list(request.query);
}

Script Admin::truth_of(std::string_view id) const {
  const auto number = number_in(id);
  const auto truth = number ? powers_.truth->find(*number) : powers_.truth->find(id);
  if (!truth) {
    return error_reply(api::error_codes::kNotFound,
                       "no record of this request: an unknown id, or no longer kept");
  }
  Json body = summary_json(*truth);
  body["tokens"] = Json::array();
  for (const TokenTruth& token : truth->tokens) body["tokens"].push_back(token_json(token));
  return json_reply(body);
}

Script Admin::truth_list(std::string_view query) const {
  constexpr std::string_view kSince = "since=";
  std::uint64_t since = 0;
  if (!query.empty()) {
    const auto number = query.substr(0, kSince.size()) == kSince
                            ? number_in(query.substr(kSince.size()))
                            : std::nullopt;
    if (!number) {
      return error_reply(api::error_codes::kBadRequest, "the query is since=NUMBER, or nothing");
    }
    since = *number;
  }
  Json requests = Json::array();
  for (auto truth = powers_.truth->next_after(since); truth && requests.size() < kMostListed;
       truth = powers_.truth->next_after(since)) {
    since = truth->number;
    requests.push_back(summary_json(*truth));
  }
  return json_reply({{"requests", std::move(requests)}, {"next_since", since}});
}

Script Admin::stall(std::string_view body) const {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  if (body.size() > kMostBodyBytes) {
    return error_reply(api::error_codes::kBadRequest, "the body is too large for a stall");
  }
  const auto document = core::parse_json_document(body, "body", source, diagnostics);
  double length = 0;
  double delay = 0;
  if (document) {
    core::Params params(*document, "", source, diagnostics);
    length = params.required_number("ms", {0.0, kLongestStallMs, true});
    delay = params.number("after_ms", 0, {0.0, kLongestDelayMs, false});
    params.finish();
  }
  if (!diagnostics.ok()) {
    return error_reply(api::error_codes::kBadRequest, diagnostics.errors().front().message);
  }
  powers_.stall(core::from_ms(delay), core::from_ms(length));
  return json_reply({{"ms", length}, {"after_ms", delay}});
}

}  // namespace orbench::mock
