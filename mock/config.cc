#include "mock/config.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/clock.h"
#include "harness/core/json_document.h"
#include "harness/core/params.h"

namespace orbench::mock {
namespace {

constexpr std::string_view kBuiltIn =
#include "generated/mock_default_catalog.inc"
    ;

UsageChunk read_usage_chunk(core::Params& params) {
  const std::string name = params.choice("usage_chunk", "repeated_finish",
                                         {"empty_choices", "null_finish", "repeated_finish"});
  if (name == "empty_choices") return UsageChunk::kEmptyChoices;
  if (name == "null_finish") return UsageChunk::kNullFinish;
  return UsageChunk::kRepeatedFinish;
}

ReasoningShape read_reasoning_shape(core::Params& params) {
  const std::string name =
      params.choice("reasoning_shape", "text", {"text", "summary", "encrypted", "late_signature"});
  if (name == "summary") return ReasoningShape::kSummary;
  if (name == "encrypted") return ReasoningShape::kEncrypted;
  if (name == "late_signature") return ReasoningShape::kLateSignature;
  return ReasoningShape::kText;
}

// 640 MB of pairs; a run that needs more reads them back while it goes on.
constexpr std::int64_t kMostKeptPairs = 20'000'000;

void read_ground_truth(core::Params& params, GroundTruth& truth) {
  truth.enabled = params.flag("enabled", truth.enabled);
  truth.keep_requests = params.integer("keep_requests", truth.keep_requests, {1.0, 1e6, false});
  truth.keep_tokens = params.integer("keep_tokens", truth.keep_tokens, {1.0, 1e6, false});
  if (truth.keep_requests * truth.keep_tokens > kMostKeptPairs) {
    params.error("keep_tokens",
                 fmt::format("keep_requests times keep_tokens is {}, more than {}; keep fewer",
                             truth.keep_requests * truth.keep_tokens, kMostKeptPairs));
  }
}

BrokenRules read_broken_rules(core::Params& settings) {
  BrokenRules broken;
  settings.array("break_rules", [&](const core::Json& element, const std::string& pointer) {
    const auto rule = parse_broken_rule(element.is_string() ? element.get_ref<const std::string&>()
                                                            : std::string());
    if (rule) {
      broken.push_back(*rule);
    } else {
      settings.diagnostics().error(rule.error().code, rule.error().message,
                                   settings.source().locate(pointer));
    }
  });
  return broken;
}

/// "now" is for clients that compare the times of answers with their own clock.
std::int64_t read_start(core::Params& params, std::int64_t fallback) {
  const core::Json* const given = params.raw("start_unix");
  if (given != nullptr && given->is_string() && *given == "now") {
    return static_cast<std::int64_t>(core::wall_seconds());
  }
  return params.integer("start_unix", fallback, {0.0, 8e9, false});
}

/// The limits that the account brings along come after those that are written out.
void read_account_and_limits(core::Params& params, Config& config) {
  config.account = read_account(params);
  config.limits = read_limits(params);
  if (!config.account.free_model_limits) return;
  const bool is_high = config.account.credits.dollars() >= kHighBalanceUsd;
  auto of_free = free_model_limits(is_high ? kFreeRequestsADayHighBalance : kFreeRequestsADay);
  std::move(of_free.begin(), of_free.end(), std::back_inserter(config.limits));
}

Settings read_settings(core::Params& params) {
  Settings settings;
  settings.seed =
      static_cast<std::uint64_t>(params.integer("seed", 1, core::Bounds::non_negative()));
  settings.start_unix = read_start(params, settings.start_unix);
  settings.tokens_per_chunk = params.integer("tokens_per_chunk", 1, {1.0, 1e4, false});
  params.object("keep_alive", [&](core::Params& comments) {
    settings.keep_alive_count = comments.integer("count", 1, {0.0, 1e4, false});
    settings.keep_alive_interval = comments.duration("interval_ms", {});
  });
  settings.usage_chunk = read_usage_chunk(params);
  settings.reasoning_shape = read_reasoning_shape(params);
  settings.messages_done = params.flag("messages_done", true);
  settings.allow_fault_header = params.flag("allow_fault_header", true);
  settings.max_body_bytes = params.integer("max_body_bytes", settings.max_body_bytes,
                                           {1024.0, static_cast<double>(1LL << 30), false});
  settings.request_timeout = params.duration("request_timeout_ms", settings.request_timeout);
  settings.live_statistics = params.choice("stats", "constant", {"constant", "live"}) == "live";
  settings.generation_delay = params.duration("generation_delay_ms", settings.generation_delay);
  settings.log_content = params.flag("log_content", false);
  settings.admin = params.flag("admin", false);
  settings.break_rules = read_broken_rules(params);
  settings.ground_truth.enabled = settings.admin;
  params.object("ground_truth",
                [&](core::Params& truth) { read_ground_truth(truth, settings.ground_truth); });
  return settings;
}

core::Error all_in_one(const core::Diagnostics& diagnostics, const std::string& origin) {
  const auto& errors = diagnostics.errors();
  if (errors.size() == 1) return errors.front();
  std::string message = fmt::format("{} mistakes in {}:", errors.size(), origin);
  for (const core::Error& error : errors) {
    message += fmt::format("\n  {}: {}", error.where, error.message);
  }
  return {errors.front().code, std::move(message), errors.front().where};
}

}  // namespace

core::Result<Config> parse_config(std::string_view text, const std::string& origin) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const auto document = core::parse_json_document(text, origin, source, diagnostics);
  Config config;
  if (document) {
    core::Params params(*document, "", source, diagnostics);
    params.object("settings",
                  [&](core::Params& settings) { config.settings = read_settings(settings); });
    read_account_and_limits(params, config);
    config.faults = read_faults(params);
    config.replays = read_replays(params, origin);
    config.catalog.read(params);
    params.finish();
  }
  if (!diagnostics.ok()) return tl::unexpected(all_in_one(diagnostics, origin));
  return config;
}

core::Result<Config> load_config(const std::optional<std::string>& path) {
  if (!path) return parse_config(kBuiltIn, "the built-in mock catalog");
  std::ifstream file(*path, std::ios::binary);
  if (!file) {
    return core::fail(core::ErrorCode::kNotFound,
                      fmt::format("cannot open the mock configuration \"{}\"", *path), *path);
  }
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return parse_config(text, *path);
}

}  // namespace orbench::mock
