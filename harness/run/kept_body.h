#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orbench::run {

/// The bytes of a reply, kept for those who look at it afterwards; of most replies nobody does.
/// Recycled with its slot. Threads: one thread per object.
class KeptBody {
 public:
  static constexpr std::size_t kMostRecycled = 1U << 20U;

  /// Forgets what it held. `most` bytes are kept of the body to come; 0: none of it.
  void begin(std::size_t most) {
    most_ = most;
    clear();
  }
  void clear() {
    if (text_.capacity() > kMostRecycled) text_ = std::string{};
    text_.clear();
    whole_ = most_ > 0;
  }
  void append(std::string_view bytes) {
    if (!whole_) return;
    whole_ = text_.size() + bytes.size() <= most_;
    if (whole_) text_ += bytes;
  }
  /// What came, up to where it grew over its limit.
  [[nodiscard]] std::string_view text() const { return text_; }
  /// Nothing of what came is missing.
  [[nodiscard]] bool whole() const { return whole_; }

 private:
  std::size_t most_ = 0;
  bool whole_ = false;
  std::string text_;
};

}  // namespace orbench::run
