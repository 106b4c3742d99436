#include "harness/search/limit/hunt.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace orbench::search {
namespace {

constexpr double kMinute = 60;
constexpr double kDoublingSeconds = 2;  // of the ramp

}  // namespace

core::Duration LimitTerms::seconds(double of_a_minute) const {
  const double unit = grid > core::Duration{0} ? core::to_seconds(grid) / kMinute : 1.0;
  return core::from_seconds(of_a_minute * unit);
}

std::optional<core::Duration> LimitTerms::grid_length_in(core::Duration shortest,
                                                         core::Duration longest) const {
  if (grid <= core::Duration{0}) return std::nullopt;
  const core::Duration length =
      std::max<core::Duration>((shortest + longest) / 2 + grid / 2, grid) / grid * grid;
  if (length < shortest || length > longest) return std::nullopt;
  return length;
}

core::Duration LimitTerms::patience() const {
  constexpr core::Duration kTwoDays = std::chrono::hours{48};  // to skip them costs nothing
  return step_clock ? std::max(longest_wait, kTwoDays) : longest_wait;
}

core::Duration Hunt::slack() const {
  constexpr core::Duration kStep = std::chrono::milliseconds{2};  // clocks, and their rounding
  return log.jitter() + kStep;
}

std::optional<core::Duration> Hunt::mark_near(core::Duration at, core::Duration error) const {
  if (terms.grid == core::Duration{0} || !clock.known()) return std::nullopt;
  const core::Duration mark = clock.mark_before(at + terms.grid / 2, terms.grid);
  if (std::max(mark - at, at - mark) > slack() + error + clock.error()) return std::nullopt;
  return mark;
}

void Hunt::learn_least_rate(std::int64_t passed, core::Duration elapsed) {
  const double longest = core::to_seconds(elapsed + 4 * log.jitter());
  least_rate = std::max(least_rate, static_cast<double>(passed - 1) / longest);
}

double Hunt::ramp_rate_at(core::Duration at) const {
  return terms.from * std::exp2(core::to_seconds(at - ramp_begin) / kDoublingSeconds);
}

const Hint* Hunt::believed() const { return hint && !hints_lie ? &*hint : nullptr; }

bool Hunt::hint_is_of_window() const {
  constexpr double kManyRequests = 30;
  const Hint* const told = believed();
  const auto last = log.last_refusal();
  if (told == nullptr || !last) return false;
  const double wait = core::to_seconds(told->opens_at - *last);
  return wait > 1.0 && wait * ramp_rate > kManyRequests;
}

core::Duration Hunt::opens_surely(const Hint& told, bool of_window) const {
  constexpr double kLater = 0.25;  // sixtieths of the grid
  const core::Duration at = told.opens_at + told.error + slack();
  return of_window ? at + terms.seconds(kLater) : at;
}

void Hunt::give_up(std::string why) {
  if (status == results::SearchStatus::kFound) {
    notes.push_back(std::move(why));
    return;
  }
  status = results::SearchStatus::kUndecided;
  reason = std::move(why);
}

}  // namespace orbench::search
