#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "results/run_result.h"
#include "results/sample_log.h"
#include "results/verdict.h"

namespace orbench::reporters {

/// Everything a report may draw on. `samples` may be null (a summary without its log).
struct ReportInput {
  const results::RunResult& result;
  const results::Verdict& verdict;
  const results::SampleSource* samples = nullptr;
  std::string folder;  ///< of the run, for the footer; may be empty
};

/// How the output will be shown.
struct ReportStyle {
  bool color = false;
  int width = 100;  ///< columns of the terminal; text wraps or drops columns to fit
};

/// One output format. Adding one: formats/x.cc and its line in formats.def.
/// Threads: const, any thread.
class Reporter {
 public:
  virtual ~Reporter() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// One line for `orbench list formats`.
  [[nodiscard]] virtual std::string_view what() const = 0;
  /// Appends the report to `out`.
  [[nodiscard]] virtual core::Result<void> write(const ReportInput& input, const ReportStyle& style,
                                                 std::string& out) const = 0;
};

[[nodiscard]] const std::vector<const Reporter*>& all_reporters();
/// nullptr when unknown.
[[nodiscard]] const Reporter* find_reporter(std::string_view name);
[[nodiscard]] std::vector<std::string> reporter_names();

}  // namespace orbench::reporters
