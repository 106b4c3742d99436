#include <unistd.h>

#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "harness/cli/calibration/self_check.h"
#include "harness/cli/calibration/store.h"
#include "harness/cli/calibration/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/interrupts.h"
#include "harness/run/environment.h"

namespace orbench::cli {
namespace {

std::string build_kind() {
  for (auto& [name, value] : run::describe_environment()) {
    if (name == "build") return value;
  }
  return {};
}

class CalibrateCommand final : public Command {
 public:
  std::string name() const override { return "calibrate"; }
  std::string what() const override { return "measure the client's own error on this machine"; }

  void add_options(CLI::App& app) override {
    app.add_option("--format", format_, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    app.add_option("-o,--output", output_,
                   "where it is kept (default: orbench/calibration.json in $XDG_STATE_HOME or "
                   "~/.local/state, where `orbench run` finds it)")
        ->type_name("FILE");
    app.add_flag("--quick", quick_, "two seconds instead of thirty: coarse figures");
  }

  int run(Console& console) override {
    const std::string path = output_.empty() ? default_calibration_path() : output_;
    if (path.empty()) {
      return fail({core::ErrorCode::kInvalidArgument,
                   "neither XDG_STATE_HOME nor HOME says where to keep the calibration: name a "
                   "file with --output",
                   ""},
                  console);
    }
    Interrupts interrupts;
    const core::MonotonicClock clock;
    const auto announce = [&console](const std::string& part) { console.err(part + "\n"); };
    auto found = run_self_check(quick_ ? SelfCheckSize::for_quick() : SelfCheckSize{}, clock,
                                interrupts, announce);
    if (!found) {
      const int code = fail(found.error(), console);
      const bool terminated = interrupts.first_signal() == SIGTERM;
      return code == kExitInterrupted && terminated ? kExitTerminated : code;
    }
    found->date = core::iso8601_utc(core::wall_seconds());
    found->version = ORBENCH_VERSION;
    found->build = build_kind();
    found->machine = this_machine();
    return keep(*found, path, console);
  }

 private:
  static int fail(const core::Error& error, Console& console) {
    console.report(error);
    return exit_code_for(error.code);
  }

  int keep(const results::Calibration& calibration, const std::string& path,
           Console& console) const {
    std::optional<core::Error> discarded;
    const auto stored = results::store_calibration(path, calibration, discarded);
    if (discarded) {
      core::Diagnostics doubts;
      doubts.warning(discarded->message + "; it was replaced", discarded->where);
      console.report(doubts);
    }
    const reporters::ReportStyle style{console.color_out(), Console::width_of(STDOUT_FILENO)};
    const bool said = console.out(format_ == "json" ? results::encode_calibrations({calibration})
                                                    : calibration_text(calibration, style));
    if (!stored) return fail(stored.error(), console);
    console.err(fmt::format("kept in {}\n", path));
    if (calibration.verdict() == results::CalibrationVerdict::kBroken) return kExitCheckFailed;
    return said ? kExitPassed : kExitCannotRun;
  }

  std::string format_ = "text";
  std::string output_;
  bool quick_ = false;
};

}  // namespace

std::unique_ptr<Command> calibrate_command() { return std::make_unique<CalibrateCommand>(); }

}  // namespace orbench::cli
