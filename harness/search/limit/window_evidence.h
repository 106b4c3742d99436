#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "harness/core/units.h"
#include "harness/search/limit/request_log.h"

namespace orbench::search {

/// One answer, and how many of the counted requests the limiter met before it: requests that were
/// sent close to each other may have changed places.
struct Seen {
  double at = 0;  ///< seconds since the first request
  bool accepted = false;
  std::int64_t surely = 0;
  std::int64_t perhaps = 0;
};

/// Lengths, in seconds, that no request contradicts.
struct Lengths {
  double above = 0;
  double up_to = 0;
  [[nodiscard]] bool none() const { return above >= up_to; }
};

/// A log, made ready to be held against windows. Each method asks what the log says of windows that
/// hold `amount`.
/// Threads: immutable.
class WindowEvidence {
 public:
  WindowEvidence(const RequestLog& log, bool counts_refused, core::Duration blur);

  /// No window that was ever full holds more.
  [[nodiscard]] std::int64_t most() const { return most_; }
  /// Of a guess: no more than a few have changed places with a refused one.
  [[nodiscard]] std::int64_t fewest() const { return std::max<std::int64_t>(most_ - kDoubt, 1); }
  [[nodiscard]] double blur() const { return blur_; }
  [[nodiscard]] double end() const { return answers_.empty() ? 0 : answers_.back().at; }

  [[nodiscard]] Lengths sliding(std::int64_t amount, Lengths within) const;
  /// What must hold of them wherever they begin; all about those that never begin in between.
  [[nodiscard]] Lengths one_by_one(std::int64_t amount, Lengths within, bool from_first) const;
  /// When the window that is open last may have begun, in seconds since the first request, where
  /// windows of this length that begin with requests explain the log; empty where they do not.
  /// `fuzz`: of an instant.
  [[nodiscard]] std::vector<double> open_from_first(std::int64_t amount, double length,
                                                    double fuzz) const;
  /// There is an instant from which on windows of this length explain the log.
  [[nodiscard]] bool fits_fixed(std::int64_t amount, double length, double fuzz) const;

 private:
  static constexpr std::int64_t kDoubt = 8;

  /// The request at which `amount` counted ones began, of which `before` is the number by their
  /// end.
  [[nodiscard]] double began(std::int64_t before, std::int64_t amount) const {
    return counted_[static_cast<std::size_t>(before - amount)];
  }

  double blur_ = 0;
  std::int64_t most_ = 0;
  std::vector<double> counted_;
  std::vector<Seen> answers_;  // refused ones after those that they may have changed places with
  std::vector<Seen> refused_;
  std::vector<Seen> passed_;  // those after the first refusal first: they contradict soonest
};

}  // namespace orbench::search
