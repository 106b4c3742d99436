#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "harness/cli/command.h"
#include "harness/cli/compiled_scenario.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/override_flag.h"

namespace orbench::cli {
namespace {

class ValidateCommand final : public Command {
 public:
  std::string name() const override { return "validate"; }
  std::string what() const override { return "check scenario files without sending anything"; }

  void add_options(CLI::App& app) override {
    app.add_option("SCENARIO", paths_, "scenario files")->required();
    app.add_option("--set", sets_, "path=value, as for `run`")->type_name("PATH=VALUE");
    app.add_flag("--print", print_, "show the effective scenario and where each value comes from");
  }

  int run(Console& console) override {
    bool all_valid = true;
    for (const std::string& path : paths_) all_valid = validate(path, console) && all_valid;
    return all_valid ? kExitPassed : kExitUsage;
  }

 private:
  bool validate(const std::string& path, Console& console) const {
    core::Diagnostics diagnostics;
    std::vector<scenario::Override> overrides;
    for (const std::string& set : sets_) {
      const scenario::Override parsed = parse_set_flag(set, diagnostics);
      if (!parsed.path.empty()) overrides.push_back(parsed);
    }
    const auto compiled = compile_scenario({path, ""}, overrides, false, diagnostics);
    console.report(diagnostics);
    if (!diagnostics.ok() || compiled == nullptr) return false;
    if (print_) {
      console.out(scenario::print_effective(compiled->loaded));
    } else {
      console.out(fmt::format("{}: valid; {} cells, {} checks\n", path, compiled->cells.size(),
                              compiled->loaded.scenario.checks.size()));
    }
    return true;
  }

  std::vector<std::string> paths_;
  std::vector<std::string> sets_;
  bool print_ = false;
};

}  // namespace

std::unique_ptr<Command> validate_command() { return std::make_unique<ValidateCommand>(); }

}  // namespace orbench::cli
