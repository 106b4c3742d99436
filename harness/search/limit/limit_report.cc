#include "harness/search/limit/limit_report.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "harness/search/limit/verdict.h"

namespace orbench::search {
namespace {

using results::SearchClaim;
using results::SearchReport;

struct Words {
  const char* unit;
  const char* rate_unit;
  const char* rate;
};

/// In tokens where the limit counts them, or the scenario asks for it and nobody knows better.
bool is_in_tokens(const Hunt& hunt) {
  const bool known = hunt.heavier && hunt.heavier->counts != Counts::kUnknown;
  return known ? hunt.heavier->counts == Counts::kTokens : hunt.terms.in_tokens;
}

Words words_of(const Hunt& hunt) {
  if (is_in_tokens(hunt)) return {"tokens", "tokens/s", "tokens a second"};
  return {"requests", "rps", "requests a second"};
}

void tell_bucket(const Hunt& hunt, double weight, SearchReport& report) {
  const BucketFinding& found = *hunt.bucket;
  const Words words = words_of(hunt);
  const double rate = found.rate * weight;
  const double rate_error = found.rate_error * weight;
  report.figures.push_back({"rate", words.rate_unit, rate, rate - rate_error, rate + rate_error});
  if (found.roughly) {
    report.headline =
        fmt::format("a bucket of {:.4g} {}; its size is lost in the jitter", rate, words.rate);
    return;
  }
  const double size = found.size * weight;
  const double size_error = found.size_error * weight;
  report.figures.push_back({"burst", words.unit, size, size - size_error, size + size_error});
  report.headline = fmt::format("a bucket of {:.4g} {}, bursts of {:.0f}", rate, words.rate, size);
}

void tell_window(const Hunt& hunt, double weight, SearchReport& report) {
  const WindowFinding& found = *hunt.window;
  const Words words = words_of(hunt);
  const double amount = static_cast<double>(found.amount) * weight;
  report.figures.push_back({"amount", words.unit, amount, amount, amount});
  const double shortest = core::to_seconds(found.shortest);
  const double longest = core::to_seconds(found.longest);
  const auto expected = hunt.terms.grid_length_in(found.shortest, found.longest);
  const double length = expected ? core::to_seconds(*expected) : (shortest + longest) / 2;
  if (length <= 0) {
    report.headline = fmt::format("a window of {:.0f} {} of unknown length", amount, words.unit);
    return;
  }
  report.figures.push_back({"window", "s", length, shortest, longest});
  if (hunt.bucket) return;  // which may be it as well, and has told its rate
  report.figures.push_back(
      {"rate", words.rate_unit, amount / length, amount / longest, amount / shortest});
  report.headline += fmt::format("{:.0f} {} in a {} of {:.4g} s", amount, words.unit,
                                 found.sliding ? "sliding window" : "window", length);
}

/// How it counts, as far as the log tells.
void tell_verdict(Verdict verdict, SearchReport& report) {
  report.model = std::move(verdict.model);
  if (!verdict.remark.empty() && !report.headline.empty()) report.headline += ", " + verdict.remark;
  std::move(verdict.notes.begin(), verdict.notes.end(), std::back_inserter(report.notes));
}

void tell_claims(const Hunt& hunt, double weight, SearchReport& report) {
  if (hunt.limit_header) {
    SearchClaim claim{"X-RateLimit-Limit", fmt::format("{:g}", *hunt.limit_header), "", {}};
    const double said = *hunt.limit_header;
    if (hunt.window) {
      const double amount = static_cast<double>(hunt.window->amount) * weight;
      claim.found = fmt::format("{:.0f}", amount);
      claim.holds = std::abs(said - amount) < weight;
    } else if (hunt.bucket && !hunt.bucket->roughly) {
      claim.found = fmt::format("{:.0f}", hunt.bucket->size * weight);
      claim.holds =
          std::abs(said - hunt.bucket->size * weight) <= (hunt.bucket->size_error + 1) * weight;
    }
    report.claims.push_back(std::move(claim));
  }
  if (hunt.tried) {
    report.claims.push_back({hunt.tried->header, hunt.tried->said,
                             hunt.hints_lie ? "refused then" : "a request passed then",
                             !hunt.hints_lie});
  } else if (hunt.hint) {
    report.claims.push_back({hunt.hint->header, hunt.hint->said, "not tried", {}});
  }
}

void tell_outer(const Hunt& hunt, SearchReport& report) {
  const OuterFinding& outer = *hunt.outer;
  SearchClaim claim{"X-RateLimit-Limit", fmt::format("{:g}", outer.said), "another limit", {}};
  if (outer.seconds) {
    const auto amount = static_cast<double>(outer.amount);
    report.figures.push_back({"outer_amount", "requests", amount, amount, amount});
    report.figures.push_back({"outer_window", "s", *outer.seconds, {}, {}});
    report.headline += fmt::format(", and {} in one of {:g} s", outer.amount, *outer.seconds);
    claim.found = fmt::format("{}", outer.amount);
    claim.holds = outer.said == amount;
  }
  report.claims.push_back(std::move(claim));
}

/// Both figures: what passes at once of usual requests, and of heavier ones.
void tell_heavier(const Hunt& hunt, SearchReport& report) {
  const HeavierFinding& found = *hunt.heavier;
  report.figures.push_back(
      {"tokens_per_heavier_request", "tokens", hunt.heavier_weight.mean(), {}, {}});
  report.figures.push_back({"usual_at_once", "requests", found.usual, {}, {}});
  report.figures.push_back({"heavier_at_once", "requests", found.heavier, {}, {}});
  if (found.counts == Counts::kUnknown) {
    report.notes.emplace_back(
        "as many heavier requests passed as neither a limit on requests nor one on tokens would "
        "let");
    return;
  }
  report.counts = found.counts == Counts::kTokens ? "tokens" : "requests";
  report.headline += fmt::format("; it limits {}", report.counts);
}

}  // namespace

void describe_hunt(const Hunt& as_found, SearchReport& report) {
  Hunt hunt = as_found;
  Verdict verdict = judge(hunt);
  report.kind = "rate_limit";
  report.status = hunt.status;
  report.owner = std::string(core::to_string(hunt.owner));
  report.steps = hunt.steps;
  report.notes = hunt.notes;
  const double tokens = hunt.weight.mean();
  const bool in_tokens = is_in_tokens(hunt);
  const double weight = in_tokens ? tokens : 1;
  if (hunt.bucket) tell_bucket(hunt, weight, report);
  if (hunt.window) tell_window(hunt, weight, report);
  tell_verdict(std::move(verdict), report);
  if (hunt.recovery) {
    report.figures.push_back({"recovery", "s", core::to_seconds(*hunt.recovery), {}, {}});
  }
  if ((in_tokens || hunt.heavier) && tokens > 0) {
    report.figures.push_back({"tokens_per_request", "tokens", tokens, {}, {}});
  }
  if (hunt.heavier) tell_heavier(hunt, report);
  tell_claims(hunt, weight, report);
  if (hunt.outer) tell_outer(hunt, report);
  if (!hunt.reason.empty()) report.headline = hunt.reason;
  if (hunt.status == results::SearchStatus::kNotFound) {
    report.headline = fmt::format("no limit found up to {:g} requests a second", hunt.terms.to);
  }
}

}  // namespace orbench::search
