#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "harness/core/result.h"

namespace orbench::cli {

/// run.log: what happened in a run, a line each with its wall time. Secrets never come here.
/// A line that cannot be written is counted, not waited for.
/// Threads: one thread per object.
class RunLog {
 public:
  /// Errors: kIo with the path.
  static core::Result<RunLog> open(const std::string& path);
  void line(std::string_view text);
  [[nodiscard]] std::size_t lost() const { return lost_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  explicit RunLog(std::FILE* file) : file_(file) {}
  std::unique_ptr<std::FILE, Close> file_;
  std::size_t lost_ = 0;
};

}  // namespace orbench::cli
