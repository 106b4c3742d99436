#include "harness/cli/routing_record.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

namespace orbench::cli {
namespace {

/// The last requests tell as much as the first, so all ids are kept and the audit chooses.
std::vector<run::AuditSubject> subjects_of(const results::SampleSource& samples) {
  std::vector<run::AuditSubject> subjects;
  const auto read = samples.for_each([&](const metrics::Sample& sample) {
    const bool known = sample.phase == metrics::Phase::kMeasured && !sample.generation_id.empty();
    if (known) subjects.push_back({results::sample_id(sample), sample.generation_id});
  });
  if (!read) subjects.clear();  // evaluate() will meet the same trouble and tell
  return subjects;
}

}  // namespace

std::unique_ptr<run::ApiClient> RoutingRecord::client() const {
  run::TargetCheck manner;
  manner.http = parts_.plan.http;
  manner.give_up = parts_.give_up;
  auto made = run::ApiClient::create(parts_.target, std::move(manner), parts_.clock);
  return made ? std::move(*made) : nullptr;
}

void RoutingRecord::before() {
  const auto asking = client();
  if (asking == nullptr) return;
  discovery_.providers = run::take_providers(*asking);
  before_wall_ = core::wall_seconds();
  discovery_.snapshots.push_back(run::take_snapshot(*asking, run::discovery_needs(parts_.plan)));
  if (watch_.probe) {
    discovery_.probes =
        run::send_probes(*asking, parts_.plan, parts_.target, discovery_.snapshots.front());
  }
}

void RoutingRecord::during(double epoch_wall) {
  epoch_wall_ = epoch_wall;
  if (!discovery_.snapshots.empty()) {
    discovery_.snapshots.front().at_s = before_wall_ - epoch_wall;
  }
  keeper_.start(watch_.snapshot_every, [this] {
    const double at = core::wall_seconds() - epoch_wall_;
    const auto asking = client();
    results::Snapshot snapshot;
    if (asking != nullptr) {
      snapshot = run::take_snapshot(*asking, run::discovery_needs(parts_.plan));
    }
    snapshot.at_s = at;
    return snapshot;
  });
}

void RoutingRecord::after(const results::SampleSource& samples) {
  for (results::Snapshot& snapshot : keeper_.stop()) {
    // One that failed whole says nothing of the endpoints.
    if (!snapshot.endpoints.empty()) discovery_.snapshots.push_back(std::move(snapshot));
  }
  const auto asking = client();
  if (asking == nullptr) return;
  const double at = core::wall_seconds() - epoch_wall_;
  results::Snapshot last = run::take_snapshot(*asking, run::discovery_needs(parts_.plan));
  last.at_s = at;
  discovery_.snapshots.push_back(std::move(last));
  if (watch_.audit) look_up(*asking, samples);
}

void RoutingRecord::look_up(run::ApiClient& client, const results::SampleSource& samples) {
  run::AuditManner manner;
  manner.most = static_cast<std::size_t>(std::max<std::int64_t>(watch_.audit_most, 1));
  manner.wait = [this](core::Duration span) {
    constexpr core::Duration kSlice = std::chrono::milliseconds{50};
    const core::Duration until = parts_.clock.now() + span;
    while (parts_.clock.now() < until) {
      if (parts_.give_up()) return false;
      std::this_thread::sleep_for(std::min(kSlice, until - parts_.clock.now()));
    }
    return true;
  };
  run::AuditResult result =
      run::audit_generations([&client](const std::string& path) { return client.get(path); },
                             subjects_of(samples), manner);
  discovery_.generations = std::move(result.found);
  discovery_.missing_generations = std::move(result.missing);
}

}  // namespace orbench::cli
