#include <memory>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "harness/cli/command.h"
#include "harness/cli/compiled_scenario.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/run_options.h"
#include "harness/cli/run_session.h"

namespace orbench::cli {
namespace {

class RunCommand final : public Command {
 public:
  std::string name() const override { return "run"; }
  std::string what() const override { return "run a scenario and judge it"; }
  void add_options(CLI::App& app) override { options_.add_to(app); }

  int run(Console& console) override {
    core::Diagnostics diagnostics;
    const ScenarioOrigin origin = options_.origin(diagnostics);
    const auto overrides = options_.overrides(diagnostics);
    std::vector<ReportRequest> reports;
    for (const std::string& argument : options_.reports) {
      auto request = parse_report_request(argument);
      if (request) {
        reports.push_back(std::move(*request));
      } else {
        diagnostics.error(request.error());
      }
    }
    std::unique_ptr<CompiledScenario> compiled;
    if (!origin.path.empty()) {
      compiled = compile_scenario(origin, overrides, options_.strict, diagnostics);
    }
    console.report(diagnostics);
    if (!diagnostics.ok() || compiled == nullptr) return kExitUsage;
    RunSession session(std::move(compiled), options_, std::move(reports), console);
    return options_.dry_run ? session.dry_run() : session.execute();
  }

 private:
  RunOptions options_;
};

}  // namespace

std::unique_ptr<Command> run_command() { return std::make_unique<RunCommand>(); }

}  // namespace orbench::cli
