#include "harness/search/limit/request_log.h"

#include <algorithm>
#include <limits>

namespace orbench::search {
namespace {

constexpr std::size_t kJitterSamples = 20;

core::Duration first_byte_of(const Answer& answer) {
  return answer.sample.at.headers.is_set() ? answer.headers() : answer.ended();
}

}  // namespace

void RequestLog::add(const Answer& answer) {
  const Answer::Kind kind = answer.kind();
  if (kind != Answer::Kind::kServed && kind != Answer::Kind::kRefused) return;
  const Asked asked{answer.sent(), kind == Answer::Kind::kServed};
  // Answers come almost in the order of sending.
  auto place = entries_.end();
  while (place != entries_.begin() && std::prev(place)->sent > asked.sent) --place;
  entries_.insert(place, asked);
  if (asked.accepted && first_bytes_.size() < kJitterSamples) {
    first_bytes_.push_back(first_byte_of(answer) - asked.sent);
  }
}

std::int64_t RequestLog::accepted(core::Duration from, core::Duration to) const {
  return std::count_if(entries_.begin(), entries_.end(), [&](const Asked& asked) {
    return asked.accepted && asked.sent >= from && asked.sent < to;
  });
}

RequestLog::Run RequestLog::run_before(core::Duration at) const {
  auto entry = std::find_if(entries_.rbegin(), entries_.rend(),
                            [&](const Asked& asked) { return asked.accepted && asked.sent < at; });
  Run run{at, at};
  if (entry != entries_.rend()) run.end = entry->sent;
  for (; entry != entries_.rend() && entry->accepted; ++entry) run.begin = entry->sent;
  return run;
}

std::optional<core::Duration> RequestLog::first_refusal(core::Duration from) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Asked& asked) {
    return !asked.accepted && asked.sent >= from;
  });
  if (found == entries_.end()) return std::nullopt;
  return found->sent;
}

std::optional<core::Duration> RequestLog::last_refusal() const {
  return last_refusal_before(core::Duration::max());
}

std::optional<core::Duration> RequestLog::last_refusal_before(core::Duration at) const {
  const auto found = std::find_if(entries_.rbegin(), entries_.rend(), [&](const Asked& asked) {
    return !asked.accepted && asked.sent < at;
  });
  if (found == entries_.rend()) return std::nullopt;
  return found->sent;
}

core::Duration RequestLog::round_trip() const {
  if (first_bytes_.empty()) return core::Duration{0};
  std::vector<core::Duration> sorted = first_bytes_;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

core::Duration RequestLog::jitter() const {
  if (first_bytes_.size() < 2) return core::Duration{0};
  std::vector<core::Duration> sorted = first_bytes_;
  std::sort(sorted.begin(), sorted.end());
  constexpr std::size_t kTwentieth = 20;
  const std::size_t low = sorted.size() / kTwentieth;
  return (sorted[sorted.size() - 1 - low] - sorted[low]) / 2;
}

}  // namespace orbench::search
