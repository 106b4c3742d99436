#include <cstdio>
#include <exception>

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"

/// Nothing of ours throws; what a library throws past its door is a bug of ours, and says so.
int main(int argc, char** argv) {
  try {
    return orbench::cli::run_main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "orbench: a bug, please report it: %s\n", error.what());
  } catch (...) {
    std::fputs("orbench: a bug, please report it: unknown exception\n", stderr);
  }
  return orbench::cli::kExitBug;
}
