#pragma once

#include "results/compare/run_digest.h"
#include "results/metric_fields.h"

/// The keys of a baseline file (see results/metric_fields.h).
namespace orbench::results {

template <class Archive>
void fields(Archive& a, Is<FigureDigest> auto& figure) {
  a("value", figure.value);
  a("mean", figure.mean);
  a("sd", figure.sd);
  a("blocks", figure.blocks);
  a("n", figure.n);
}

template <class Archive>
void fields(Archive& a, Is<CellDigest> auto& cell) {
  a("workload", cell.identity.workload);
  a("endpoint", cell.identity.endpoint);
  a("model", cell.identity.model);
  a("labels", cell.identity.labels);
  a.object("requests", cell.counters);
  a.map("figures", cell.figures);
}

template <class Archive>
void fields(Archive& a, Is<RunDigest> auto& run) {
  a("id", run.id);
  a("name", run.name);
  a("version", run.version);
  a("seed", run.seed);
  a("against_mock", run.against_mock);
  a.list("cells", run.cells);
}

}  // namespace orbench::results
