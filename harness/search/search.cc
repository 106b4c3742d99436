#include "harness/search/search.h"

#include <utility>

#include <fmt/format.h>

namespace orbench::search {

Search::Search(load::ArrivalContext context) : context_(std::move(context)) {}

load::Step Search::peek() const {
  const load::StopRule& stop = context_.stop;
  if (stop.requests && taken_ >= *stop.requests) return load::Ended{};
  const Wish wanted = wish();
  if (const auto* at = std::get_if<core::Duration>(&wanted)) {
    if (stop.duration && *at >= *stop.duration) return load::Ended{};
    return load::Arrival{false, taken_, *at, variant()};
  }
  // Nobody is left who could answer: to wait would be to hang.
  if (std::holds_alternative<load::Waiting>(wanted) && open() > 0) return load::Waiting{};
  return load::Ended{};
}

load::Step Search::next() {
  const load::Step step = peek();
  if (const auto* arrival = std::get_if<load::Arrival>(&step)) {
    ++taken_;
    take(*arrival);
  }
  return step;
}

std::optional<core::Duration> Search::wanted_step(core::Duration now) const {
  constexpr core::Duration kShort = std::chrono::seconds{1};  // is waited for
  if (!steps_clock() || open() > 0) return std::nullopt;
  if (context_.stop.requests && taken_ >= *context_.stop.requests) return std::nullopt;
  const Wish wanted = wish();
  const auto* const at = std::get_if<core::Duration>(&wanted);
  if (at == nullptr || *at - now <= kShort) return std::nullopt;
  return *at - now;
}

void Search::on_answer(const Answer& answer) {
  ++answered_;
  const Answer::Kind kind = answer.kind();
  if (kind != Answer::Kind::kNotSent) ++sent_;
  if (kind == Answer::Kind::kRefused) ++refused_;
  if (kind == Answer::Kind::kFailed || kind == Answer::Kind::kStopped) ++failed_;
  if (answer.sample.usage.cost) cost_ += *answer.sample.usage.cost;
  learn(answer);
}

std::string Search::standing() const {
  std::string text = describe_standing();
  if (refused_ > 0) text += fmt::format(", {} refused", refused_);
  return text;
}

results::SearchReport Search::report(core::Duration now) const {
  results::SearchReport report;
  describe(report);
  report.workload = context_.workload;
  if (!std::holds_alternative<load::Ended>(wish())) {
    report.status = results::SearchStatus::kInterrupted;
  }
  report.requests = sent_;
  report.refused = refused_;
  report.failed = failed_;
  report.cost = cost_;
  report.seconds = core::to_seconds(now);
  return report;
}

std::optional<double> SearchPlan::expected_arrivals(const load::StopRule& stop) const {
  if (!stop.requests) return std::nullopt;
  return static_cast<double>(*stop.requests);
}

}  // namespace orbench::search
