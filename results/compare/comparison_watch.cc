#include "results/compare/comparison_watch.h"

#include <algorithm>
#include <utility>

#include "results/compare/compare_cells.h"

namespace orbench::results {

ComparisonWatch::ComparisonWatch(Plan plan) : plan_(std::move(plan)), recorder_(plan_.cells) {
  const std::span<const CellIdentity> cells(plan_.identities);
  for (std::size_t from = 0; from < cells.size();) {
    std::size_t to = from + 1;
    while (to < cells.size() && cells[to].workload == cells[from].workload) ++to;
    const ComparisonTerms& terms = plan_.terms[from];
    if (terms.stop) {
      Subject subject;
      subject.first = from;
      subject.count = to - from;
      subject.pairs = pair_cells(cells.subspan(from, to - from), terms.baseline).pairs;
      const std::int64_t blocks = plan_.cells[from].blocks;
      subject.looks = looks_of(terms.stop->empty() ? default_block_looks(blocks) : *terms.stop);
      if (!subject.pairs.empty()) subjects_.push_back(std::move(subject));
    }
    from = to;
  }
}

void ComparisonWatch::observe(const metrics::Sample& sample) {
  if (sample.phase != metrics::Phase::kMeasured) return;
  const auto mine = std::find_if(subjects_.begin(), subjects_.end(), [&](const Subject& subject) {
    return sample.cell >= subject.first && sample.cell < subject.first + subject.count;
  });
  if (mine == subjects_.end()) return;
  recorder_.add(sample);
  mine->order.take(sample, [&](const metrics::Sample& next) {
    // A request of a later block was dealt after all those of the blocks before it.
    mine->complete = std::max<std::int64_t>(mine->complete, next.block);
  });
}

bool ComparisonWatch::decided() {
  for (Subject& subject : subjects_) look(subject);
  return std::all_of(subjects_.begin(), subjects_.end(),
                     [](const Subject& subject) { return subject.decided; });
}

void ComparisonWatch::look(Subject& subject) {
  while (!subject.decided && subject.taken < subject.looks.size() &&
         subject.looks[subject.taken].at <= subject.complete) {
    std::vector<ComparedCell> cells;
    for (std::size_t i = 0; i < subject.count; ++i) {
      const std::size_t cell = subject.first + i;
      cells.push_back({plan_.identities[cell], &recorder_.cells()[cell]});
    }
    const Look& now = subject.looks[subject.taken++];
    const Comparison seen =
        compare_at(now, cells, subject.pairs, plan_.terms[subject.first], plan_.seed);
    // What the last look leaves open stays so.
    subject.decided = is_decided(seen) || subject.taken == subject.looks.size();
  }
}

}  // namespace orbench::results
