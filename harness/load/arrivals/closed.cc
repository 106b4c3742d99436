#include <algorithm>
#include <functional>
#include <queue>
#include <vector>

#include <fmt/format.h>

#include "harness/load/arrival_kind.h"
#include "harness/load/think_time.h"

namespace orbench::load {
namespace {

constexpr double kMaxConcurrency = 100'000;

struct ClosedSettings {
  std::uint64_t concurrency = 1;
  ThinkTime think_time;
};

/// A share's slots: each sends, waits for the end, thinks, and sends again. Slots are dealt so that
/// the shares' sum is the concurrency; sequence numbers are dealt by remainder, so that shares
/// never send the same one.
class ClosedLoop final : public ArrivalProcess {
 public:
  ClosedLoop(const ClosedSettings& settings, const ArrivalContext& context)
      : think_time_(settings.think_time),
        pauses_(context.seed, "think/" + context.workload, context.share.index),
        stop_(context.stop),
        share_(context.share),
        warmup_seq_(context.share.index),
        seq_(context.share.index) {
    const std::uint64_t even = settings.concurrency / share_.count;
    const bool one_more = share_.index < settings.concurrency % share_.count;
    const std::uint64_t slots = even + (one_more ? 1 : 0);
    for (std::uint64_t i = 0; i < slots; ++i) ready_.push(core::Duration{0});
    ended_ = slots == 0;
  }

  [[nodiscard]] Step next() override {
    if (ended_ || (stop_.requests && seq_ >= *stop_.requests)) return Ended{};
    if (ready_.empty()) return Waiting{};
    const core::Duration intended = ready_.top();
    // The earliest slot is past the end, and the busy ones will be free later still.
    ended_ = stop_.duration && intended - stop_.warmup >= *stop_.duration;
    if (ended_) return Ended{};
    ready_.pop();
    const bool warmup = intended < stop_.warmup;
    std::uint64_t& seq = warmup ? warmup_seq_ : seq_;
    const Arrival arrival{warmup, seq, intended};
    seq += share_.count;
    return arrival;
  }
  void on_finished(core::Duration at) override { ready_.push(at + think_time_.draw(pauses_)); }
  [[nodiscard]] bool open_loop() const override { return false; }

 private:
  using EarliestFirst =
      std::priority_queue<core::Duration, std::vector<core::Duration>, std::greater<>>;

  ThinkTime think_time_;
  core::Rng pauses_;
  StopRule stop_;
  Share share_;
  EarliestFirst ready_;  // when each free slot wants to send
  std::uint64_t warmup_seq_;
  std::uint64_t seq_;
  bool ended_ = false;
};

class ClosedPlan final : public ArrivalPlan {
 public:
  explicit ClosedPlan(const ClosedSettings& settings) : settings_(settings) {}

  [[nodiscard]] std::unique_ptr<ArrivalProcess> make(const ArrivalContext& context) const override {
    return std::make_unique<ClosedLoop>(settings_, context);
  }
  [[nodiscard]] bool open_loop() const override { return false; }
  [[nodiscard]] std::uint64_t max_shares() const override { return settings_.concurrency; }
  [[nodiscard]] std::optional<double> expected_arrivals(const StopRule& stop) const override {
    if (!stop.requests) return std::nullopt;
    return static_cast<double>(*stop.requests);
  }
  [[nodiscard]] std::optional<double> offered_rps(const StopRule& /*stop*/) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::string describe() const override {
    std::string text = fmt::format("closed loop, {} at a time", settings_.concurrency);
    if (settings_.think_time.is_none()) return text;
    return fmt::format("{}, {} between", text, settings_.think_time.describe());
  }

 private:
  ClosedSettings settings_;
};

std::unique_ptr<ArrivalPlan> read(core::Params& load) {
  ClosedSettings settings;
  settings.concurrency =
      static_cast<std::uint64_t>(load.integer("concurrency", 1, {1, kMaxConcurrency, false}));
  settings.think_time = read_think_time(load);
  if (load.has("rate_rps")) {
    load.allow("rate_rps");
    load.error("rate_rps",
               "\"rate_rps\" belongs to an open loop: set \"arrivals\" to \"constant\", "
               "\"poisson\" or \"gamma\", or leave the rate to \"concurrency\"");
  }
  return std::make_unique<ClosedPlan>(settings);
}

}  // namespace

const ArrivalKind& closed_arrivals() {
  static constexpr ArrivalKind kKind{
      "closed", "closed loop: concurrency requests at a time, think_time_ms between", read};
  return kKind;
}

}  // namespace orbench::load
