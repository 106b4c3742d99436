#pragma once

#include "results/compare/comparison.h"
#include "results/json_in.h"
#include "results/json_out.h"

/// The keys of a comparison (see results/metric_fields.h).
namespace orbench::results {

template <class Archive>
void fields(Archive& a, Is<ComparedFigure> auto& figure) {
  a("figure", figure.figure);
  a("unit", figure.unit);
  a("base", figure.base);
  a("candidate", figure.candidate);
  a("effect", figure.effect);
  a("lo", figure.lo);
  a("hi", figure.hi);
  a("p", figure.p);
  a("units", figure.units);
  a.named(
      "verdict", figure.verdict, [](ComparisonVerdict verdict) { return to_string(verdict); },
      comparison_verdict_from_name);
  a("detectable", figure.detectable);
  a("units_needed", figure.units_needed);
  a("note", figure.note);
}

template <class Archive>
void fields(Archive& a, Is<ComparedPair> auto& pair) {
  a("workload", pair.workload);
  a("base", pair.base);
  a("candidate", pair.candidate);
  a("common", pair.common);
  a.list("figures", pair.figures);
}

template <class Archive>
void fields(Archive& a, Is<Comparison> auto& comparison) {
  a.named(
      "design", comparison.design, [](ComparisonDesign design) { return to_string(design); },
      comparison_design_from_name);
  a("alpha", comparison.alpha);
  a("detect", comparison.detect);
  a("detect_points", comparison.detect_points);
  a("family", comparison.family);
  a.list("pairs", comparison.pairs);
  a("notes", comparison.notes);
}

}  // namespace orbench::results
