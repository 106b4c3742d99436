#include "harness/search/maximum/maximum_search.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/metrics/quantity.h"

namespace orbench::search {
namespace {

using results::SearchStatus;

constexpr double kLeastResolution = 0.005;
constexpr double kMostResolution = 0.5;
constexpr core::Bounds kStepSeconds{0.1, 3600.0, false};
constexpr core::Bounds kRates{1e-3, 100'000, false};
constexpr core::Bounds kConcurrencies{1, 100'000, false};

double read_level(core::Params& search, std::string_view key, bool whole) {
  if (!whole) return search.required_number(key, kRates);
  if (!search.has(key)) return search.required_number(key, kConcurrencies);
  return static_cast<double>(search.integer(key, 1, kConcurrencies));
}

double read_resolution(core::Params& search) {
  const std::string text = search.text("resolution", "5%");
  const auto share = metrics::parse_quantity(text, metrics::Quantity::kShare);
  if (share && *share >= kLeastResolution && *share <= kMostResolution) return *share;
  search.error("resolution", share ? "must be from 0.5% to 50%" : share.error().message);
  return kMostResolution;
}

/// The service time of one that was served.
std::optional<core::Duration> service_of(const Answer& answer) {
  if (answer.kind() != Answer::Kind::kServed) return std::nullopt;
  return answer.ended() - answer.sent();
}

}  // namespace

MaximumSettings read_maximum(core::Params& search, bool whole) {
  MaximumSettings settings;
  settings.range.whole = whole;
  settings.range.from = read_level(search, "from", whole);
  settings.range.to = read_level(search, "to", whole);
  if (settings.range.to < settings.range.from) {
    search.error("to", "must not be under \"from\"");
    settings.range.to = settings.range.from;
  }
  settings.range.resolution = read_resolution(search);
  settings.step = search.duration("step_s", settings.step, kStepSeconds);
  settings.conditions = read_conditions(search);
  return settings;
}

MaximumSearch::MaximumSearch(const load::ArrivalContext& context, MaximumSettings settings,
                             const MaximumWords& words, std::unique_ptr<Pattern> pattern)
    : Search(context),
      settings_(std::move(settings)),
      words_(words),
      pattern_(std::move(pattern)),
      staircase_(settings_.range) {
  for (const Condition& condition : settings_.conditions) {
    for (const core::Duration age : condition.telling_ages()) telling_ages_.push_back(age);
  }
  std::sort(telling_ages_.begin(), telling_ages_.end());
  begin_step(core::Duration{0});
}

void MaximumSearch::begin_step(core::Duration at) {
  if (step_) first_seq_ += step_->started();
  const Staircase::Trial trial = staircase_.next();
  step_.emplace(trial, settings_.conditions, StepRules(settings_.step), at, service_);
  pattern_->begin(trial.level, at);
}

bool MaximumSearch::wants_next() const {
  const auto next = pattern_->next();
  return next && step_->wants_more();
}

Search::Wish MaximumSearch::wish() const {
  if (!step_) return load::Ended{};
  if (wants_next()) return *pattern_->next();
  return load::Waiting{};
}

void MaximumSearch::take(const load::Arrival& arrival) {
  step_->start(arrival.intended);
  pattern_->taken();
}

void MaximumSearch::learn(const Answer& answer) {
  if (!step_) return;
  if (answer.kind() == Answer::Kind::kStopped) {
    forbidden_ = answer.sample.error.empty() ? fmt::format("status {}", answer.sample.status)
                                             : answer.sample.error;
    step_.reset();
    return;
  }
  const bool tells = answer.sample.outcome != core::Outcome::kCancelled;
  step_->end(answer.seq - first_seq_, tells ? &answer.sample : nullptr, service_of(answer));
  pattern_->ended(answer.ended());
  if (open() == 0 && !wants_next()) finish_step(answer.ended());
}

void MaximumSearch::glimpse_at(const Glimpse& glimpse) {
  if (step_) step_->glimpse(glimpse.seq - first_seq_, glimpse.sample, glimpse.now);
}

void MaximumSearch::finish_step(core::Duration at) {
  const StepVerdict verdict = step_->conclude();
  const SequentialTest& worst = step_->tests()[step_->worst()];
  tried_.push_back(
      {step_->trial(), step_->begin(), at, worst.requests(), worst.bad(), step_->worst(), verdict});
  // Where the load was too much, waiting is part of what a request took.
  if (verdict != StepVerdict::kFailed && step_->mean_service()) service_ = step_->mean_service();
  staircase_.on_verdict(verdict);
  if (staircase_.ending() == Staircase::Ending::kOpen) {
    begin_step(at);
  } else {
    step_.reset();
  }
}

SearchStatus MaximumSearch::status() const {
  if (step_) return SearchStatus::kInterrupted;
  switch (staircase_.ending()) {
    case Staircase::Ending::kFound:
      return SearchStatus::kFound;
    case Staircase::Ending::kUnlimited:
    case Staircase::Ending::kNothing:
      return SearchStatus::kNotFound;
    case Staircase::Ending::kOpen:  // forbidden to go on
    case Staircase::Ending::kUnsettled:
      break;
  }
  return SearchStatus::kUndecided;
}

std::string MaximumSearch::level_text(double level) const {
  return fmt::format("{:.4g} {}", level, words_.unit);
}

std::string MaximumSearch::evidence(double level) const {
  std::int64_t requests = 0;
  std::int64_t bad = 0;
  std::size_t worst = 0;
  for (const Tried& tried : tried_) {
    if (tried.trial.level != level) continue;
    requests += tried.requests;
    bad += tried.bad;
    worst = tried.worst;
  }
  const std::string by = settings_.conditions.size() > 1 && bad > 0
                             ? fmt::format(" by {}", settings_.conditions[worst].text)
                             : std::string();
  return fmt::format("{} ({} of {} bad{})", level_text(level), bad, requests, by);
}

std::string MaximumSearch::headline(SearchStatus status) const {
  std::vector<std::string> texts;
  for (const Condition& condition : settings_.conditions) texts.push_back(condition.text);
  const std::string what =
      fmt::format("the highest {} that keeps {}", words_.figure, fmt::join(texts, " and "));
  const auto lower = staircase_.proven();
  const auto upper = staircase_.refuted();
  if (status == SearchStatus::kFound) {
    return fmt::format("{} lies between {} and {}", what, evidence(*lower), evidence(*upper));
  }
  if (staircase_.ending() == Staircase::Ending::kUnlimited) {
    return fmt::format("no limit up to {}", evidence(*lower));
  }
  if (staircase_.ending() == Staircase::Ending::kNothing) {
    return fmt::format("not even {} keeps {}", evidence(settings_.range.from),
                       fmt::join(texts, " and "));
  }
  if (lower) return fmt::format("{} is at least {}", what, evidence(*lower));
  return fmt::format("{} is not known: no level was proven", what);
}

std::string MaximumSearch::describe_standing() const {
  if (!step_) return "over";
  const SequentialTest& worst = step_->tests()[step_->worst()];
  std::string text =
      fmt::format("{} at {}", to_string(step_->trial().purpose), level_text(step_->trial().level));
  if (worst.requests() > 0) {
    text += fmt::format(", {} of {} bad", worst.bad(), worst.requests());
  } else if (step_->wants_more()) {
    text += step_->measures() ? ", measuring" : ", settling";
  }
  if (!step_->wants_more()) text += ", draining";
  if (tried_.empty()) return text;
  const auto upper = staircase_.refuted();
  if (upper) return fmt::format("{}; {:.4g} to {}", text, staircase_.lower(), level_text(*upper));
  return fmt::format("{}; above {}", text, level_text(staircase_.lower()));
}

void MaximumSearch::describe(results::SearchReport& report) const {
  report.kind = words_.kind;
  report.status = status();
  report.headline = headline(report.status);
  if (const auto proven = staircase_.proven()) {
    report.figures.push_back({words_.figure, words_.unit, *proven, *proven, staircase_.refuted()});
  }
  for (const Tried& tried : tried_) {
    const bool climbed =
        tried.trial.purpose == Purpose::kAscent && tried.verdict == StepVerdict::kUndecided;
    report.steps.push_back({std::string(to_string(tried.trial.purpose)), tried.trial.level,
                            core::to_seconds(tried.begin), core::to_seconds(tried.end),
                            tried.requests, tried.bad,
                            std::string(climbed ? "not failed" : to_string(tried.verdict))});
  }
  if (!forbidden_.empty()) {
    report.notes.push_back(fmt::format("ended by a reply that forbids to go on: {}", forbidden_));
  }
  if (staircase_.ending() == Staircase::Ending::kUnsettled) {
    report.notes.emplace_back(
        "the ends of the bracket contradicted each other to the last: the service is not steady, "
        "or step_s too short for it");
  }
}

}  // namespace orbench::search
