#include <algorithm>
#include <numeric>

#include "harness/metrics/recorder.h"

namespace orbench::metrics {

using core::Outcome;
namespace {

/// More tokens than any reply holds: what a service claims beyond it must not overflow the sums.
constexpr std::int64_t kMostTokens = 1'000'000'000;

std::int64_t believable(const std::optional<std::int64_t>& tokens) {
  return std::clamp<std::int64_t>(tokens.value_or(0), 0, kMostTokens);
}

}  // namespace

std::int64_t Counters::offered() const {
  return std::accumulate(outcomes.begin(), outcomes.end(), std::int64_t{0});
}

std::int64_t Counters::sent() const { return offered() - of(Outcome::kNotSent); }

std::int64_t Counters::errors() const { return sent() - ok() - of(Outcome::kCancelled); }

double Counters::error_rate() const {
  const std::int64_t judged = sent() - of(Outcome::kCancelled);
  return judged == 0 ? 0.0 : static_cast<double>(errors()) / static_cast<double>(judged);
}

void Counters::add(const Sample& sample) {
  ++outcomes[static_cast<std::size_t>(sample.outcome)];
  if (sample.outcome == Outcome::kNotSent) return;
  prompt_tokens += believable(sample.usage.prompt_tokens);
  output_tokens += believable(sample.usage.output_tokens);
  cost += sample.usage.cost.value_or(core::Usd{});
  retried += sample.retried ? 1 : 0;
  if (sample.outcome != Outcome::kOk) return;
  good += sample.good ? 1 : 0;
  cached += sample.cached ? 1 : 0;
  objectives_undefined += sample.objectives_undefined ? 1 : 0;
  without_usage += sample.usage.present() ? 0 : 1;
}

void Counters::merge(const Counters& other) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) outcomes[i] += other.outcomes[i];
  good += other.good;
  retried += other.retried;
  cached += other.cached;
  objectives_undefined += other.objectives_undefined;
  without_usage += other.without_usage;
  prompt_tokens += other.prompt_tokens;
  output_tokens += other.output_tokens;
  cost += other.cost;
}

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
    blocks[i].counters.merge(other.blocks[i].counters);
    blocks[i].ok.merge(other.blocks[i].ok);
  }
  failed.merge(other.failed);
  for (const auto& [name, record] : other.providers) {
    ProviderRecord& mine = provider(name);
    mine.counters.merge(record.counters);
    mine.ok.merge(record.ok);
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
