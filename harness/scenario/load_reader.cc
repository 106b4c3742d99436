#include "harness/scenario/load_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/suggestion.h"

namespace orbench::scenario {
namespace {

using core::Json;
using core::Outcome;
using core::Params;

constexpr core::Bounds kCount{1, 1e15, false};
constexpr core::Bounds kInFlight{1, 1e6, false};
constexpr core::Bounds kSeconds{0, 1e7, true};
constexpr core::Bounds kSecondsOrNone{0, 1e7, false};
constexpr core::Bounds kPause{0, 86'400'000, false};

/// Writes the shared defaults into the raw object, so that what is stored says what was done.
void fill_in_defaults(const Load& load, Json& raw) {
  if (!load.searches && !raw.contains("arrivals")) raw["arrivals"] = load.arrivals;
  if (!load.searches && !raw.contains("warmup_s")) raw["warmup_s"] = 0;
  if (!raw.contains("overload")) raw["overload"] = "queue";
}

}  // namespace

Load read_load(Params& owner) {
  Load load;
  load.raw = core::JsonValue(Json::object());
  load.pointer = core::child_pointer(owner.pointer(), "load");
  if (const Json* raw = owner.raw("load")) {
    Params own(*raw, load.pointer, owner.source(), owner.diagnostics());
    load.arrivals = own.text("arrivals", load.arrivals);
    load.searches = own.has("search");
    load.duration = own.optional_duration("duration_s", kSeconds);
    load.requests = own.optional_integer("requests", kCount);
    load.warmup = own.duration("warmup_s", load.warmup, kSecondsOrNone);
    load.max_in_flight = own.optional_integer("max_in_flight", kInFlight);
    const bool drop = own.choice("overload", "queue", {"queue", "drop"}) == "drop";
    load.overload = drop ? Overload::kDrop : Overload::kQueue;
    // No finish(): the other keys are the arrival process's, which reports the unknown ones.
    if (raw->is_object()) load.raw = core::JsonValue(*raw);
  }
  fill_in_defaults(load, load.raw.get());
  return load;
}

namespace {

/// Where nothing is said, what a patient client asks again: refusals that pass, and no answer.
constexpr Outcome kWorthRetrying[] = {Outcome::kConnectError, Outcome::kTransportError,
                                      Outcome::kRateLimited};
constexpr int kStatusesWorthRetrying[] = {500, 502, 503, 504};

/// Outcomes that can be followed by another attempt: those of a request that was sent and failed.
std::vector<std::string> retryable_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < core::kOutcomeNames.size(); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if (outcome != Outcome::kNotSent && outcome != Outcome::kCancelled && outcome != Outcome::kOk) {
      names.emplace_back(core::kOutcomeNames.at(i));
    }
  }
  return names;
}

void read_retried(const Json& value, const std::string& pointer, Params& params, Retries& retries) {
  constexpr int kLowestStatus = 300;
  constexpr int kHighestStatus = 599;
  const auto refuse = [&](std::string why) {
    params.diagnostics().error(core::ErrorCode::kInvalidArgument, std::move(why),
                               params.source().locate(pointer));
  };
  if (value.is_number_integer()) {
    const auto status = value.get<std::int64_t>();
    if (status >= kLowestStatus && status <= kHighestStatus) {
      retries.statuses.push_back(static_cast<int>(status));
    } else {
      refuse(fmt::format("a status is {} to {}, found {}", kLowestStatus, kHighestStatus, status));
    }
    return;
  }
  const std::vector<std::string> names = retryable_names();
  const std::string name = value.is_string() ? value.get<std::string>() : std::string{};
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    refuse(fmt::format("expected an outcome of a failed request or an HTTP status{}",
                       core::suggest(name, names)));
    return;
  }
  retries.outcomes.push_back(*core::outcome_from_name(name));
}

}  // namespace

std::optional<Cancel> read_cancel(Params& workload) {
  std::optional<Cancel> cancel;
  workload.object("cancel", [&cancel](Params& own) {
    cancel.emplace();
    cancel->share = own.required_number("share", {0, 1, false});
    cancel->after_tokens = own.optional_integer("after_tokens", kCount);
    cancel->after = own.optional_duration("after_ms", kPause);
    if (own.has("after_tokens") == own.has("after_ms")) {
      own.error({}, "a cancellation comes \"after_tokens\" or \"after_ms\": give one of the two");
    }
  });
  return cancel;
}

Retries read_retries(Params& workload) {
  Retries retries;
  workload.object("retries", [&retries](Params& own) {
    retries.max_attempts = static_cast<int>(own.integer("max_attempts", 3, {1, 20, false}));
    const bool listed = own.array("on", [&](const Json& value, const std::string& pointer) {
      read_retried(value, pointer, own, retries);
    });
    if (!listed) {
      retries.outcomes.assign(std::begin(kWorthRetrying), std::end(kWorthRetrying));
      retries.statuses.assign(std::begin(kStatusesWorthRetrying), std::end(kStatusesWorthRetrying));
    }
    retries.backoff = own.duration("backoff_ms", retries.backoff, kPause);
    retries.max_backoff = own.duration("max_backoff_ms", retries.max_backoff, kPause);
    retries.jitter = own.number("jitter", retries.jitter, {0, 1, false});
    retries.honour_retry_after = own.flag("honour_retry_after", retries.honour_retry_after);
  });
  return retries;
}

}  // namespace orbench::scenario
