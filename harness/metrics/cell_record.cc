#include "harness/metrics/cell_record.h"

#include <algorithm>

namespace orbench::metrics {

void ErrorRecord::keep_evidence(std::uint64_t seq, const std::string& text) {
  // The evidence is the lowest sequence numbers, not the first to arrive: workers may be merged in
  // any order.
  if (sample_seqs.empty() || seq < sample_seqs.front()) message = text;
  sample_seqs.insert(std::upper_bound(sample_seqs.begin(), sample_seqs.end(), seq), seq);
  if (sample_seqs.size() > kMaxEvidence) sample_seqs.pop_back();
}

void ErrorRecord::merge(const ErrorRecord& other) {
  count += other.count;
  for (const std::uint64_t seq : other.sample_seqs) keep_evidence(seq, other.message);
}

void BlockRecord::merge(const BlockRecord& other) {
  counters.merge(other.counters);
  ok.merge(other.ok);
}

Counters CellRecord::counters() const {
  Counters sum;
  for (const BlockRecord& block : blocks) sum.merge(block.counters);
  return sum;
}

Histogram CellRecord::merged(MetricId id) const {
  Histogram sum(unit_info(metric_info(id).unit).range);
  for (const BlockRecord& block : blocks) {
    if (const Histogram* found = block.ok.find(id); found != nullptr) sum.merge(*found);
  }
  return sum;
}

std::int64_t CellRecord::undefined(MetricId id) const {
  std::int64_t sum = 0;
  for (const BlockRecord& block : blocks) sum += block.ok.undefined(id);
  return sum;
}

ProviderRecord& CellRecord::provider(const std::string& name) {
  if (const auto known = providers.find(name); known != providers.end()) return known->second;
  return providers[providers.size() < kMaxProviders ? name : std::string(kOther)];
}

ErrorRecord& CellRecord::error_class(const std::string& key, const ErrorRecord& like) {
  const bool full = errors.size() >= kMaxErrorClasses && !errors.contains(key);
  const auto [entry, fresh] = errors.try_emplace(full ? std::string(kOther) : key);
  if (fresh) {
    entry->second.outcome = like.outcome;
    entry->second.status = full ? 0 : like.status;
  }
  return entry->second;
}

void CellRecord::merge(const CellRecord& other) {
  if (blocks.size() < other.blocks.size()) blocks.resize(other.blocks.size());
  for (std::size_t i = 0; i < other.blocks.size(); ++i) {
    blocks[i].merge(other.blocks[i]);
  }
  failed.merge(other.failed);
  for (const auto& [name, record] : other.providers) {
    provider(name).merge(record);
  }
  for (const auto& [key, record] : other.errors) error_class(key, record).merge(record);
  warmup.merge(other.warmup);
  // The same in all parts, but where some never came to the segment that the cell was measured in.
  if (other.window.start > window.start) window = other.window;
  ended_in_window += other.ended_in_window;
  good_in_window += other.good_in_window;
  output_tokens_in_window += other.output_tokens_in_window;
  busy_in_window += other.busy_in_window;
  last_closed = std::max(last_closed, other.last_closed);
  max_in_flight += other.max_in_flight;
}

}  // namespace orbench::metrics
