#include "harness/run/settler.h"

#include <utility>

namespace orbench::run {
namespace {

/// It was never sent, or refused before anything was generated.
bool never_billed(const metrics::Sample& sample) {
  constexpr int kFirstRefusal = 400;
  constexpr int kFirstFailure = 500;
  switch (sample.outcome) {
    case core::Outcome::kConnectError:
    case core::Outcome::kTlsError:
      return true;
    case core::Outcome::kHttpError:
    case core::Outcome::kRateLimited:
      return sample.status >= kFirstRefusal && sample.status < kFirstFailure;
    default:
      return false;
  }
}

}  // namespace

Settler::Settler(Ledger& ledger, Ask ask, const Manner& manner)
    : ledger_(ledger), ask_(std::move(ask)), manner_(manner) {}

Settler::~Settler() { finish(core::Duration{0}); }

void Settler::add(const std::string& generation_id, core::Usd worst) {
  if (generation_id.empty() || worst <= core::Usd{}) return;
  const std::lock_guard lock(mutex_);
  if (end_ || open_.size() >= manner_.most_open) return;
  open_.emplace(Clock::now() + manner_.first_wait,
                Open{generation_id, worst, manner_.first_wait, 0});
  // Most runs have nothing to ask, and then no thread.
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  changed_.notify_all();
}

void Settler::finish(core::Duration patience) {
  {
    const std::lock_guard lock(mutex_);
    end_ = Clock::now() + patience;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Settler::over(Clock::time_point now) const { return end_ && (open_.empty() || now >= *end_); }

std::optional<Settler::Open> Settler::next() {
  std::unique_lock lock(mutex_);
  while (true) {
    const auto now = Clock::now();
    if (over(now)) return std::nullopt;
    if (open_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = open_.begin();
    if (first->first <= now) {
      Open due = std::move(first->second);
      open_.erase(first);
      return due;
    }
    if (end_ && first->first >= *end_) return std::nullopt;  // nothing will be due in time
    changed_.wait_until(lock, first->first);
  }
}

void Settler::ask_for(Open open) {
  if (const auto cost = ask_(open.generation_id)) {
    ledger_.learn(open.worst, *cost);
    return;
  }
  if (++open.asked >= manner_.rounds) return;
  open.wait *= 2;
  const auto at = Clock::now() + open.wait;
  const std::lock_guard lock(mutex_);
  open_.emplace(at, std::move(open));
}

void Settler::run() {
  while (auto open = next()) {
    ask_for(std::move(*open));
    std::unique_lock lock(mutex_);
    // Only the end of a patience that is over may break in on the pause.
    const auto until = Clock::now() + manner_.spacing;
    changed_.wait_until(lock, until, [this] { return over(Clock::now()); });
  }
}

void settle_request(Ledger& ledger, Settler* settler, core::Usd worst,
                    const metrics::Sample& sample) {
  std::optional<core::Usd> cost = sample.usage.cost;
  if (cost && *cost < core::Usd{}) cost.reset();  // that tells nothing
  if (!cost && never_billed(sample)) cost = core::Usd{};
  ledger.settle(worst, cost);
  if (!cost && settler != nullptr) settler->add(sample.generation_id, worst);
}

}  // namespace orbench::run
