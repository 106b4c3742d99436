#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/core/open_files.h"
#include "mock/server/server.h"

namespace orbench::cli {
namespace {

class MockCommand final : public Command {
 public:
  std::string name() const override { return "mock"; }
  std::string what() const override { return "serve a mock OpenRouter on loopback"; }

  void add_options(CLI::App& app) override {
    app.add_option("--config", config_, "catalog and settings (default: built in)")
        ->type_name("FILE");
    app.add_option("--port", options_.port, "port; 0 picks a free one")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    app.add_option("--seed", seed_, "seed of every draw (default: the configuration's)");
    app.add_option(
           "--fault", options_.faults,
           "switch on a fault of `orbench list faults`, for a share of requests and for those "
           "of one endpoint=/PATH, provider=SLUG, nth=N, nth=N-M or every=N (repeatable)")
        ->type_name("NAME[:PROBABILITY][@SELECTOR,…]");
    app.add_flag("--admin", options_.admin,
                 "serve /admin too: true instants and routing of each answer, counters, metrics, "
                 "clock steps, faults, reset, stall");
  }

  int run(Console& console) override {
    if (!config_.empty()) options_.config_path = config_;
    options_.seed = seed_;
    core::raise_open_files_limit();
    core::make_room_for_open_files(core::kManyOpenFiles);
    auto server = mock::Server::create(options_);
    if (!server) {
      console.report(server.error());
      return exit_code_for(server.error().code);
    }
    (*server)->run_until_signal(
        [&] { console.out(fmt::format("listening on {}\n", (*server)->base_url())); });
    return kExitPassed;
  }

 private:
  mock::Options options_;
  std::string config_;
  std::optional<std::uint64_t> seed_;
};

}  // namespace

std::unique_ptr<Command> mock_command() { return std::make_unique<MockCommand>(); }

}  // namespace orbench::cli
