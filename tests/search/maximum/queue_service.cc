#include "tests/search/maximum/queue_service.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <variant>

namespace orbench::search {
namespace {

using core::Duration;

struct Open {
  std::uint64_t seq = 0;
  Duration intended{0};
  Duration served_at{0};
  Duration ended{0};
  bool failed = false;
};
/// A request comes to an age at which the search wants to know of it.
struct Look {
  Duration at{0};
  Open request;
};
struct LaterLook {
  bool operator()(const Look& a, const Look& b) const { return a.at > b.at; }
};
struct LaterEnd {
  bool operator()(const Open& a, const Open& b) const { return a.ended > b.ended; }
};

class Simulation {
 public:
  explicit Simulation(const QueueService& service)
      : service_(service), rng_(service.seed, "queue") {
    for (std::int64_t i = 0; i < service.servers; ++i) free_.push(Duration{0});
  }

  void start(const load::Arrival& arrival, std::span<const Duration> telling_ages) {
    const Duration served_at = std::max(arrival.intended, free_.top());
    free_.pop();
    const Duration ended =
        served_at + core::from_seconds(service_.mean_service_s * rng_.exponential());
    free_.push(ended);
    const bool failed = rng_.uniform() < service_.failing_share;
    const Open request{arrival.seq, arrival.intended, served_at, ended, failed};
    open_.push(request);
    for (const Duration age : telling_ages) {
      if (arrival.intended + age < ended) looks_.push({arrival.intended + age, request});
    }
  }
  [[nodiscard]] bool idle() const { return open_.empty(); }
  /// When something happens next. REQUIRES: not idle.
  [[nodiscard]] Duration next_event() const {
    return looks_.empty() ? open_.top().ended : std::min(looks_.top().at, open_.top().ended);
  }
  [[nodiscard]] std::int64_t open() const { return static_cast<std::int64_t>(open_.size()); }
  void handle_one(Search& search) {
    if (!looks_.empty() && looks_.top().at <= open_.top().ended) {
      look(search);
    } else {
      end_one(search);
    }
  }

 private:
  void look(Search& search) {
    const Look due = looks_.top();
    looks_.pop();
    metrics::Sample sample;
    sample.stream = true;
    sample.at.intended = sample.at.sent = core::Stamp(due.request.intended);
    if (due.request.served_at <= due.at) {
      sample.at.first_answer = core::Stamp(due.request.served_at);
    }
    search.on_glimpse({sample, due.request.seq, due.at});
  }
  void end_one(Search& search) {
    const Open request = open_.top();
    open_.pop();
    metrics::Sample sample;
    sample.outcome = request.failed ? core::Outcome::kHttpError : core::Outcome::kOk;
    sample.good = !request.failed;
    sample.status = request.failed ? 503 : 200;
    sample.stream = true;
    sample.at.intended = sample.at.sent = core::Stamp(request.intended);
    sample.at.first_answer = core::Stamp(request.served_at);
    sample.at.last_token = sample.at.closed = core::Stamp(request.ended);
    search.on_answer({sample, request.seq, {}});
  }

  QueueService service_;
  core::Rng rng_;
  std::priority_queue<Duration, std::vector<Duration>, std::greater<>> free_;
  std::priority_queue<Open, std::vector<Open>, LaterEnd> open_;
  std::priority_queue<Look, std::vector<Look>, LaterLook> looks_;
};

/// The probability that a request waits at all. Source: Erlang C, by Erlang B's recursion.
double waiting_at_all(double servers, double load) {
  double blocked = 1;
  for (double n = 1; n <= servers; ++n) blocked = load * blocked / (n + load * blocked);
  return blocked / (1 - load / servers * (1 - blocked));
}

}  // namespace

double QueueService::share_waiting(double rate, double seconds) const {
  return waiting_at_all(static_cast<double>(servers), rate * mean_service_s) *
         std::exp(-(capacity() - rate) * seconds);
}

double QueueService::wait_of_share(double rate, double share) const {
  return std::log(share_waiting(rate, 0) / share) / (capacity() - rate);
}

Played play(Search& search, const QueueService& service, std::int64_t most) {
  Simulation simulation(service);
  Played played;
  std::int64_t sent = 0;
  Duration now{0};
  while (sent < most) {
    const load::Step step = search.peek();
    const auto* arrival = std::get_if<load::Arrival>(&step);
    if (arrival != nullptr && (simulation.idle() || arrival->intended < simulation.next_event())) {
      if (simulation.idle()) ++played.idle_starts;
      simulation.start(*arrival, search.telling_ages());
      (void)search.next();
      ++sent;
      played.most_open = std::max(played.most_open, simulation.open());
      continue;
    }
    if (simulation.idle()) break;
    now = simulation.next_event();
    simulation.handle_one(search);
  }
  played.report = search.report(now);
  return played;
}

}  // namespace orbench::search
