#pragma once

#include "harness/core/result.h"

namespace orbench::cli {

/// What the process says to its caller. Precedence and meaning are in the README's table.
enum ExitCode : int {
  kExitPassed = 0,
  kExitCheckFailed = 1,
  kExitUsage = 2,      ///< usage or scenario invalid; nothing was sent
  kExitCannotRun = 3,  ///< key, credit, network, nothing succeeded
  kExitBug = 4,
  kExitRegressed = 5,
  kExitInvalid = 6,  ///< the measurement cannot be judged
  kExitInterrupted = 130,
  kExitTerminated = 143,
};

/// The exit code of an operation that could not be done.
[[nodiscard]] constexpr int exit_code_for(core::ErrorCode code) {
  switch (code) {
    case core::ErrorCode::kInvalidArgument:
    case core::ErrorCode::kNotFound:
    case core::ErrorCode::kParse:
    case core::ErrorCode::kTooLarge:
    case core::ErrorCode::kUnsupported:
      return kExitUsage;
    case core::ErrorCode::kIo:
    case core::ErrorCode::kNetwork:
      return kExitCannotRun;
    case core::ErrorCode::kCancelled:
      return kExitInterrupted;
    case core::ErrorCode::kInternal:
      return kExitBug;
  }
  return kExitBug;
}

}  // namespace orbench::cli
