#include "harness/search/limit/phase.h"

#include <algorithm>

#include <fmt/format.h>

namespace orbench::search {

Phase::Wish Phase::wish() const {
  const Wish wanted = want();
  // With nothing open there is nothing to wait for.
  if (std::holds_alternative<load::Waiting>(wanted) && open_ == 0) return load::Ended{};
  if (std::holds_alternative<load::Ended>(wanted) && open_ > 0) return load::Waiting{};
  return wanted;
}

void Phase::take(core::Duration at) {
  if (taken_ == 0) begin_ = at;
  ++taken_;
  ++open_;
  on_taken(at);
}

void Phase::learn(const Met& met) {
  --open_;
  end_ = std::max(end_, met.ended);
  if (met.what == Met::What::kRefused) ++refused_;
  on_met(met);
}

std::string Phase::standing() const {
  if (taken_ == 0 || level() <= 0) return name_;
  return fmt::format("{} at {:.4g} rps", name_, level());
}

void Phase::note_step() const {
  if (taken_ == 0) return;
  results::SearchStep step;
  step.name = name_;
  step.level = level();
  step.start_s = core::to_seconds(begin_);
  step.end_s = core::to_seconds(end_);
  step.n = taken_ - open_;
  step.bad = refused_;
  hunt_.steps.push_back(std::move(step));
}

}  // namespace orbench::search
