#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/scenario_text.h"
#include "harness/core/suggestion.h"
#include "harness/protocol/endpoint.h"
#include "results/run_folder.h"

namespace orbench::cli {
namespace {

class InitCommand final : public Command {
 public:
  std::string name() const override { return "init"; }
  std::string what() const override { return "write a commented scenario to start from"; }

  void add_options(CLI::App& app) override {
    app.add_option("KIND", kind_, "endpoint kind; see `orbench list endpoints`")->required();
    app.add_option("-o,--output", output_, "file to write (default: standard output)")
        ->type_name("FILE");
  }

  int run(Console& console) override {
    const protocol::Endpoint* endpoint = protocol::find_endpoint(kind_);
    if (endpoint == nullptr) {
      console.report({core::ErrorCode::kInvalidArgument,
                      fmt::format("unknown endpoint kind \"{}\"{}", kind_,
                                  core::suggest(kind_, protocol::endpoint_names())),
                      ""});
      return kExitUsage;
    }
    const std::string text = starter_scenario(*endpoint);
    if (output_.empty()) return console.out(text) ? kExitPassed : kExitCannotRun;
    if (std::filesystem::exists(output_)) {
      console.report({core::ErrorCode::kInvalidArgument,
                      fmt::format("{} exists and is not overwritten; name another file", output_),
                      ""});
      return kExitUsage;
    }
    const auto written = results::write_file(output_, text);
    if (!written) {
      console.report(written.error());
      return exit_code_for(written.error().code);
    }
    console.err(fmt::format("wrote {0}; try `orbench run {0}`\n", output_));
    return kExitPassed;
  }

 private:
  std::string kind_;
  std::string output_;
};

}  // namespace

std::unique_ptr<Command> init_command() { return std::make_unique<InitCommand>(); }

}  // namespace orbench::cli
