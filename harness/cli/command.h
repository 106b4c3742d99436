#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/cli/console.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own name
class App;
}

namespace orbench::cli {

/// One subcommand. Adding one: commands/x.cc and its line in commands.def.
/// Life: add_options on the subcommand's parser, then run when the user chose it.
class Command {
 public:
  virtual ~Command() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual std::string what() const = 0;
  virtual void add_options(CLI::App& app) = 0;
  /// Returns the exit code.
  [[nodiscard]] virtual int run(Console& console) = 0;
};

[[nodiscard]] std::vector<std::unique_ptr<Command>> all_commands();

/// Parses the command line and runs the chosen command. The whole program but for main().
[[nodiscard]] int run_main(int argc, char** argv);

}  // namespace orbench::cli
