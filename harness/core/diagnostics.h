#pragma once

#include <string>
#include <vector>

#include "harness/core/result.h"

namespace orbench::core {

/// Collects every mistake of one input, so that the user sees all of them at once.
/// Readers report and go on with a default; the caller looks at ok() before acting.
/// Threads: one thread per object.
class Diagnostics {
 public:
  void error(Error error) { errors_.push_back(std::move(error)); }
  void error(ErrorCode code, std::string message, std::string where = {}) {
    errors_.push_back({code, std::move(message), std::move(where)});
  }
  /// A doubt that does not stop the run.
  void warning(std::string message, std::string where = {}) {
    warnings_.push_back({ErrorCode::kInvalidArgument, std::move(message), std::move(where)});
  }

  [[nodiscard]] bool ok() const { return errors_.empty(); }
  [[nodiscard]] const std::vector<Error>& errors() const { return errors_; }
  [[nodiscard]] const std::vector<Error>& warnings() const { return warnings_; }

 private:
  std::vector<Error> errors_;
  std::vector<Error> warnings_;
};

}  // namespace orbench::core
