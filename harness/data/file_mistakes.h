#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "harness/core/diagnostics.h"

namespace orbench::data {

/// Reports the mistakes of one data file at `file:line:column`, and after the first few only how
/// many more there are: a file of another kind has one on every line.
/// Lifetime: borrows the diagnostics; reports the rest when it goes.
class FileMistakes {
 public:
  static constexpr std::size_t kMost = 10;

  FileMistakes(std::string path, core::Diagnostics& diagnostics)
      : path_(std::move(path)), diagnostics_(diagnostics) {}
  FileMistakes(const FileMistakes&) = delete;
  FileMistakes& operator=(const FileMistakes&) = delete;
  ~FileMistakes() {
    if (count_ <= kMost) return;
    diagnostics_.error(core::ErrorCode::kParse,
                       fmt::format("{} more mistakes in this file", count_ - kMost), path_);
  }

  /// Lines and columns count from 1; column 0 stands for the whole line.
  void at(std::size_t line, std::size_t column, std::string message) {
    if (++count_ > kMost) return;
    diagnostics_.error(core::ErrorCode::kParse, std::move(message),
                       column == 0 ? fmt::format("{}:{}", path_, line)
                                   : fmt::format("{}:{}:{}", path_, line, column));
  }
  void of_file(core::ErrorCode code, std::string message) {
    ++count_;
    diagnostics_.error(code, std::move(message), path_);
  }
  [[nodiscard]] bool none() const { return count_ == 0; }

 private:
  std::string path_;
  core::Diagnostics& diagnostics_;
  std::size_t count_ = 0;
};

}  // namespace orbench::data
