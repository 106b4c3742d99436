#include "results/line_reader.h"

#include <cerrno>

#include <fmt/format.h>

namespace orbench::results {

core::Result<LineReader::Line> LineReader::next() {
  constexpr std::size_t kChunk = 256U << 10U;
  std::size_t searched = at_;
  for (;;) {
    const std::size_t newline = buffer_.find('\n', searched);
    if (newline != std::string::npos) {
      const Line line{std::string_view(buffer_).substr(at_, newline - at_)};
      at_ = newline + 1;
      ++line_number_;
      return line;
    }
    if (at_end_) break;
    buffer_.erase(0, at_);
    at_ = 0;
    searched = buffer_.size();
    if (buffer_.size() > kMaxLineBytes) {
      return core::fail(core::ErrorCode::kTooLarge,
                        fmt::format("line {} is longer than {} bytes; is it a sample log?",
                                    line_number_ + 1, kMaxLineBytes),
                        fmt::format("{}:{}", path_, line_number_ + 1));
    }
    buffer_.resize(searched + kChunk);
    const std::ptrdiff_t got = read_at(file_, read_, buffer_.data() + searched, kChunk);
    const int error_number = errno;
    buffer_.resize(searched + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0) return io_failure("cannot read", path_, error_number, "check the disk");
    at_end_ = got == 0;
    read_ += got;
  }
  Line last{std::string_view(buffer_).substr(at_), false, at_ == buffer_.size()};
  at_ = buffer_.size();
  if (!last.end) ++line_number_;
  return last;
}

}  // namespace orbench::results
