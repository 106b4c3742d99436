#include "results/calibration.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "results/calibration_fields.h"
#include "results/read_document.h"
#include "results/run_folder.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using core::Json;

constexpr std::size_t kMostBytes = std::size_t{4} << 20U;
constexpr std::string_view kVerdictNames[] = {"good", "noisy", "broken"};

void read_calibrations(JsonIn& in, std::vector<Calibration>& calibrations) {
  std::string schema;
  in("schema", schema);
  if (schema != kCalibrationSchema) {
    return in.problem("schema", fmt::format("must be \"{}\"", kCalibrationSchema));
  }
  in.require("machines");
  in.list("machines", calibrations);
}

/// The largest by size, with its sign.
std::optional<double> largest_error(const std::vector<QuantileError>& quantiles) {
  const auto found = std::max_element(
      quantiles.begin(), quantiles.end(),
      [](const auto& a, const auto& b) { return std::abs(a.error) < std::abs(b.error); });
  if (found == quantiles.end()) return std::nullopt;
  return found->error;
}

}  // namespace

std::string_view to_string(CalibrationVerdict verdict) {
  return kVerdictNames[static_cast<std::size_t>(verdict)];
}

std::optional<CalibrationVerdict> calibration_verdict_from_name(std::string_view name) {
  for (const auto verdict :
       {CalibrationVerdict::kGood, CalibrationVerdict::kNoisy, CalibrationVerdict::kBroken}) {
    if (to_string(verdict) == name) return verdict;
  }
  return std::nullopt;
}

CalibrationVerdict Calibration::verdict() const {
  CalibrationVerdict worst = std::max(pacing.end.verdict, stall.end.verdict);
  for (const StampError& kind : stamps) worst = std::max(worst, kind.end.verdict);
  return worst;
}

ClientCalibration quote(const Calibration& calibration, std::string_view stamps) {
  ClientCalibration out;
  out.date = calibration.date;
  out.version = calibration.version;
  out.quick = calibration.quick;
  out.send_lag_p99_us = calibration.pacing.send_lag_p99_us;
  out.rate_error = calibration.pacing.rate_error;
  for (const StampError& kind : calibration.stamps) {
    if (kind.stamps != stamps) continue;
    out.stamp_error_p99_us = kind.p99_us;
    out.percentile_error = largest_error(kind.quantiles);
  }
  return out;
}

std::string encode_calibrations(const std::vector<Calibration>& calibrations) {
  Json document;
  JsonOut out(document);
  out("schema", std::string(kCalibrationSchema));
  out.list("machines", calibrations);
  return core::dumped(document, 2) + "\n";
}

core::Result<std::vector<Calibration>> decode_calibrations(std::string_view text) {
  std::vector<Calibration> calibrations;
  const auto read = read_document(text, "calibration.json",
                                  [&](JsonIn& in) { read_calibrations(in, calibrations); });
  if (!read) return tl::unexpected(read.error());
  return calibrations;
}

core::Result<std::vector<Calibration>> load_calibrations(const std::string& path) {
  const auto text = read_file(path, kMostBytes);
  if (!text) return tl::unexpected(text.error());
  auto calibrations = decode_calibrations(*text);
  if (!calibrations) {
    core::Error error = calibrations.error();
    error.message = fmt::format("{} cannot be read: {}", path, error.message);
    return tl::unexpected(std::move(error));
  }
  return calibrations;
}

core::Result<void> store_calibration(const std::string& path, const Calibration& calibration,
                                     std::optional<core::Error>& discarded) {
  std::vector<Calibration> all;
  if (auto stored = load_calibrations(path)) {
    all = std::move(*stored);
  } else if (stored.error().code != ErrorCode::kNotFound) {
    discarded = stored.error();
  }
  std::erase_if(all, [&](const Calibration& old) { return old.machine == calibration.machine; });
  if (all.size() >= kMostMachines) {
    const auto excess = static_cast<std::ptrdiff_t>(all.size() - kMostMachines + 1);
    all.erase(all.begin(), all.begin() + excess);
  }
  all.push_back(calibration);
  std::error_code ignored;  // writing says it better
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  return write_file(path, encode_calibrations(all));
}

const Calibration* find_machine(const std::vector<Calibration>& calibrations,
                                const MachineKey& machine) {
  const auto found = std::find_if(calibrations.begin(), calibrations.end(),
                                  [&](const Calibration& one) { return one.machine == machine; });
  return found == calibrations.end() ? nullptr : &*found;
}

}  // namespace orbench::results
