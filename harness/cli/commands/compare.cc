#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "harness/cli/ab_scenario.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/run_options.h"
#include "harness/cli/run_session.h"
#include "harness/cli/stored_comparison.h"
#include "reporters/comparison_report.h"
#include "results/run_folder.h"

namespace orbench::cli {
namespace {

using results::Comparison;
using results::ComparisonVerdict;

/// The gravest of what was judged.
std::string status_of(const std::vector<Comparison>& comparisons) {
  const auto any = [&comparisons](ComparisonVerdict verdict) {
    return std::any_of(comparisons.begin(), comparisons.end(), [verdict](const auto& comparison) {
      return results::has_verdict(comparison, verdict);
    });
  };
  if (any(ComparisonVerdict::kWorse)) return "worse";
  if (any(ComparisonVerdict::kBetter)) return "better";
  if (any(ComparisonVerdict::kUndecided)) return "undecided";
  return any(ComparisonVerdict::kEqual) ? "equal" : "undecided";
}

class CompareCommand final : public Command {
 public:
  std::string name() const override { return "compare"; }
  std::string what() const override {
    return "compare stored runs, cells inside one run, or (--ab) two scenarios interleaved";
  }

  void add_options(CLI::App& app) override {
    app.add_option("BASE", base_, "run folder, folder of runs, or baseline file")->required();
    app.add_option("CANDIDATE", candidate_,
                   "the same; left out with --by, which looks inside BASE");
    app.add_option("--by", tag_, "compare cells that differ in this tag: a label, provider, ...")
        ->type_name("TAG");
    app.add_flag("--ab", ab_,
                 "BASE and CANDIDATE are scenario files: run both interleaved, then compare");
    app.add_option("--metric", metrics_, "what is judged: ttft.p50, errors.rate, ... (repeatable)")
        ->type_name("FIGURE");
    app.add_option("--detect-percent", flags_.detect_percent, "the change that matters")
        ->check(CLI::Range(1e-6, 1000.0));
    app.add_option("--alpha", flags_.alpha, "chance of any false alarm (default 0.01)")
        ->check(CLI::Range(1e-4, 0.2));
    app.add_option("--format", format_, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    app.add_option("-o,--output", output_, "file to write (default: standard output)")
        ->type_name("FILE");
    app.add_flag("--strict", run_.strict, "undecided counts as an invalid measurement (exit 6)");
    const std::string group = "With --ab";
    app.add_option("--set", run_.sets, "any scenario key, of both sides (repeatable)")
        ->type_name("PATH=VALUE")
        ->group(group);
    app.add_option("--out", run_.out, "run folder")->type_name("DIR")->group(group);
    app.add_option("--seed", run_.seed, "seed of arrivals, bodies and order")->group(group);
    app.add_option("--progress", run_.progress, "auto, plain, json or none")
        ->check(CLI::IsMember({"auto", "plain", "json", "none"}))
        ->group(group);
  }

  int run(Console& console) override {
    core::Diagnostics diagnostics;
    for (const std::string& metric : metrics_) {
      auto comparand = results::parse_comparand(metric);
      if (comparand) {
        flags_.primary.push_back(*std::move(comparand));
      } else {
        diagnostics.error(core::ErrorCode::kInvalidArgument, comparand.error().message,
                          "--metric " + metric);
      }
    }
    check_usage(diagnostics);
    if (!diagnostics.ok()) return usage(diagnostics, console);
    return ab_ ? run_both(console) : compare_stored(console);
  }

 private:
  static int usage(const core::Diagnostics& diagnostics, Console& console) {
    console.report(diagnostics);
    return kExitUsage;
  }

  static int fail(const core::Error& error, Console& console) {
    console.report(error);
    return exit_code_for(error.code);
  }

  void check_usage(core::Diagnostics& diagnostics) const {
    const auto refuse = [&diagnostics](const char* message) {
      diagnostics.error(core::ErrorCode::kInvalidArgument, message);
    };
    if (ab_ && candidate_.empty()) refuse("--ab needs two scenario files");
    if (ab_ && !tag_.empty()) refuse("--ab and --by exclude each other");
    if (!ab_ && candidate_.empty() && tag_.empty()) {
      refuse("nothing to compare with: give a second run, or --by TAG to look inside this one");
    }
  }

  int compare_stored(Console& console) const {
    const auto found = candidate_.empty() ? compare_inside(base_, tag_, flags_)
                                          : compare_sides(base_, candidate_, tag_, flags_);
    if (!found) return fail(found.error(), console);
    return tell(*found, console);
  }

  int run_both(Console& console) {
    core::Diagnostics diagnostics;
    const auto overrides = run_.overrides(diagnostics);
    const auto text = ab_scenario(base_, candidate_, overrides, flags_, diagnostics);
    if (!text) return fail(text.error(), console);
    std::unique_ptr<CompiledScenario> compiled;
    if (diagnostics.ok()) {
      compiled =
          compile_scenario({base_ + " against " + candidate_, *text}, {}, run_.strict, diagnostics);
    }
    if (!diagnostics.ok() || compiled == nullptr) return usage(diagnostics, console);
    console.report(diagnostics);
    run_.quiet = true;  // the comparison is the summary
    RunSession session(std::move(compiled), run_, {}, console);
    const int code = session.execute();
    const auto stored = results::load_run(session.folder());
    if (!stored) return code;  // it never got so far, and has said why
    const int compared = tell(stored->result.comparisons, console);
    return code == kExitPassed ? compared : code;
  }

  int tell(const std::vector<Comparison>& comparisons, Console& console) const {
    reporters::ComparisonReport report{base_, candidate_, comparisons, status_of(comparisons)};
    if (report.candidate.empty()) report.base += " by " + tag_;
    if (report.status == "worse") report.exit_code = kExitRegressed;
    if (report.status == "undecided" && run_.strict) report.exit_code = kExitInvalid;
    reporters::ReportStyle style;
    if (output_.empty()) {
      style.color = console.color_out();
      style.width = Console::width_of(STDOUT_FILENO);
    }
    const std::string text = format_ == "json" ? reporters::comparison_json(report)
                                               : reporters::comparison_text(report, style);
    if (!output_.empty()) {
      const auto written = results::write_file(output_, text);
      return written ? report.exit_code : fail(written.error(), console);
    }
    return console.out(text) ? report.exit_code : static_cast<int>(kExitCannotRun);
  }

  std::string base_;
  std::string candidate_;
  std::string tag_;
  bool ab_ = false;
  std::vector<std::string> metrics_;
  TermFlags flags_;
  std::string format_ = "text";
  std::string output_;
  RunOptions run_;
};

}  // namespace

std::unique_ptr<Command> compare_command() { return std::make_unique<CompareCommand>(); }

}  // namespace orbench::cli
