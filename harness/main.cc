#include <cstdio>
#include <exception>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"

namespace {

/// A worker frees at the end of a turn what it takes again in the next; by default glibc gives it
/// back to the kernel in between, which cost a page fault for most requests.
void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kKeptBytes = 64 << 20;
  mallopt(M_TRIM_THRESHOLD, kKeptBytes);
#endif
}

}  // namespace

/// Nothing of ours throws; what a library throws past its door is a bug of ours, and says so.
int main(int argc, char** argv) {
  keep_freed_memory();
  try {
    return orbench::cli::run_main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "orbench: a bug, please report it: %s\n", error.what());
  } catch (...) {
    std::fputs("orbench: a bug, please report it: unknown exception\n", stderr);
  }
  return orbench::cli::kExitBug;
}
