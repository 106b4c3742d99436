#pragma once

#include "results/calibration.h"
#include "results/json_in.h"
#include "results/json_out.h"

/// The keys of a calibration (see metric_fields.h).
namespace orbench::results {

template <class Archive>
void fields(Archive& a, Is<MachineKey> auto& machine) {
  a("host", machine.host);
  a("processor", machine.processor);
  a("system", machine.system);
}

template <class Archive>
void end_fields(Archive& a, Is<PartEnd> auto& end) {
  a.named(
      "verdict", end.verdict, [](CalibrationVerdict verdict) { return to_string(verdict); },
      calibration_verdict_from_name);
  a("note", end.note);
}

template <class Archive>
void fields(Archive& a, Is<PacingError> auto& pacing) {
  a("rate_rps", pacing.rate_rps);
  a("planned", pacing.planned);
  a("sent", pacing.sent);
  a("rate_error", pacing.rate_error);
  a("send_lag_p50_us", pacing.send_lag_p50_us);
  a("send_lag_p99_us", pacing.send_lag_p99_us);
  end_fields(a, pacing.end);
}

template <class Archive>
void fields(Archive& a, Is<QuantileError> auto& quantile) {
  a("q", quantile.q);
  a("true_ms", quantile.true_ms);
  a("measured_ms", quantile.measured_ms);
  a("error", quantile.error);
}

template <class Archive>
void fields(Archive& a, Is<StampError> auto& kind) {
  a("stamps", kind.stamps);
  a("instants", kind.instants);
  a("early", kind.early);
  a("p50_us", kind.p50_us);
  a("p99_us", kind.p99_us);
  a("max_us", kind.max_us);
  a.list("ttft_quantiles", kind.quantiles);
  end_fields(a, kind.end);
}

template <class Archive>
void fields(Archive& a, Is<StallTest> auto& stall) {
  a("rate_rps", stall.rate_rps);
  a("window_s", stall.window_s);
  a("stall_s", stall.stall_s);
  a("expected_p99_ms", stall.expected_p99_ms);
  a("response_p99_ms", stall.response_p99_ms);
  a("service_p99_ms", stall.service_p99_ms);
  end_fields(a, stall.end);
}

template <class Archive>
void fields(Archive& a, Is<Calibration> auto& calibration) {
  a("date", calibration.date);
  a("version", calibration.version);
  a("build", calibration.build);
  a("quick", calibration.quick);
  a.object("machine", calibration.machine);
  a.derived("verdict", std::string(to_string(calibration.verdict())));
  a.object("pacing", calibration.pacing);
  a.list("stamps", calibration.stamps);
  a.object("stall", calibration.stall);
}

}  // namespace orbench::results
