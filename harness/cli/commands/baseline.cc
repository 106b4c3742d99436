#include "harness/verify/baseline.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "results/compare/stored_side.h"
#include "results/run_folder.h"

namespace orbench::cli {
namespace {

/// Figures of the first cell and run that changed, as `figure of cell: 12.1, was 10.4`.
void add_changed_figures(const results::RunDigest& before, const results::RunDigest& after,
                         std::vector<std::string>& changes) {
  for (const results::CellDigest& cell : after.cells) {
    const results::CellDigest* old = results::find_cell(before, cell.identity);
    if (old == nullptr) continue;
    for (const auto& [name, figure] : cell.figures) {
      const auto was = old->figures.find(name);
      if (was == old->figures.end() || was->second.value == figure.value) continue;
      changes.push_back(fmt::format("{} of {}: {:.4g}, was {:.4g}", name, cell.identity.workload,
                                    figure.value, was->second.value));
    }
  }
}

class BaselineCommand final : public Command {
 public:
  std::string name() const override { return "baseline"; }
  std::string what() const override {
    return "keep runs as a baseline file, and show what changed";
  }

  void add_options(CLI::App& app) override {
    app.add_option("RUN", runs_, "run folders, or folders of runs")->required();
    app.add_option("-o,--output", output_, "the baseline file to write or renew")
        ->type_name("FILE")
        ->required();
  }

  int run(Console& console) override {
    std::vector<results::RunDigest> kept;
    for (const std::string& path : runs_) {
      const auto digests = results::load_digests(path);
      if (!digests) return fail(digests.error(), console);
      kept.insert(kept.end(), digests->begin(), digests->end());
    }
    std::vector<std::string> changes;
    std::error_code error;
    if (std::filesystem::exists(output_, error)) {
      const auto before = results::load_digests(output_);
      if (!before) return fail(before.error(), console);
      changes = verify::differing_counts(before->front(), kept.front());
      add_changed_figures(before->front(), kept.front(), changes);
    }
    const auto written = results::write_file(output_, results::encode_baseline(kept));
    if (!written) return fail(written.error(), console);
    std::string text = fmt::format("{}: {} run{}, {} cells\n", output_, kept.size(),
                                   kept.size() == 1 ? "" : "s", kept.front().cells.size());
    for (const std::string& change : changes) text += "  " + change + "\n";
    return console.out(text) ? kExitPassed : kExitCannotRun;
  }

 private:
  static int fail(const core::Error& error, Console& console) {
    console.report(error);
    return exit_code_for(error.code);
  }

  std::vector<std::string> runs_;
  std::string output_;
};

}  // namespace

std::unique_ptr<Command> baseline_command() { return std::make_unique<BaselineCommand>(); }

}  // namespace orbench::cli
