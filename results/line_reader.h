#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "results/file_descriptor.h"

namespace orbench::results {

/// Reads a text file line by line, from its beginning, with memory bounded by its longest line.
/// Errors: kIo; kTooLarge for a line over kMaxLineBytes.
/// Lifetime: borrows the file; a line is valid until the next call.
class LineReader {
 public:
  static constexpr std::size_t kMaxLineBytes = 4U << 20U;

  struct Line {
    std::string_view text;  ///< without its newline
    bool whole = true;      ///< false for a last line that has no newline
    bool end = false;       ///< there was no further line
  };

  LineReader(const FileDescriptor& file, std::string path) : file_(file), path_(std::move(path)) {}

  [[nodiscard]] core::Result<Line> next();
  /// Of the line last returned, from 1.
  [[nodiscard]] std::int64_t line_number() const { return line_number_; }

 private:
  const FileDescriptor& file_;
  std::string path_;
  std::string buffer_;
  std::size_t at_ = 0;     // where in the buffer the next line begins
  std::int64_t read_ = 0;  // bytes of the file
  bool at_end_ = false;
  std::int64_t line_number_ = 0;
};

}  // namespace orbench::results
