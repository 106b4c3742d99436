#pragma once

namespace orbench::cli {

/// Counts SIGINT and SIGTERM while it lives, instead of dying from them. The first asks for a
/// drain, the second for the end. SIGPIPE and SIGXFSZ are ignored, so that a closed pipe and a file
/// over its limit are error codes.
/// One object at a time; handlers are those of the process.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// From now on a signal ends the process.
  void end();
  [[nodiscard]] int count() const;
  /// The first signal that came; 0 = none.
  [[nodiscard]] int first_signal() const;
};

}  // namespace orbench::cli
