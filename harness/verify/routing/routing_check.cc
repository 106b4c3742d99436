#include "harness/verify/routing/routing_check.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "results/sample_log.h"

namespace orbench::verify::routing {
namespace {

using results::CheckVerdict;

constexpr double kAlphaBroken = 1e-4;
/// Endpoints whose replies say who served (the API reference, section 1.10).
constexpr std::array<std::string_view, 3> kNamesProvider = {"chat", "messages", "rerank"};

CheckVerdict verdict_of(Answer answer, bool warn_only) {
  if (answer == Answer::kKept) return CheckVerdict::kPassed;
  if (answer == Answer::kCannotTell) return CheckVerdict::kUndecided;
  return warn_only ? CheckVerdict::kWarned : CheckVerdict::kFailed;
}

core::Json without_session(const results::RoutingIdentity& routing) {
  core::Json asked = routing.asked.get();
  asked.erase("session_id");
  return asked;
}

/// The tests of the whole scenario share one error probability.
int tests_of(const results::RunResult& result, Profile profile) {
  int tests = 0;
  for (const results::CellResult& cell : result.cells) {
    const auto& routing = cell.identity.routing;
    if (!routing || routing->is_control) continue;
    tests += count_statistical_tests(parse_asked(routing->asked.get()), profile);
  }
  return std::max(tests, 1);
}

}  // namespace

Profile profile_of_target(const results::RunResult& result) {
  const auto& environment = result.environment;
  const bool mock = std::any_of(environment.begin(), environment.end(), [](const auto& fact) {
    return fact.first == "target" && fact.second == "embedded mock";
  });
  return mock ? Profile::kExact : Profile::kLive;
}

void RoutingCheck::find_arms(const std::vector<results::CellResult>& cells) {
  const results::CellIdentity& own = cells[terms_.cell].identity;
  control_ = own.routing->control;
  turns_ = static_cast<std::uint64_t>(std::max<std::int64_t>(own.routing->turns, 1));
  of_workload_.assign(cells.size(), false);
  round_size_ = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const results::CellIdentity& other = cells[i].identity;
    of_workload_[i] = other.workload == own.workload;
    if (!of_workload_[i] || !other.routing) continue;
    round_size_ += static_cast<std::uint64_t>(std::max<std::int64_t>(other.routing->deals, 1));
    const bool same_but_session = terms_.kind->name == "session" && !other.routing->is_control &&
                                  without_session(*other.routing) == without_session(*own.routing);
    if (i == terms_.cell || same_but_session) cells_.push_back(static_cast<std::uint32_t>(i));
  }
}

void RoutingCheck::begin(const results::RunResult& result) {
  discovery_ = result.discovery ? &*result.discovery : nullptr;
  if (discovery_ == nullptr || terms_.cell >= result.cells.size() ||
      !result.cells[terms_.cell].identity.routing) {
    return;
  }
  find_arms(result.cells);
  const std::string& endpoint = result.cells[terms_.cell].identity.endpoint;
  reply_names_provider_ =
      std::find(kNamesProvider.begin(), kNamesProvider.end(), endpoint) != kNamesProvider.end();
  market_ = std::make_unique<Market>(*discovery_);
  const Profile profile = terms_.profile.value_or(profile_of_target(result));
  Case ground{parse_asked(result.cells[terms_.cell].identity.routing->asked.get()),
              *market_,
              {},
              profile,
              kAlphaBroken / tests_of(result, profile)};
  for (const results::Probe& probe : discovery_->probes) {
    if (probe.cell == terms_.cell) ground.probes.push_back(&probe);
  }
  ground_.emplace(std::move(ground));
  make_rule();
}

void RoutingCheck::make_rule() {
  rule_ = terms_.kind->make(*ground_);
  if (!terms_.stop) return;
  auto looks = std::make_unique<SequentialRule>(std::move(rule_), *terms_.stop);
  looks_ = looks.get();
  rule_ = std::move(looks);
}

std::optional<Arm> RoutingCheck::arm_of(const metrics::Sample& sample) const {
  if (sample.phase != metrics::Phase::kMeasured) return std::nullopt;
  if (std::find(cells_.begin(), cells_.end(), sample.cell) != cells_.end()) {
    return Arm::kPreference;
  }
  if (static_cast<std::int64_t>(sample.cell) == control_) return Arm::kControl;
  return std::nullopt;
}

const results::Generation* RoutingCheck::looked_up(const metrics::Sample& sample) const {
  if (discovery_->generations.empty()) return nullptr;
  const std::string id = results::sample_id(sample);
  const auto found = std::find_if(discovery_->generations.begin(), discovery_->generations.end(),
                                  [&](const results::Generation& one) { return one.sample == id; });
  return found == discovery_->generations.end() ? nullptr : &*found;
}

Place RoutingCheck::place_of(const metrics::Sample& sample, Arm arm) const {
  if (sample.turn == 0) return {arm, sample.seq / round_size_};
  // The turns of a conversation are numbered without a gap, and dealt as one.
  return {arm, sample.seq / turns_ / round_size_, sample.turn};
}

void RoutingCheck::observe(const metrics::Sample& sample) {
  if (rule_ == nullptr) return;
  if (looks_ == nullptr) return judge(sample);
  const bool mine = sample.phase == metrics::Phase::kMeasured &&
                    sample.cell < of_workload_.size() && of_workload_[sample.cell];
  if (mine) order_.take(sample, [this](const metrics::Sample& next) { judge(next); });
}

void RoutingCheck::end() {
  order_.flush([this](const metrics::Sample& next) { judge(next); });
}

bool RoutingCheck::decided() const { return looks_ != nullptr && looks_->decided(); }

void RoutingCheck::judge(const metrics::Sample& sample) {
  const std::optional<Arm> arm = arm_of(sample);
  if (!arm) return;
  const Place place = place_of(sample, *arm);
  if (reply_names_provider_) return rule_->observe(trial_of(sample, looked_up(sample)), place);
  // The reply named nobody; what stands there was taken from the metadata, and is no second source.
  metrics::Sample bare = sample;
  bare.provider.clear();
  rule_->observe(trial_of(bare, looked_up(sample)), place);
}

results::CheckRecord RoutingCheck::conclude(const results::RunResult& /*result*/) const {
  results::CheckRecord record;
  record.check = fmt::format("routing {}", terms_.kind->name);
  record.where = terms_.where;
  if (rule_ == nullptr) {
    record.verdict = CheckVerdict::kUndecided;
    record.observed = "cannot be told: no endpoint tables";
    record.note = "discovery.json of this run is missing";
    return record;
  }
  Finding finding = rule_->conclude(1);
  if (!finding.together_with.empty()) record.check += " and " + finding.together_with;
  record.verdict = verdict_of(finding.answer, terms_.warn_only);
  record.expected = std::move(finding.expected);
  record.observed = std::move(finding.observed);
  record.n = finding.n;
  record.evidence = std::move(finding.evidence);
  record.note = std::move(finding.note);
  return record;
}

}  // namespace orbench::verify::routing
