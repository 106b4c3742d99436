#include "harness/cli/command.h"

#include <CLI/CLI.hpp>
#include <curl/curl.h>
#include <fmt/format.h>

#include "harness/cli/exit_code.h"
#include "harness/transport/transport.h"

namespace orbench::cli {

#define ORBENCH_ENTRY(stem) std::unique_ptr<Command> stem##_command();
#include "harness/cli/commands.def"
#undef ORBENCH_ENTRY

std::vector<std::unique_ptr<Command>> all_commands() {
  std::vector<std::unique_ptr<Command>> commands;
#define ORBENCH_ENTRY(stem) commands.push_back(stem##_command());
#include "harness/cli/commands.def"
#undef ORBENCH_ENTRY
  return commands;
}

int run_main(int argc, char** argv) {
  Console console;
  CLI::App app{"orbench: benchmark and load-test the OpenRouter API, with numbers one can trust",
               "orbench"};
  app.set_version_flag(
      "--version", fmt::format("orbench {} ({})", ORBENCH_VERSION, transport::library_versions()));
  app.require_subcommand(1);
  app.footer(
      "`orbench COMMAND --help` says more. `orbench run scenarios/quickstart.json` needs no "
      "key and no internet.");

  const std::vector<std::unique_ptr<Command>> commands = all_commands();
  Command* chosen = nullptr;
  for (const auto& command : commands) {
    CLI::App* sub = app.add_subcommand(command->name(), command->what());
    command->add_options(*sub);
    sub->callback([&chosen, &command] { chosen = command.get(); });
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Success is how the parser says that --help or --version was asked for.
    const int code = app.exit(error);
    return code == 0 ? kExitPassed : kExitUsage;
  }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const int code = chosen->run(console);
  curl_global_cleanup();
  return code;
}

}  // namespace orbench::cli
