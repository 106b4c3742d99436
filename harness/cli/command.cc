#include "harness/cli/command.h"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <curl/curl.h>
#include <fmt/format.h>

#include "harness/cli/exit_code.h"
#include "harness/core/suggestion.h"
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

namespace {

/// The parser calls a mistyped command a missing one; say what it was and what was meant.
int refuse_unknown_command(int argc, char** argv,
                           const std::vector<std::unique_ptr<Command>>& commands,
                           Console& console) {
  if (argc < 2 || argv[1][0] == '-') return kExitPassed;
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const auto& command : commands) names.push_back(command->name());
  if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return kExitPassed;
  console.report({core::ErrorCode::kInvalidArgument,
                  fmt::format("unknown command \"{}\"{}; `orbench --help` shows all", argv[1],
                              core::suggest(argv[1], names)),
                  ""});
  return kExitUsage;
}

}  // namespace

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
  if (const int code = refuse_unknown_command(argc, argv, commands, console); code != 0)
    return code;
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
