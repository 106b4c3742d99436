#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "harness/load/arrival_kind.h"
#include "harness/load/open_loop.h"
#include "harness/load/trace.h"

namespace orbench::load {
namespace {

constexpr core::Bounds kSpeed{1e-6, 1e6, false};

/// Shared, because a trace may hold millions of instants and each worker walks all of them; and
/// owned together, so that no process depends on its plan's lifetime.
using Instants = std::shared_ptr<const std::vector<double>>;

class TraceSchedule final : public Schedule {
 public:
  explicit TraceSchedule(Instants instants) : instants_(std::move(instants)) {}
  [[nodiscard]] double next() override {
    if (index_ == instants_->size()) return std::numeric_limits<double>::infinity();
    return (*instants_)[index_++];
  }

 private:
  Instants instants_;
  std::size_t index_ = 0;
};

/// The recorded arrivals as they came, once. Warm-up is the beginning of the record.
class ReplayPlan final : public ArrivalPlan {
 public:
  ReplayPlan(std::vector<double> instants, double speed)
      : instants_(std::make_shared<const std::vector<double>>(std::move(instants))),
        speed_(speed) {}

  [[nodiscard]] std::unique_ptr<ArrivalProcess> make(const ArrivalContext& context) const override {
    return make_open_loop(std::make_unique<TraceSchedule>(instants_), context);
  }
  [[nodiscard]] bool open_loop() const override { return true; }
  [[nodiscard]] std::uint64_t max_shares() const override {
    return std::numeric_limits<std::uint64_t>::max();
  }
  [[nodiscard]] std::optional<double> expected_arrivals(const StopRule& stop) const override {
    const auto [first, last] = window(stop);
    return static_cast<double>(last - first);
  }
  [[nodiscard]] std::optional<double> offered_rps(const StopRule& stop) const override {
    const auto [first, last] = window(stop);
    const double begin = core::to_seconds(stop.warmup);
    double seconds = first == last ? 0 : *(last - 1) - begin;
    if (stop.duration) seconds = std::min(seconds, core::to_seconds(*stop.duration));
    if (seconds <= 0) return std::nullopt;
    return static_cast<double>(last - first) / seconds;
  }
  [[nodiscard]] std::string describe() const override {
    const std::string text =
        fmt::format("replay of {} arrivals over {:.4g} s", instants_->size(), instants_->back());
    return speed_ == 1.0 ? text : fmt::format("{}, at {:g} times the speed", text, speed_);
  }

 private:
  using Place = std::vector<double>::const_iterator;
  /// The instants of the measured window.
  [[nodiscard]] std::pair<Place, Place> window(const StopRule& stop) const {
    const double begin = core::to_seconds(stop.warmup);
    const auto first = std::lower_bound(instants_->begin(), instants_->end(), begin);
    auto last = instants_->end();
    if (stop.duration) {
      last = std::lower_bound(first, last, begin + core::to_seconds(*stop.duration));
    }
    if (stop.requests && static_cast<std::uint64_t>(last - first) > *stop.requests) {
      last = first + static_cast<std::ptrdiff_t>(*stop.requests);
    }
    return {first, last};
  }

  Instants instants_;
  double speed_;
};

double seconds_per(const std::string& unit) {
  if (unit == "ms") return 1e-3;
  return unit == "us" ? 1e-6 : 1.0;
}

std::unique_ptr<ArrivalPlan> read(core::Params& load) {
  refuse_closed_loop_keys(load);
  if (load.has("rate_rps")) {
    load.allow("rate_rps");
    load.error("rate_rps", "a replay's rate is that of its file; change it with \"speed\"");
  }
  const std::string file = load.required_text("file");
  TraceFormat format;
  format.field = load.text("field", format.field);
  format.seconds_per_unit = seconds_per(load.choice("unit", "s", {"s", "ms", "us"}));
  const double speed = load.number("speed", 1.0, kSpeed);
  std::vector<double> instants = {0.0};
  if (!file.empty()) {
    if (auto trace = read_trace(file, format)) {
      instants = std::move(*trace);
    } else {
      load.error("file", fmt::format("{}: {}", trace.error().where, trace.error().message));
    }
  }
  for (double& at : instants) at /= speed;
  return std::make_unique<ReplayPlan>(std::move(instants), speed);
}

}  // namespace

const ArrivalKind& replay_arrivals() {
  static constexpr ArrivalKind kKind{
      "replay",
      "open loop: the instants of a file, one a line (a number, or JSON with timestamp): file, "
      "field, unit, speed",
      read};
  return kKind;
}

}  // namespace orbench::load
