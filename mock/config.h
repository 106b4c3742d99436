#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/result.h"
#include "harness/core/units.h"
#include "mock/account/account_config.h"
#include "mock/behavior/faults.h"
#include "mock/limits/limit_rule.h"
#include "mock/responders/replay.h"
#include "mock/router/broken_rules.h"
#include "mock/router/catalog.h"
#include "mock/server/truth_log.h"

namespace orbench::mock {

/// The `choices` of the usage chunk: three forms have been seen on the wire.
enum class UsageChunk : std::uint8_t {
  kEmptyChoices,    ///< `[]`
  kNullFinish,      ///< one choice, finish_reason null
  kRepeatedFinish,  ///< one choice that repeats the finish reason, and `service_tier`
};

/// How `/chat/completions` shows reasoning: four forms have been seen on the wire.
enum class ReasoningShape : std::uint8_t {
  kText,           ///< in `reasoning` and again in `reasoning_details[].text`
  kSummary,        ///< in `reasoning` and again in `reasoning_details[].summary`
  kEncrypted,      ///< in `reasoning_details[].data` alone, `reasoning` is null
  kLateSignature,  ///< as text, and its signature in an event after the answer
};

struct Settings {
  std::uint64_t seed = 1;
  /// The instant that every time field shows; it stands still, so that answers can be repeated.
  std::int64_t start_unix = 1767225600;
  std::int64_t tokens_per_chunk = 1;
  std::int64_t keep_alive_count = 1;
  core::Duration keep_alive_interval{};
  UsageChunk usage_chunk = UsageChunk::kRepeatedFinish;
  ReasoningShape reasoning_shape = ReasoningShape::kText;
  bool messages_done = true;  ///< `[DONE]` after message_stop
  bool allow_fault_header = true;
  std::int64_t max_body_bytes = 8 << 20;
  core::Duration request_timeout = std::chrono::seconds(30);  ///< for a request to come in whole
  bool live_statistics = false;  ///< discovery shows what was served, not the catalog's figures
  core::Duration generation_delay = std::chrono::milliseconds(500);  ///< until /generation knows
  bool log_content = false;  ///< /generation/content shows prompts and completions
  bool admin = false;        ///< answers under /admin (mock/admin.h)
  GroundTruth ground_truth;
  BrokenRules break_rules;  ///< of the router, on purpose
};

/// Everything a mock is told: a value, read once.
struct Config {
  Settings settings;
  Catalog catalog;
  AccountConfig account;
  std::vector<LimitRule> limits;  ///< those on free models among them
  std::vector<FaultRule> faults;
  std::vector<Replay> replays;
};

/// Reads a configuration file, or the built-in one when there is no path. The format is described
/// in mock/catalog/README.md. An error lists every mistake, each with its place.
[[nodiscard]] core::Result<Config> load_config(const std::optional<std::string>& path);
/// The same from text; `origin` is what errors call it.
[[nodiscard]] core::Result<Config> parse_config(std::string_view text, const std::string& origin);

}  // namespace orbench::mock
