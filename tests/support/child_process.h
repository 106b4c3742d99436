#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace orbench::support {

/// What a finished process left.
struct ProcessResult {
  int exit_code = -1;  ///< 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

struct ProcessOptions {
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to the test's own
  std::string working_directory;                                 ///< empty = the test's own
  bool close_stdout = false;  ///< stdout is a pipe that nobody reads and that is closed at once
};

/// A child process of the test: its outputs are read as they come, so it never blocks on a pipe.
/// A child that outlives kPatience is killed and the wait says so; no test waits by sleeping.
class ChildProcess {
 public:
  static constexpr std::chrono::seconds kPatience{120};

  explicit ChildProcess(const std::vector<std::string>& arguments,
                        const ProcessOptions& options = {});
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Waits until stdout (or stderr) holds `text`; false when the child ended without it.
  bool wait_for_out(const std::string& text) { return wait_for(result_.out, text); }
  bool wait_for_err(const std::string& text) { return wait_for(result_.err, text); }
  void signal(int number) const;
  /// Waits for the end.
  ProcessResult wait();
  [[nodiscard]] const std::string& out() const { return result_.out; }

 private:
  bool wait_for(const std::string& where, const std::string& text);
  /// Reads once from both pipes; false when both are at their end.
  bool pump();

  int pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  bool reaped_ = false;
  ProcessResult result_;
};

/// Runs to the end.
ProcessResult run_process(const std::vector<std::string>& arguments,
                          const ProcessOptions& options = {});

}  // namespace orbench::support
