#pragma once

#include "results/metric_fields.h"
#include "results/search_report.h"

/// The keys of a search's report (see metric_fields.h).
namespace orbench::results {

template <class Archive>
void fields(Archive& a, Is<SearchFigure> auto& figure) {
  a("name", figure.name);
  a("unit", figure.unit);
  a("value", figure.value);
  a("lo", figure.lo);
  a("hi", figure.hi);
}

template <class Archive>
void fields(Archive& a, Is<SearchClaim> auto& claim) {
  a("claim", claim.claim);
  a("said", claim.said);
  a("found", claim.found);
  a("holds", claim.holds);
}

template <class Archive>
void fields(Archive& a, Is<SearchStep> auto& step) {
  a("name", step.name);
  a("level", step.level);
  a("start_s", step.start_s);
  a("end_s", step.end_s);
  a("n", step.n);
  a("bad", step.bad);
  a("verdict", step.verdict);
}

template <class Archive>
void fields(Archive& a, Is<SearchReport> auto& report) {
  a("for", report.kind);
  a("workload", report.workload);
  a.named(
      "status", report.status, [](SearchStatus status) { return to_string(status); },
      search_status_from_name);
  a("headline", report.headline);
  a("model", report.model);
  a("counts", report.counts);
  a("owner", report.owner);
  a.list("figures", report.figures);
  a.list("claims", report.claims);
  a.list("steps", report.steps);
  a("notes", report.notes);
  a("requests", report.requests);
  a("refused", report.refused);
  a("failed", report.failed);
  a("cost_usd", report.cost);
  a("seconds", report.seconds);
}

}  // namespace orbench::results
