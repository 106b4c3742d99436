#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orbench::results {

/// How one check ended. Names are on disk.
enum class CheckVerdict : std::uint8_t { kPassed, kFailed, kUndecided, kNoData, kWarned };
[[nodiscard]] std::string_view to_string(CheckVerdict verdict);
[[nodiscard]] std::optional<CheckVerdict> check_verdict_from_name(std::string_view name);

/// What a run came to. Names are on disk.
enum class RunStatus : std::uint8_t { kPassed, kFailed, kRegressed, kInvalid, kAborted, kPartial };
[[nodiscard]] std::string_view to_string(RunStatus status);
[[nodiscard]] std::optional<RunStatus> run_status_from_name(std::string_view name);

/// One judged check: what was expected, what was observed, over how many samples, and which.
struct CheckRecord {
  std::string check;  ///< as written, for example `ttft.p95 < 800ms`
  std::string where;  ///< `workload=chat, provider=Bluefin`; empty = all
  CheckVerdict verdict = CheckVerdict::kNoData;
  std::string expected;
  std::string observed;
  std::int64_t n = 0;
  std::vector<std::string> evidence;  ///< up to five sample ids
  std::string note;                   ///< low-n, why undecided, how much more data would tell
  bool implicit = false;              ///< not written by the user
  bool regression = false;            ///< a failure means worse than a baseline, not wrong
};

/// The judgement of a run. `findings` are sentences for people, worst first.
struct Verdict {
  RunStatus status = RunStatus::kPassed;
  int exit_code = 0;
  std::vector<std::string> findings;
  std::vector<CheckRecord> checks;
};

}  // namespace orbench::results
