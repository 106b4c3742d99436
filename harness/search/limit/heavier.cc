#include <algorithm>
#include <cmath>

#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

constexpr double kFewest = 8;    // usual requests at once: of fewer too few heavier ones are left
constexpr double kIdle = 1.25;   // times what fills a bucket
constexpr double kBeyond = 1.5;  // times what is expected at most
constexpr double kLater = 0.5;   // sixtieths of the grid after a boundary
constexpr double kLeastRatio = 2;
constexpr double kNear = 1.0 / 3;  // of the way from one answer to the other

/// Meets the limit once more, from empty, with requests that take several times as many tokens: a
/// limit on requests lets as many pass as ever.
class Heavier final : public Phase {
 public:
  Heavier(Hunt& hunt, core::Duration begin, double amount, double rate)
      : Phase(hunt, "heavier"),
        begin_(begin),
        amount_(amount),
        rate_(rate),
        most_(static_cast<std::int64_t>(kBeyond * amount) + 10) {}

  [[nodiscard]] bool is_heavier() const override { return true; }
  [[nodiscard]] std::unique_ptr<Phase> next() override {
    HeavierFinding found;
    found.heavier = static_cast<double>(accepted_);
    if (!refused_) {
      hunt().notes.emplace_back("heavier requests were never refused, so what is counted is open");
      return nullptr;
    }
    // A bucket goes on filling meanwhile.
    const double inflow = hunt().bucket ? hunt().bucket->rate : 0;
    found.usual = amount_ + inflow * core::to_seconds(*refused_ - first_sent_);
    found.counts = judge(found);
    hunt().heavier = found;
    return nullptr;
  }

 private:
  [[nodiscard]] Wish want() const override {
    if (refused_ || taken() >= most_) return load::Ended{};
    return begin_ + core::from_seconds(static_cast<double>(taken()) / rate_);
  }
  void on_met(const Met& met) override {
    if (first_sent_ == core::Duration{0} || met.sent < first_sent_) first_sent_ = met.sent;
    if (met.what == Met::What::kAccepted) ++accepted_;
    if (met.what != Met::What::kRefused) return;
    refused_ = std::min(refused_.value_or(met.sent), met.sent);
  }
  [[nodiscard]] double level() const override { return rate_; }

  [[nodiscard]] Counts judge(const HeavierFinding& found) const {
    const double ratio =
        hunt().weight.mean() > 0 ? hunt().heavier_weight.mean() / hunt().weight.mean() : 0;
    if (ratio < kLeastRatio) {
      hunt().notes.emplace_back(
          "the heavier requests did not take twice the tokens of the others, so what is counted is "
          "open");
      return Counts::kUnknown;
    }
    if (found.heavier < 1) return Counts::kUnknown;
    const double way = std::log(found.usual / found.heavier) / std::log(ratio);
    if (std::abs(way) <= kNear) return Counts::kRequests;
    return std::abs(way - 1) <= kNear ? Counts::kTokens : Counts::kUnknown;
  }

  core::Duration begin_;
  double amount_;
  double rate_;
  std::int64_t most_;
  core::Duration first_sent_{0};
  std::optional<core::Duration> refused_;
  std::int64_t accepted_ = 0;
};

/// When a window begins with nothing used.
core::Duration next_window(const Hunt& hunt, core::Duration now) {
  const WindowFinding& window = *hunt.window;
  const core::Duration margin = hunt.slack() + hunt.clock.error() + hunt.terms.seconds(kLater);
  if (!window.on_grid || window.sliding) return now + window.longest + margin;
  const core::Duration length = (window.shortest + window.longest) / 2;
  const auto passed = (now - window.boundary) / length;  // whole ones
  return window.boundary + (passed + 1) * length + margin;
}

}  // namespace

std::unique_ptr<Phase> make_heavier(Hunt& hunt) {
  if (!hunt.terms.heavier || hunt.log.entries().empty()) return nullptr;
  const core::Duration now = hunt.log.entries().back().sent;
  if (hunt.bucket) {
    const BucketFinding& bucket = *hunt.bucket;
    if (bucket.size >= kFewest && !bucket.roughly) {
      const core::Duration full = now + core::from_seconds((kIdle * bucket.size + 1) / bucket.rate);
      return std::make_unique<Heavier>(hunt, full, bucket.size,
                                       std::max(3 * bucket.rate, hunt.ramp_rate));
    }
  } else if (hunt.window && hunt.window->longest > core::Duration{0}) {
    const auto amount = static_cast<double>(hunt.window->amount);
    if (amount >= kFewest) {
      return std::make_unique<Heavier>(hunt, next_window(hunt, now), amount, hunt.ramp_rate);
    }
  }
  hunt.notes.emplace_back("too little passes at once to tell tokens from requests");
  return nullptr;
}

}  // namespace orbench::search
