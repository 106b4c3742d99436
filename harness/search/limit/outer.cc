#include <algorithm>

#include <fmt/format.h>

#include "harness/search/limit/phase.h"

namespace orbench::search {
namespace {

constexpr std::int64_t kMost = 5000;

/// From the beginning of the longer window on: as many requests as the shorter one takes, in each
/// of its turns, until the longer is full; then one request when it says that it begins anew. One
/// at a time, so that only one is refused.
class Outer final : public Phase {
 public:
  explicit Outer(Hunt& hunt)
      : Phase(hunt, "outer window"),
        opened_(hunt.outer->hint),
        begin_(after(hunt, opened_)),
        amount_(std::max<std::int64_t>(hunt.window->amount, 1)),
        length_(hunt.window->longest + hunt.slack()) {}

  [[nodiscard]] std::unique_ptr<Phase> next() override {
    OuterFinding& outer = *hunt().outer;
    outer.amount = accepted_;
    if (again_) {
      outer.seconds = again_->server - opened_.server;
    } else {
      hunt().notes.emplace_back("the other limit was not met again, so it is not verified");
    }
    return nullptr;
  }

 private:
  static core::Duration after(const Hunt& hunt, const Hint& hint) {
    return hint.opens_at + hint.error + hunt.slack();
  }

  [[nodiscard]] Wish want() const override {
    if (done_ || taken() >= kMost) return load::Ended{};
    if (open() > 0) return load::Waiting{};
    if (again_) return std::max(after(hunt(), *again_), ended_);
    const core::Duration turn = begin_ + taken() / amount_ * length_;
    const auto place = static_cast<double>(taken() % amount_);
    return std::max(turn + core::from_seconds(place / hunt().ramp_rate), ended_);
  }
  void on_met(const Met& met) override {
    ended_ = met.ended;
    const bool accepted = met.what == Met::What::kAccepted;
    if (again_) {
      done_ = true;
      if (!accepted) again_.reset();
      return;
    }
    if (accepted) ++accepted_;
    if (met.what != Met::What::kRefused) return;
    if (met.by_outer) {
      again_ = hunt().outer->hint;
    } else {
      // The shorter window still holds what was sent before its boundary.
      hunt().window->sliding = true;
      done_ = true;
    }
  }
  [[nodiscard]] double level() const override { return hunt().ramp_rate; }

  Hint opened_;
  core::Duration begin_;
  std::int64_t amount_;
  core::Duration length_;
  core::Duration ended_{0};
  std::int64_t accepted_ = 0;
  std::optional<Hint> again_;  // when it opens again, once it is full
  bool done_ = false;
};

}  // namespace

std::unique_ptr<Phase> wait_for_outer(Hunt& hunt, std::int64_t amount, core::Duration length) {
  hunt.expected = amount;
  hunt.expected_length = length;
  const Hint& hint = hunt.outer->hint;
  return make_pause(hunt, hint.opens_at + hint.error + hunt.slack());
}

std::unique_ptr<Phase> make_outer(Hunt& hunt) {
  hunt.status = results::SearchStatus::kFound;
  const core::Duration met = hunt.log.entries().back().sent;
  if (hunt.outer->hint.opens_at - met <= hunt.terms.patience()) {
    return std::make_unique<Outer>(hunt);
  }
  hunt.notes.push_back(
      fmt::format("another limit ended the count: X-RateLimit-Limit {:g}, which opens again in "
                  "{:.0f} s: declared, not verified; whether the window slides was not seen",
                  hunt.outer->said, core::to_seconds(hunt.outer->hint.opens_at - met)));
  return nullptr;
}

}  // namespace orbench::search
