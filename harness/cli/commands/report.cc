#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/report_output.h"
#include "harness/scenario/loader.h"
#include "harness/verify/verdict.h"
#include "results/rebuild.h"
#include "results/run_folder.h"

namespace orbench::cli {
namespace {

int signal_of(const results::StoredRun& run) {
  if (run.verdict.exit_code == kExitInterrupted) return 2;
  if (run.verdict.exit_code == kExitTerminated) return 15;
  return 0;
}

class ReportCommand final : public Command {
 public:
  std::string name() const override { return "report"; }
  std::string what() const override { return "render a stored run again and judge it again"; }

  void add_options(CLI::App& app) override {
    app.add_option("RUN", run_, "run folder")->required();
    app.add_option("--format", format_, "see `orbench list formats`")->capture_default_str();
    app.add_option("-o,--output", output_, "file to write (default: standard output)")
        ->type_name("FILE");
    app.add_flag("--strict", strict_, "undecided checks and a client-limited run are invalid");
  }

  int run(Console& console) override {
    const auto request = parse_report_request(output_.empty() ? format_ : format_ + "=" + output_);
    if (!request) return fail(request.error(), console);
    auto loaded = results::load_or_rebuild_run(run_);
    if (!loaded) return fail(loaded.error(), console);
    results::StoredRun& stored = loaded->run;
    const bool rebuilt = !loaded->rebuilt.empty();
    if (rebuilt) {
      console.err(fmt::format("note: {}: {}; rebuilt from what is on disk, and marked partial\n",
                              run_, loaded->rebuilt));
    }
    const std::filesystem::path given(run_);
    const std::string folder =
        std::filesystem::is_directory(given) ? given.string() : given.parent_path().string();

    if (const auto read = results::load_discovery(results::RunFolder{folder}, stored.result);
        !read) {
      console.err(fmt::format("note: {}; routing cannot be judged again\n", read.error().message));
    }

    const auto samples = results::open_sample_log(results::RunFolder{folder}.samples());
    if (!samples) {
      console.err(
          fmt::format("note: {}; the verdict is the stored one\n", samples.error().message));
    } else if (const auto judged = judge_again(stored, rebuilt, **samples, console); !judged) {
      return fail(judged.error(), console);
    }
    const results::SampleSource* source = samples ? samples->get() : nullptr;
    const auto written =
        write_report(*request, {stored.result, stored.verdict, source, folder}, console);
    if (!written) return fail(written.error(), console);
    return stored.verdict.exit_code;
  }

 private:
  static int fail(const core::Error& error, Console& console) {
    console.report(error);
    return exit_code_for(error.code);
  }

  core::Result<void> judge_again(results::StoredRun& stored, bool rebuilt,
                                 const results::SampleSource& samples, Console& console) const {
    core::Diagnostics diagnostics;
    const auto loaded =
        scenario::load_text(stored.result.settings.get().dump(), "settings", {}, diagnostics);
    std::vector<results::CellIdentity> cells;
    for (const results::CellResult& cell : stored.result.cells) cells.push_back(cell.identity);
    std::vector<std::unique_ptr<verify::Check>> checks;
    if (loaded) {
      checks = verify::compile_checks(loaded->scenario.checks,
                                      {cells, loaded->source, diagnostics, strict_});
    }
    if (!loaded || !diagnostics.ok()) {
      console.report(diagnostics);
      return core::fail(core::ErrorCode::kParse,
                        "the run's own scenario cannot be read by this version of orbench", run_);
    }
    const verify::RunEnd end{signal_of(stored), stored.result.run.stopped_by == "abort", rebuilt};
    auto verdict = verify::evaluate(stored.result, checks, samples, end, strict_);
    if (!verdict) return tl::unexpected(verdict.error());
    stored.verdict = std::move(*verdict);
    return {};
  }

  std::string run_;
  std::string format_ = "text";
  std::string output_;
  bool strict_ = false;
};

}  // namespace

std::unique_ptr<Command> report_command() { return std::make_unique<ReportCommand>(); }

}  // namespace orbench::cli
