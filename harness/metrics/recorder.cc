#include "harness/metrics/recorder.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

namespace orbench::metrics {
namespace {

using core::Duration;
using core::Outcome;
using core::Stamp;

/// Cells, blocks and providers in use at once, before their values are merged.
constexpr std::size_t kMostFresh = 64;
constexpr std::size_t kKeyBytes = 80;  // of the message that tells error classes apart

/// Messages that differ in their numbers only (a wait, a request id) are one class.
std::string without_numbers(std::string_view message) {
  std::string out;
  for (const char c : message.substr(0, kKeyBytes)) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (!digit) {
      out += c;
    } else if (!out.ends_with('#')) {
      out += '#';
    }
  }
  return out;
}

struct Span {
  Duration from{0};
  Duration to{0};
};

bool inside(Duration at, const Window& window) {
  return at >= window.start && (!window.end || at < *window.end);
}

Duration overlap(const Span& span, const Window& window) {
  const Duration from = std::max(span.from, window.start);
  const Duration to = window.end ? std::min(span.to, *window.end) : span.to;
  return std::max(to - from, Duration{0});
}

/// When a request's output came: from first to last token of a stream, the whole exchange of a
/// plain reply, whose tokens have no times of their own.
Span output_span(const Sample& sample) {
  Stamp from = sample.at.first_token();
  Stamp to = sample.at.last_token;
  if (!from.is_set() || !to.is_set()) {
    from = sample.at.sent;
    to = sample.at.closed;
  }
  if (!from.is_set()) from = to;
  return {from.since_epoch(), std::max(from, to).since_epoch()};
}

/// The share of the request's output that came inside the window.
double share_inside(const Sample& sample, const Window& window) {
  const Span span = output_span(sample);
  if (span.from == span.to) return inside(span.from, window) ? 1.0 : 0.0;
  return core::to_seconds(overlap(span, window)) / core::to_seconds(span.to - span.from);
}

void add_to_window(CellRecord& cell, const Sample& sample) {
  if (sample.outcome == Outcome::kNotSent || !sample.at.closed.is_set()) return;
  const Duration closed = sample.at.closed.since_epoch();
  if (sample.phase == Phase::kMeasured) cell.last_closed = std::max(cell.last_closed, closed);
  if (inside(closed, cell.window)) {
    ++cell.ended_in_window;
    if (sample.good) ++cell.good_in_window;
  }
  if (sample.at.dispatched.is_set()) {
    cell.busy_in_window += overlap({sample.at.dispatched.since_epoch(), closed}, cell.window);
  }
  if (const auto tokens = sample.usage.output_tokens; tokens) {
    cell.output_tokens_in_window +=
        static_cast<double>(*tokens) * share_inside(sample, cell.window);
  }
}

void add_failure(CellRecord& cell, const Sample& sample) {
  if (sample.outcome == Outcome::kNotSent || sample.outcome == Outcome::kCancelled) return;
  cell.failed.record_all(sample);
  ErrorRecord one;
  one.outcome = sample.outcome;
  one.status = sample.status;
  one.message = sample.error;
  one.count = 1;
  one.sample_seqs = {sample.seq};
  const std::string key = fmt::format("{} {} {}", core::to_string(sample.outcome), sample.status,
                                      without_numbers(sample.error));
  cell.error_class(key, one).merge(one);
}

}  // namespace

Recorder::Recorder(const std::vector<CellPlan>& cells) : cells_(cells.size()) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    cells_[i].window = cells[i].window;
    told_.push_back(cells[i].window);
    cells_[i].blocks.resize(static_cast<std::size_t>(std::max(1, cells[i].blocks)));
  }
}

void Recorder::add(const Sample& sample, const Gaps& gaps) {
  if (sample.cell >= cells_.size()) return;
  CellRecord& cell = cells_[sample.cell];
  timeline_.add(sample);
  add_to_window(cell, sample);
  if (sample.phase == Phase::kWarmup) return cell.warmup.add(sample);

  const auto last = static_cast<std::int32_t>(cell.blocks.size()) - 1;
  BlockRecord& record = fresh(sample, std::clamp(sample.block, 0, last));
  record.counters.add(sample);
  if (sample.outcome != Outcome::kOk) return add_failure(cell, sample);
  if (sample.cached) return;  // tells of the router's memory, not of the model
  MetricSet& ok = record.ok;
  ok.record_all(sample);
  for (const std::uint32_t us : gaps.us) ok.record_steps(MetricId::icl, us);
  for (std::uint32_t i = 0; i < gaps.spoiled; ++i) ok.record_undefined(MetricId::icl);
}

BlockRecord& Recorder::fresh(const Sample& sample, std::int32_t block) {
  const auto same = [&](const Fresh& entry) {
    return entry.cell == sample.cell && entry.block == block && entry.provider == sample.provider;
  };
  const auto known = std::find_if(fresh_.rbegin(), fresh_.rend(), same);
  if (known != fresh_.rend()) return known->record;
  if (fresh_.size() >= kMostFresh) settled();
  fresh_.push_back({sample.cell, block, sample.provider, {}});
  return fresh_.back().record;
}

std::vector<CellRecord>& Recorder::settled() const {
  for (const Fresh& entry : fresh_) {
    CellRecord& cell = cells_[entry.cell];
    cell.blocks[static_cast<std::size_t>(entry.block)].merge(entry.record);
    cell.provider(entry.provider).merge(entry.record);
    const Counters& counts = entry.record.counters;
    const bool has_values = counts.ok() > counts.cached;
    if (!keeps_intervals_ || !has_values) continue;
    interval_.sets[{entry.cell, entry.block}].merge(entry.record.ok);
  }
  fresh_.clear();
  return cells_;
}

Interval Recorder::take_interval(Duration now) {
  settled();
  Interval taken = std::exchange(interval_, {});
  taken.end = now;
  interval_.start = now;
  for (std::size_t i = 0; i < told_.size(); ++i) {
    if (told_[i] == cells_[i].window) continue;
    told_[i] = cells_[i].window;
    taken.windows.emplace(static_cast<std::uint32_t>(i), told_[i]);
  }
  return taken;
}

void Recorder::end_windows(Duration ended) {
  for (CellRecord& cell : cells_) {
    if (cell.window.end) cell.window.end = std::min(*cell.window.end, ended);
  }
}

void Recorder::merge(const Recorder& other) {
  std::vector<CellRecord>& mine = settled();
  const std::vector<CellRecord>& theirs = other.cells();
  if (mine.size() < theirs.size()) mine.resize(theirs.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) mine[i].merge(theirs[i]);
  timeline_.merge(other.timeline_);
}

}  // namespace orbench::metrics
