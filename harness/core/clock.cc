#include "harness/core/clock.h"

#include <cmath>
#include <ctime>

#include <fmt/format.h>

namespace orbench::core {

Duration MonotonicClock::now() const {
  timespec ts{};
  clock_gettime(CLOCK_MONOTONIC, &ts);
  return std::chrono::seconds{ts.tv_sec} + std::chrono::nanoseconds{ts.tv_nsec};
}

double wall_seconds() {
  timespec ts{};
  clock_gettime(CLOCK_REALTIME, &ts);
  return static_cast<double>(ts.tv_sec) + static_cast<double>(ts.tv_nsec) / 1e9;
}

std::string iso8601_utc(double wall_seconds) {
  const double whole = std::floor(wall_seconds);
  const auto seconds = static_cast<std::time_t>(whole);
  const auto millis = static_cast<int>((wall_seconds - whole) * 1000.0);
  std::tm tm{};
  gmtime_r(&seconds, &tm);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", tm.tm_year + 1900, tm.tm_mon + 1,
                     tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, millis);
}

}  // namespace orbench::core
