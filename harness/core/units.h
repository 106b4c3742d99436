#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <string>

namespace orbench::core {

/// Every span of time inside the program. Milliseconds and seconds exist at the JSON border only.
using Duration = std::chrono::nanoseconds;

[[nodiscard]] constexpr double to_ms(Duration d) { return static_cast<double>(d.count()) / 1e6; }
[[nodiscard]] constexpr double to_seconds(Duration d) {
  return static_cast<double>(d.count()) / 1e9;
}
/// Rounds to the nearest nanosecond and saturates; REQUIRES: s is not NaN.
[[nodiscard]] Duration from_seconds(double s);
[[nodiscard]] Duration from_ms(double ms);

/// An instant of a request: an offset from the run epoch (CLOCK_MONOTONIC), or unset when the
/// request never got there. May be negative only by clock correction of kernel stamps.
class Stamp {
 public:
  constexpr Stamp() = default;
  constexpr explicit Stamp(Duration since_epoch) : ns_(since_epoch.count()) {}

  [[nodiscard]] constexpr bool is_set() const { return ns_ != kUnset; }
  /// REQUIRES: is_set().
  [[nodiscard]] constexpr Duration since_epoch() const { return Duration{ns_}; }
  /// Sets the stamp unless an earlier call did: "the first time that …".
  constexpr void set_once(Stamp at) {
    if (!is_set()) ns_ = at.ns_;
  }
  // Unset sorts first.
  friend constexpr auto operator<=>(Stamp, Stamp) = default;  // NOLINT(modernize-use-nullptr)
  friend constexpr bool operator==(Stamp, Stamp) = default;

 private:
  static constexpr std::int64_t kUnset = std::numeric_limits<std::int64_t>::min();
  std::int64_t ns_ = kUnset;
};

/// Money, exact: a whole number of 1e-12 USD. Range about ±9.2 million USD; sums saturate, since a
/// service may claim any price.
class Usd {
 public:
  constexpr Usd() = default;
  [[nodiscard]] static constexpr Usd from_pico(std::int64_t pico) { return Usd(pico); }
  /// Nearest pico-USD, saturating; NaN becomes zero.
  [[nodiscard]] static Usd from_dollars(double dollars);
  /// As from_dollars, but never less than asked: for worst-case bounds.
  [[nodiscard]] static Usd from_dollars_rounded_up(double dollars);

  [[nodiscard]] constexpr std::int64_t pico() const { return pico_; }
  [[nodiscard]] constexpr double dollars() const { return static_cast<double>(pico_) / 1e12; }

  constexpr Usd& operator+=(Usd other) {
    if (__builtin_add_overflow(pico_, other.pico_, &pico_)) {
      pico_ = other.pico_ < 0 ? std::numeric_limits<std::int64_t>::min()
                              : std::numeric_limits<std::int64_t>::max();
    }
    return *this;
  }
  friend constexpr Usd operator+(Usd a, Usd b) { return a += b; }
  friend constexpr Usd operator-(Usd a, Usd b) { return Usd(a.pico_ - b.pico_); }
  friend constexpr auto operator<=>(Usd, Usd) = default;  // NOLINT(modernize-use-nullptr)

 private:
  constexpr explicit Usd(std::int64_t pico) : pico_(pico) {}
  std::int64_t pico_ = 0;
};

/// A percentile, always on the scale 0 to 100.
class Percentile {
 public:
  /// REQUIRES: 0 <= percent <= 100.
  constexpr explicit Percentile(double percent) : percent_(percent) {}
  [[nodiscard]] constexpr double percent() const { return percent_; }
  [[nodiscard]] constexpr double fraction() const { return percent_ / 100.0; }
  friend constexpr auto operator<=>(Percentile, Percentile) = default;

 private:
  double percent_;
};

}  // namespace orbench::core
