#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "results/run_result.h"

/// The client's own error on one machine, as `orbench calibrate` measured it against the mock's
/// ground truth (metrics.md section 4), and the file that keeps it.
namespace orbench::results {

inline constexpr std::string_view kCalibrationSchema = "orbench.calibration/1";

/// How a part of the self-check went. Only kBroken fails it: a busy machine is noisy.
enum class CalibrationVerdict : std::uint8_t { kGood, kNoisy, kBroken };
[[nodiscard]] std::string_view to_string(CalibrationVerdict verdict);
[[nodiscard]] std::optional<CalibrationVerdict> calibration_verdict_from_name(
    std::string_view name);

/// Which machine the figures hold for. The host's name stays in this file; no run shows it.
struct MachineKey {
  std::string host;
  std::string processor;
  std::string system;  ///< kernel, its release, the architecture
  friend bool operator==(const MachineKey&, const MachineKey&) = default;
};

/// What every part of the self-check ends with.
struct PartEnd {
  CalibrationVerdict verdict = CalibrationVerdict::kGood;
  std::string note;  ///< why it is not good; else empty
};

/// Constant arrivals that want little of the client: did they leave, and when?
struct PacingError {
  double rate_rps = 0;
  std::int64_t planned = 0;    ///< arrivals that fell due in the window
  std::int64_t sent = 0;       ///< subset of planned: sent before the window closed
  double rate_error = 0;       ///< (sent - planned) / planned
  double send_lag_p50_us = 0;  ///< sent - intended
  double send_lag_p99_us = 0;
  PartEnd end;
};

/// One quantile of `ttft`: the server's true one and the client's.
struct QuantileError {
  double q = 50;
  double true_ms = 0;
  double measured_ms = 0;
  double error = 0;  ///< (measured - true) / true
};

/// Instants of tokens as the client stamped them, against the instants between which the server
/// wrote them. The distance to that pair is the error: the wire, the kernel and the client.
struct StampError {
  std::string stamps;         ///< kernel | callback
  std::int64_t instants = 0;  ///< compared: the first and the last token of each stream
  std::int64_t early = 0;     ///< subset of instants: stamped before the server wrote
  double p50_us = 0;
  double p99_us = 0;
  double max_us = 0;
  std::vector<QuantileError> quantiles;
  PartEnd end;
};

/// A server frozen for a while under an open loop: what was due meanwhile must show its wait.
struct StallTest {
  double rate_rps = 0;
  double window_s = 0;
  double stall_s = 0;
  double expected_p99_ms = 0;  ///< of response_time: stall - 0.01 window
  double response_p99_ms = 0;
  double service_p99_ms = 0;  ///< must not show the stall: few requests were open at once
  PartEnd end;
};

struct Calibration {
  std::string date;     ///< ISO 8601 UTC
  std::string version;  ///< of orbench
  std::string build;    ///< optimised, debug, sanitized
  bool quick = false;
  MachineKey machine;
  PacingError pacing;
  std::vector<StampError> stamps;
  StallTest stall;

  /// The worst of its parts.
  [[nodiscard]] CalibrationVerdict verdict() const;
};

/// What a run with this kind of stamps quotes.
[[nodiscard]] ClientCalibration quote(const Calibration& calibration, std::string_view stamps);

/// calibration.json: the latest calibration of each machine that shares the file (a home folder on
/// a network disk), as schema/calibration.v1.json describes it.
[[nodiscard]] std::string encode_calibrations(const std::vector<Calibration>& calibrations);
/// Unknown keys are ignored. Errors: kParse with a JSON pointer, for any damage.
[[nodiscard]] core::Result<std::vector<Calibration>> decode_calibrations(std::string_view text);

/// Errors: kNotFound when there is no such file, else why it cannot be read: a caller may go on
/// without, since nothing that is measured depends on it.
[[nodiscard]] core::Result<std::vector<Calibration>> load_calibrations(const std::string& path);
/// Puts `calibration` into the file in place of its machine's earlier one; folders are made. At
/// most kMostMachines stay, the latest.
/// `discarded` receives why the file that stood there could not be read, if so: it is replaced.
/// Errors: kIo.
inline constexpr std::size_t kMostMachines = 64;
[[nodiscard]] core::Result<void> store_calibration(const std::string& path,
                                                   const Calibration& calibration,
                                                   std::optional<core::Error>& discarded);
/// Null when this machine is not among them.
[[nodiscard]] const Calibration* find_machine(const std::vector<Calibration>& calibrations,
                                              const MachineKey& machine);

}  // namespace orbench::results
