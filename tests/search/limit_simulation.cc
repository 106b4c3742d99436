#include "tests/search/limit_simulation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "harness/core/rng.h"

namespace orbench::search {
namespace {

class BucketLimit final : public SimulatedLimit {
 public:
  BucketLimit(double rate, double size, bool counts_refused)
      : rate_(rate), size_(size), counts_refused_(counts_refused), level_(size) {}
  bool ask(double now, double weight) override {
    level_ = std::min(size_, level_ + rate_ * (now - since_));
    since_ = now;
    const bool passes = level_ >= weight - 1e-9;
    if (passes || counts_refused_) level_ = std::max(level_ - weight, 0.0);
    return passes;
  }
  [[nodiscard]] double opens_at(double now) const override { return now + (1 - level_) / rate_; }
  [[nodiscard]] double amount() const override { return size_; }

 private:
  double rate_;
  double size_;
  bool counts_refused_;
  double level_;
  double since_ = 0;
};

class WindowLimit final : public SimulatedLimit {
 public:
  WindowLimit(double amount, double length, Windows windows)
      : amount_(amount), length_(length), windows_(windows) {}
  bool ask(double now, double weight) override {
    if (now >= begin_ + length_) {
      const double mark = windows_ == Windows::kOffGrid ? length_ / 3 : 0;
      begin_ = windows_ == Windows::kFromFirst
                   ? now
                   : mark + std::floor((now - mark) / length_) * length_;
      used_ = 0;
    }
    if (used_ + weight > amount_) return false;
    used_ += weight;
    return true;
  }
  [[nodiscard]] double opens_at(double /*now*/) const override { return begin_ + length_; }
  [[nodiscard]] double amount() const override { return amount_; }

 private:
  double amount_;
  double length_;
  Windows windows_;
  double begin_ = -1e18;
  double used_ = 0;
};

class SlidingLimit final : public SimulatedLimit {
 public:
  SlidingLimit(double amount, double length, bool counts_refused)
      : amount_(amount), length_(length), counts_refused_(counts_refused) {}
  bool ask(double now, double weight) override {
    while (!counted_.empty() && counted_.front() + length_ <= now) counted_.pop_front();
    const bool passes = static_cast<double>(counted_.size()) + weight <= amount_;
    if (passes || counts_refused_) {
      counted_.insert(counted_.end(), static_cast<std::size_t>(weight), now);
    }
    return passes;
  }
  [[nodiscard]] double opens_at(double /*now*/) const override {
    // By then so many must have left that there is room for one.
    const auto most = static_cast<std::size_t>(amount_);
    return counted_[counted_.size() - most] + length_;
  }
  [[nodiscard]] double amount() const override { return amount_; }

 private:
  double amount_;
  double length_;
  bool counts_refused_;
  std::deque<double> counted_;
};

class NestedLimit final : public SimulatedLimit {
 public:
  NestedLimit(std::unique_ptr<SimulatedLimit> inner, std::unique_ptr<SimulatedLimit> outer)
      : inner_(std::move(inner)), outer_(std::move(outer)) {}
  bool ask(double now, double weight) override {
    speaks_ = inner_.get();
    if (!inner_->ask(now, weight)) return false;
    speaks_ = outer_.get();
    return outer_->ask(now, weight);
  }
  [[nodiscard]] double opens_at(double now) const override { return speaks_->opens_at(now); }
  [[nodiscard]] double amount() const override { return speaks_->amount(); }

 private:
  std::unique_ptr<SimulatedLimit> inner_;
  std::unique_ptr<SimulatedLimit> outer_;
  const SimulatedLimit* speaks_ = nullptr;
};

class Simulation {
 public:
  Simulation(Search& search, SimulatedLimit& limit, const SimulatedService& service)
      : search_(search),
        limit_(limit),
        service_(service),
        rng_(service.seed, "service"),
        epoch_(1.7e9 + 1000 * rng_.uniform()) {}

  Simulated run() {
    for (;;) {
      if (const auto by = search_.wanted_step(core::from_seconds(now_))) {
        epoch_ += core::to_seconds(*by);
        search_.on_stepped(*by);
      }
      const load::Step step = search_.peek();
      const auto* const arrival = std::get_if<load::Arrival>(&step);
      const double wanted = arrival == nullptr
                                ? std::numeric_limits<double>::infinity()
                                : std::max(core::to_seconds(arrival->intended), now_);
      if (events_.empty() && arrival == nullptr) break;
      if (events_.empty() || wanted <= events_.top().at) {
        send(wanted, arrival->variant > 0 ? service_.heavier : 1);
      } else {
        handle();
      }
      if (now_ > 1e6 || requests_.size() > 100'000) {
        ADD_FAILURE() << "the search does not end";
        break;
      }
    }
    Simulated out;
    out.report = search_.report(core::from_seconds(now_));
    out.seconds = now_;
    for (const Request& request : requests_) {
      if (!request.passed && request.sent > first_refusal_) ++out.refused_after_first;
    }
    return out;
  }

 private:
  struct Request {
    double sent = 0;
    double reached = 0;
    double opens_at = 0;
    double said = 0;
    double weight = 1;  // of its tokens
    bool passed = false;
  };
  struct Event {
    double at = 0;
    std::size_t request = 0;
    bool is_answer = false;
    bool operator>(const Event& other) const { return at > other.at; }
  };

  double way() { return service_.latency_s / 2 + service_.jitter_s * (2 * rng_.uniform() - 1); }

  void send(double at, double weight) {
    now_ = at;
    (void)search_.next();
    Request request;
    request.sent = at;
    request.weight = weight;
    requests_.push_back(request);
    events_.push({at + std::max(way(), 0.0), requests_.size() - 1, false});
  }

  void handle() {
    const Event event = events_.top();
    events_.pop();
    now_ = event.at;
    Request& request = requests_[event.request];
    if (event.is_answer) return answer(request, event.request);
    request.reached = now_;
    request.passed = limit_.ask(epoch_ + now_, service_.counts_tokens ? request.weight : 1);
    request.said = limit_.amount();
    if (!request.passed) request.opens_at = limit_.opens_at(epoch_ + now_);
    if (service_.answers_per_s > 0) {
      free_at_ = std::max(free_at_, now_) + 1 / service_.answers_per_s;
    }
    events_.push({std::max(free_at_, now_) + std::max(way(), 0.0), event.request, true});
  }

  void answer(const Request& request, std::size_t seq) {
    if (!request.passed) first_refusal_ = std::min(first_refusal_, now_);
    metrics::Sample sample;
    sample.outcome = request.passed ? core::Outcome::kOk : core::Outcome::kRateLimited;
    sample.limit_owner = request.passed ? core::LimitOwner::kNone : service_.owner;
    sample.status = request.passed ? 200 : 429;
    sample.usage.cost = core::Usd::from_dollars(request.passed ? 0.001 : 0);
    sample.usage.prompt_tokens = 30;
    if (request.passed) {
      sample.usage.output_tokens = static_cast<std::int64_t>(40 * request.weight) - 30;
    }
    sample.at.intended = sample.at.sent = core::Stamp(core::from_seconds(request.sent));
    sample.at.headers = sample.at.closed = core::Stamp(core::from_seconds(now_));
    LimitAdvice advice;
    const double server = epoch_ + request.reached;
    if (service_.date) advice.server_date = std::floor(server);
    if (!request.passed) {
      const double wait = (request.opens_at - server) * (service_.lies ? 0.5 : 1);
      if (service_.reset_header) {
        advice.rate_limit.limit = request.said;
        advice.rate_limit.reset_ms = std::ceil((server + wait) * 1000);
      }
      if (service_.retry_after) advice.retry_after = core::from_seconds(std::ceil(wait));
    }
    search_.on_answer({sample, seq, advice});
  }

  Search& search_;
  SimulatedLimit& limit_;
  const SimulatedService& service_;
  core::Rng rng_;
  double epoch_;
  double now_ = 0;
  double free_at_ = 0;
  double first_refusal_ = std::numeric_limits<double>::infinity();
  std::vector<Request> requests_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
};

}  // namespace

std::unique_ptr<SimulatedLimit> bucket_limit(double rate, double size, bool counts_refused) {
  return std::make_unique<BucketLimit>(rate, size, counts_refused);
}

std::unique_ptr<SimulatedLimit> window_limit(double amount, double length, Windows windows) {
  const bool counts_refused = windows == Windows::kSlidingCountsRefused;
  if (counts_refused || windows == Windows::kSliding) {
    return std::make_unique<SlidingLimit>(amount, length, counts_refused);
  }
  return std::make_unique<WindowLimit>(amount, length, windows);
}

std::unique_ptr<SimulatedLimit> nested_limit(std::unique_ptr<SimulatedLimit> inner,
                                             std::unique_ptr<SimulatedLimit> outer) {
  return std::make_unique<NestedLimit>(std::move(inner), std::move(outer));
}

double Simulated::figure(const std::string& name) const {
  const results::SearchFigure* const found = results::find_figure(report, name);
  return found == nullptr ? std::nan("") : found->value;
}

std::string story(const results::SearchReport& report) {
  std::string text = report.model + ": " + report.headline;
  for (const results::SearchStep& step : report.steps) {
    text += fmt::format("\n{} at {:.4g}, {:.2f} to {:.2f} s, {} of {} refused", step.name,
                        step.level, step.start_s, step.end_s, step.bad, step.n);
  }
  for (const std::string& note : report.notes) text += "\n" + note;
  return text;
}

Simulated simulate(Search& search, SimulatedLimit& limit, const SimulatedService& service) {
  return Simulation(search, limit, service).run();
}

Simulated simulate(const std::string& terms, SimulatedLimit& limit,
                   const SimulatedService& service) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const auto json = core::parse_json_document(terms, "search.json", source, diagnostics);
  core::Params params(*json, "", source, diagnostics);
  const auto plan = read_search(params);
  params.finish();
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.errors().front().message;
  load::ArrivalContext context;
  context.workload = "limited";
  const auto search = plan->make_search(context);
  return simulate(*search, limit, service);
}

}  // namespace orbench::search
