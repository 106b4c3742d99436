#include "mock/server/truth_log.h"

#include <algorithm>
#include <ranges>

namespace orbench::mock {

TruthLog::TruthLog(const GroundTruth& limits)
    : keep_tokens_(static_cast<std::size_t>(limits.keep_tokens)),
      ring_(static_cast<std::size_t>(limits.keep_requests)) {}

const RequestTruth* TruthLog::kept(std::uint64_t number) const {
  const RequestTruth& place = ring_[number % ring_.size()];
  return number != 0 && place.number == number ? &place : nullptr;
}

RequestTruth* TruthLog::kept(std::uint64_t number) {
  RequestTruth& place = ring_[number % ring_.size()];
  return number != 0 && place.number == number ? &place : nullptr;
}

std::uint64_t TruthLog::begin(std::string_view generation_id, core::Duration first_byte,
                              core::Duration read_whole) {
  const std::scoped_lock lock(mutex_);
  const std::uint64_t number = ++last_number_;
  RequestTruth& place = ring_[number % ring_.size()];
  const auto replaced = numbers_.find(place.generation_id);
  if (replaced != numbers_.end() && replaced->second == place.number) numbers_.erase(replaced);
  // Assigned in parts: the vector keeps its memory from one request to the next.
  place.number = number;
  place.generation_id = generation_id;
  place.first_byte = first_byte;
  place.read_whole = read_whole;
  place.over = false;
  place.tokens_seen = 0;
  place.tokens.clear();
  numbers_[place.generation_id] = number;
  ++totals_.requests;
  return number;
}

void TruthLog::wrote(std::uint64_t number, const TokenTruth& token) {
  const std::scoped_lock lock(mutex_);
  const core::Duration late = token.before - token.due;
  ++totals_.tokens;
  totals_.tokens_queued += token.queued ? 1 : 0;
  totals_.late_sum += late;
  totals_.late_max = std::max(totals_.late_max, late);
  RequestTruth* const record = kept(number);
  if (record == nullptr) return;
  ++record->tokens_seen;
  if (record->tokens.size() < keep_tokens_) record->tokens.push_back(token);
}

void TruthLog::drained(std::uint64_t number, core::Duration at) {
  const std::scoped_lock lock(mutex_);
  RequestTruth* const record = kept(number);
  if (record == nullptr) return;
  // While the queue holds anything, all that follows joins it: the open pairs are the last ones.
  for (TokenTruth& token : record->tokens | std::views::reverse) {
    if (token.after != core::Duration::zero()) break;
    token.after = at;
  }
}

void TruthLog::ended(std::uint64_t number) {
  const std::scoped_lock lock(mutex_);
  if (RequestTruth* const record = kept(number)) record->over = true;
}

std::optional<RequestTruth> TruthLog::find(std::string_view generation_id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = numbers_.find(std::string(generation_id));
  if (found == numbers_.end()) return std::nullopt;
  const RequestTruth* const record = kept(found->second);
  return record == nullptr ? std::nullopt : std::optional(*record);
}

std::optional<RequestTruth> TruthLog::find(std::uint64_t number) const {
  const std::scoped_lock lock(mutex_);
  const RequestTruth* const record = kept(number);
  return record == nullptr ? std::nullopt : std::optional(*record);
}

std::optional<RequestTruth> TruthLog::next_after(std::uint64_t number) const {
  const std::scoped_lock lock(mutex_);
  if (number >= last_number_) return std::nullopt;
  const std::uint64_t oldest = last_number_ - std::min<std::uint64_t>(last_number_, ring_.size());
  for (std::uint64_t n = std::max(number, oldest) + 1; n <= last_number_; ++n) {
    if (const RequestTruth* const record = kept(n)) return *record;
  }
  return std::nullopt;
}

TruthTotals TruthLog::totals() const {
  const std::scoped_lock lock(mutex_);
  return totals_;
}

void TruthLog::reset() {
  const std::scoped_lock lock(mutex_);
  std::fill(ring_.begin(), ring_.end(), RequestTruth{});
  numbers_.clear();
  totals_ = {};
}

}  // namespace orbench::mock
