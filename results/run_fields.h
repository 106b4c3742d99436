#pragma once

#include "results/metric_fields.h"
#include "results/run_result.h"
#include "results/verdict.h"

/// The keys of what belongs to the run as a whole (see metric_fields.h).
namespace orbench::results {

template <class Archive>
void fields(Archive& a, Is<RunInfo> auto& run) {
  a("id", run.id);
  a("name", run.name);
  a("started_at", run.started_at);
  a("epoch", run.epoch);
  a("duration_s", run.duration_s);
  a("seed", run.seed);
  a("partial", run.partial);
  a("stopped_by", run.stopped_by);
  a("tags", run.tags);
}

template <class Archive>
void fields(Archive& a, Is<TimelineRow> auto& row) {
  a("at_s", row.at_s);
  a("started", row.started);
  a("ended", row.ended);
  a("in_flight", row.in_flight);
  a("errors", row.errors);
  a("cost_usd", row.cost_usd);
  a("ttft_p50_ms", row.ttft_p50);
  a("ttft_p95_ms", row.ttft_p95);
}

template <class Archive>
void fields(Archive& a, Is<ClientCalibration> auto& calibration) {
  a("date", calibration.date);
  a("version", calibration.version);
  a("quick", calibration.quick);
  a("send_lag_p99_us", calibration.send_lag_p99_us);
  a("rate_error", calibration.rate_error);
  a("stamp_error_p99_us", calibration.stamp_error_p99_us);
  a("percentile_error", calibration.percentile_error);
}

template <class Archive>
void fields(Archive& a, Is<ClientReport> auto& client) {
  a("stamps", client.stamps);
  a("kernel_stamp_share", client.kernel_stamp_share);
  a("workers", client.workers);
  a.object("send_lag", client.send_lag);
  a.object("loop_lag", client.loop_lag);
  a.object("read_lag", client.read_lag);
  a("cpu_share", client.cpu_share);
  a("dropped", client.dropped);
  a("planned", client.planned);
  a("late", client.late);
  a("client_limited", client.client_limited);
  a("reasons", client.reasons);
  a.object("calibration", client.calibration);
}

template <class Archive>
void fields(Archive& a, Is<SentPriceCap> auto& cap) {
  a("cell", cap.cell);
  a("max_price", cap.max_price);
}

template <class Archive>
void fields(Archive& a, Is<BudgetReport> auto& budget) {
  a("max_cost_usd", budget.max_cost);
  a("looked_up", budget.looked_up);
  a("looked_up_usd", budget.looked_up_cost);
  a("untold", budget.untold);
  a("untold_worst_usd", budget.untold_worst);
  a.list("price_caps", budget.price_caps);
}

template <class Archive>
void fields(Archive& a, Is<ServerView> auto& view) {
  a("provider", view.provider);
  a("requests", view.requests);
  a("client_ttft_ms", view.client_ttft_ms);
  a("server_latency_ms", view.server_latency_ms);
  a("ttft_share_ms", view.ttft_share_ms);
  a("client_duration_ms", view.client_duration_ms);
  a("server_duration_ms", view.server_duration_ms);
  a("duration_share_ms", view.duration_share_ms);
  a("client_prompt_tokens", view.client_prompt_tokens);
  a("billed_prompt_tokens", view.billed_prompt_tokens);
  a("client_output_tokens", view.client_output_tokens);
  a("billed_output_tokens", view.billed_output_tokens);
  a("client_cost_usd", view.client_cost_usd);
  a("billed_cost_usd", view.billed_cost_usd);
  a("tokens_differ", view.tokens_differ);
  a("cost_differs", view.cost_differs);
}

template <class Archive>
void fields(Archive& a, Is<PublishedFigure> auto& figure) {
  a("model", figure.model);
  a("provider", figure.provider);
  a("metric", figure.metric);
  a("q", figure.q);
  a("measured", figure.measured);
  a("lo", figure.lo);
  a("hi", figure.hi);
  a("published_least", figure.published_least);
  a("published_most", figure.published_most);
  a.named(
      "agreement", figure.agreement, [](Agreement agreement) { return to_string(agreement); },
      agreement_from_name);
  a("reason", figure.reason);
}

template <class Archive>
void fields(Archive& a, Is<CheckRecord> auto& check) {
  a("check", check.check);
  a("where", check.where);
  a.named(
      "verdict", check.verdict, [](CheckVerdict verdict) { return to_string(verdict); },
      check_verdict_from_name);
  a("expected", check.expected);
  a("observed", check.observed);
  a("n", check.n);
  a("evidence", check.evidence);
  a("note", check.note);
  a("implicit", check.implicit);
  a("regression", check.regression);
}

/// Without its checks, which stand beside it.
template <class Archive>
void fields(Archive& a, Is<Verdict> auto& verdict) {
  a.named(
      "status", verdict.status, [](RunStatus status) { return to_string(status); },
      run_status_from_name);
  a("exit_code", verdict.exit_code);
  a("findings", verdict.findings);
}

}  // namespace orbench::results
