#pragma once

#include <string>
#include <string_view>

#include "harness/core/diagnostics.h"

namespace orbench::cli {

/// The two outputs of the program: stdout for results, stderr for people. Writing to a closed
/// pipe is noticed, not fatal.
class Console {
 public:
  Console();

  /// False once stdout cannot be written any more.
  bool out(std::string_view text);
  void err(std::string_view text);
  /// `error: …` or `warning: …`, with its place on a line of its own.
  void report(const core::Error& error);
  /// Every error and warning, then a count.
  void report(const core::Diagnostics& diagnostics);

  [[nodiscard]] bool err_is_terminal() const { return err_is_terminal_; }
  /// Colour is for terminals whose user did not set NO_COLOR.
  [[nodiscard]] bool color_out() const { return out_is_terminal_ && colors_; }
  [[nodiscard]] bool color_err() const { return err_is_terminal_ && colors_; }
  /// Columns of the terminal behind a descriptor, now; 100 where there is none.
  [[nodiscard]] static int width_of(int descriptor);

 private:
  void label(std::string_view word, std::string_view color, const core::Error& error);

  bool out_is_terminal_ = false;
  bool err_is_terminal_ = false;
  bool colors_ = true;
};

}  // namespace orbench::cli
