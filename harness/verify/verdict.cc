#include "harness/verify/verdict.h"

#include <algorithm>
#include <csignal>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/metrics/number_format.h"

namespace orbench::verify {
namespace {

using results::CheckRecord;
using results::CheckVerdict;
using results::RunStatus;

/// Exit codes of the interface, in order of precedence.
constexpr int kCouldNotBeDone = 3;
constexpr int kSignalBase = 128;
constexpr int kInvalid = 6;
constexpr int kFailed = 1;
constexpr int kRegressed = 5;

std::string scope(const CheckRecord& record) {
  return record.where.empty() ? "" : fmt::format(" ({})", record.where);
}

std::string parts_after(std::string_view between, const std::string& text) {
  return text.empty() ? "" : fmt::format("{}{}", between, text);
}

std::string evidence(const CheckRecord& record) {
  if (record.evidence.empty()) return "";
  return fmt::format("; see {}", fmt::join(record.evidence, ", "));
}

/// What a check says, as a sentence; empty when it has nothing to report.
std::string sentence(const CheckRecord& record) {
  if (record.implicit && record.verdict == CheckVerdict::kFailed) {
    return fmt::format("nothing succeeded: {}{}{}", record.observed, parts_after("; ", record.note),
                       evidence(record));
  }
  const std::string measured =
      fmt::format("{} over {} request{}", record.observed, metrics::format_count(record.n),
                  record.n == 1 ? "" : "s");
  switch (record.verdict) {
    case CheckVerdict::kPassed:
      return "";
    case CheckVerdict::kFailed:
      return fmt::format("{} failed{}: {}{}{}", record.check, scope(record), measured,
                         parts_after("; ", record.note), evidence(record));
    case CheckVerdict::kWarned:
      return fmt::format("{} is not met{}, a warning only: {}{}{}", record.check, scope(record),
                         measured, parts_after("; ", record.note), evidence(record));
    case CheckVerdict::kUndecided:
      return fmt::format("{} cannot be told{}: {}{}", record.check, scope(record), measured,
                         parts_after("; ", record.note));
    case CheckVerdict::kNoData:
      return fmt::format(
          "{} has no data{}: {}", record.check, scope(record),
          record.note.empty() ? "nothing that it could be judged by was measured" : record.note);
  }
  return "";
}

bool any(const std::vector<CheckRecord>& checks, CheckVerdict verdict) {
  return std::any_of(checks.begin(), checks.end(),
                     [verdict](const CheckRecord& check) { return check.verdict == verdict; });
}

bool any_failed(const std::vector<CheckRecord>& checks, bool regression) {
  return std::any_of(checks.begin(), checks.end(), [regression](const CheckRecord& check) {
    return check.verdict == CheckVerdict::kFailed && check.regression == regression;
  });
}

bool nothing_succeeded(const std::vector<CheckRecord>& checks) {
  return std::any_of(checks.begin(), checks.end(), [](const CheckRecord& check) {
    return check.implicit && check.verdict == CheckVerdict::kFailed;
  });
}

struct Judgement {
  RunStatus status = RunStatus::kPassed;
  int exit_code = 0;
};

Judgement judge(const std::vector<CheckRecord>& checks, bool client_limited, const RunEnd& end,
                bool strict) {
  if (nothing_succeeded(checks)) return {RunStatus::kFailed, kCouldNotBeDone};
  if (end.killed) return {RunStatus::kPartial, kCouldNotBeDone};
  if (end.signal != 0) return {RunStatus::kPartial, kSignalBase + end.signal};
  const bool undecided = any(checks, CheckVerdict::kUndecided);
  if (any(checks, CheckVerdict::kNoData) || (strict && (undecided || client_limited))) {
    return {RunStatus::kInvalid, kInvalid};
  }
  if (end.aborted) return {RunStatus::kAborted, kFailed};
  if (any_failed(checks, false)) return {RunStatus::kFailed, kFailed};
  if (any_failed(checks, true)) return {RunStatus::kRegressed, kRegressed};
  return {};
}

void tell_checks(const std::vector<CheckRecord>& checks, CheckVerdict verdict, bool implicit,
                 std::vector<std::string>& findings) {
  for (const CheckRecord& check : checks) {
    if (check.verdict != verdict || check.implicit != implicit) continue;
    if (std::string text = sentence(check); !text.empty()) findings.push_back(std::move(text));
  }
}

/// Worst first: what ended the run, what makes it worthless, what it got wrong, what to keep in
/// mind.
std::vector<std::string> findings_of(const std::vector<CheckRecord>& checks,
                                     const results::ClientReport& client, const RunEnd& end) {
  std::vector<std::string> findings;
  tell_checks(checks, CheckVerdict::kFailed, true, findings);
  if (end.signal != 0) {
    findings.push_back(fmt::format("interrupted by {}: the figures cover a part of the run",
                                   end.signal == SIGTERM ? "SIGTERM" : "SIGINT"));
  }
  if (end.killed) {
    findings.emplace_back(
        "the run left no summary: the figures were rebuilt and cover a part of it");
  }
  tell_checks(checks, CheckVerdict::kNoData, true, findings);
  tell_checks(checks, CheckVerdict::kNoData, false, findings);
  if (client.client_limited) {
    findings.push_back(
        client.reasons.empty()
            ? "the client was the limit: the figures tell of this machine too"
            : fmt::format("the client was the limit, so the figures tell of this machine too: {}",
                          fmt::join(client.reasons, "; ")));
  }
  if (end.aborted) findings.emplace_back("a check with abort ended the run early");
  tell_checks(checks, CheckVerdict::kFailed, false, findings);
  tell_checks(checks, CheckVerdict::kUndecided, false, findings);
  tell_checks(checks, CheckVerdict::kWarned, false, findings);
  return findings;
}

}  // namespace

core::Result<results::Verdict> evaluate(const results::RunResult& result,
                                        std::vector<std::unique_ptr<Check>>& checks,
                                        const results::SampleSource& samples, const RunEnd& end,
                                        bool strict) {
  for (const auto& check : checks) check->begin(result);
  if (std::any_of(checks.begin(), checks.end(),
                  [](const auto& check) { return check->needs_samples(); })) {
    const core::Result<void> read = samples.for_each([&checks](const metrics::Sample& sample) {
      for (const auto& check : checks) check->observe(sample);
    });
    if (!read) return tl::unexpected<core::Error>(read.error());
  }
  for (const auto& check : checks) check->end();

  results::Verdict verdict;
  for (const auto& check : checks) verdict.checks.push_back(check->conclude(result));
  const Judgement judgement = judge(verdict.checks, result.client.client_limited, end, strict);
  verdict.status = judgement.status;
  verdict.exit_code = judgement.exit_code;
  verdict.findings = findings_of(verdict.checks, result.client, end);
  return verdict;
}

}  // namespace orbench::verify
