#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/metrics/quantity.h"
#include "harness/verify/check.h"

namespace orbench::verify {
namespace {

using results::CheckRecord;
using results::CheckVerdict;
using results::SearchReport;
using results::SearchStatus;

struct Terms {
  std::optional<double> rate;
  double tolerance = 0.05;
  std::string owner;
  std::string model;
  std::string counts;
  bool headers_true = false;
};

std::string demand_text(const Terms& terms) {
  std::vector<std::string> parts;
  if (terms.rate) {
    parts.push_back(fmt::format("{:g} rps within {:g} %", *terms.rate, 100 * terms.tolerance));
  }
  if (!terms.model.empty()) parts.push_back("a " + terms.model);
  if (!terms.counts.empty()) parts.push_back("counting " + terms.counts);
  if (!terms.owner.empty()) parts.push_back("owner " + terms.owner);
  if (terms.headers_true) parts.emplace_back("true headers");
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// What a found limit has that it should not have, for people; empty when all is as expected.
std::vector<std::string> faults_of(const Terms& terms, const SearchReport& found) {
  std::vector<std::string> faults;
  const results::SearchFigure* const rate = results::find_figure(found, "rate");
  if (terms.rate) {
    if (rate == nullptr || rate->unit != "rps") {
      faults.emplace_back("its rate in requests a second is not known");
    } else if (std::abs(rate->value - *terms.rate) > terms.tolerance * *terms.rate) {
      faults.push_back(fmt::format("{:.4g} rps", rate->value));
    }
  }
  if (!terms.model.empty() && !found.model.starts_with(terms.model)) {
    faults.push_back("it is a " + found.model);
  }
  if (!terms.counts.empty() && found.counts != terms.counts) {
    faults.push_back(found.counts.empty() ? "what it counts is not known"
                                          : "it counts " + found.counts);
  }
  if (!terms.owner.empty() && found.owner != terms.owner) {
    faults.push_back("its owner is " + found.owner);
  }
  if (!terms.headers_true) return faults;
  for (const results::SearchClaim& claim : found.claims) {
    if (!claim.holds.value_or(true)) {
      faults.push_back(fmt::format("{} said {}: {}", claim.claim, claim.said, claim.found));
    }
  }
  return faults;
}

class RateLimitCheck final : public Check {
 public:
  RateLimitCheck(Terms terms, Where where) : terms_(std::move(terms)), where_(std::move(where)) {}

  void observe(const metrics::Sample& /*sample*/) override {}
  [[nodiscard]] bool needs_samples() const override { return false; }

  [[nodiscard]] CheckRecord conclude(const results::RunResult& result) const override {
    CheckRecord record;
    record.check = "rate_limit";
    record.where = where_.text();
    record.expected = demand_text(terms_);
    record.verdict = CheckVerdict::kNoData;
    record.note = "no search for a rate limit was made";
    for (const SearchReport& search : result.searches) {
      if (search.kind != "rate_limit" || !concerns(result, search)) continue;
      judge(search, record);
      if (record.verdict != CheckVerdict::kPassed) break;
    }
    return record;
  }

 private:
  [[nodiscard]] bool concerns(const results::RunResult& result, const SearchReport& search) const {
    for (std::size_t i = 0; i < result.cells.size(); ++i) {
      if (result.cells[i].identity.workload == search.workload && where_.matches_cell(i)) {
        return true;
      }
    }
    return false;
  }

  void judge(const SearchReport& search, CheckRecord& record) const {
    record.n += search.requests;
    record.observed = search.headline;
    record.note.clear();
    switch (search.status) {
      case SearchStatus::kInterrupted:
      case SearchStatus::kUndecided:
        record.verdict = CheckVerdict::kUndecided;
        return;
      case SearchStatus::kNotFound:
        record.verdict = CheckVerdict::kFailed;
        return;
      case SearchStatus::kFound:
        break;
    }
    const std::vector<std::string> faults = faults_of(terms_, search);
    record.verdict = faults.empty() ? CheckVerdict::kPassed : CheckVerdict::kFailed;
    record.note = fmt::format("{}", fmt::join(faults, "; "));
  }

  Terms terms_;
  Where where_;
};

std::vector<std::unique_ptr<Check>> read_rate_limit(core::Params& params,
                                                    const CheckContext& context) {
  constexpr double kFastest = 1e6;
  Terms terms;
  const bool present = params.object("rate_limit", [&terms](core::Params& own) {
    terms.rate = own.optional_number("expect_rps", {0, kFastest, true});
    const std::string tolerance = own.text("tolerance", "5%");
    const auto share = metrics::parse_quantity(tolerance, metrics::Quantity::kRatio);
    if (share) {
      terms.tolerance = *share;
    } else {
      own.error("tolerance",
                fmt::format(R"(expected a percentage such as "5%", found "{}")", tolerance));
    }
    if (own.has("owner")) {
      terms.owner = own.choice("owner", "", {"platform", "upstream", "in_flight_budget", "edge"});
    }
    if (own.has("model")) {
      terms.model = own.choice("model", "", {"bucket", "fixed window", "sliding window"});
    }
    if (own.has("counts")) terms.counts = own.choice("counts", "", {"requests", "tokens"});
    terms.headers_true = own.flag("headers_true", false);
    const bool asks = terms.rate || !terms.owner.empty() || !terms.model.empty() ||
                      !terms.counts.empty() || terms.headers_true;
    if (!asks) {
      own.error({}, "nothing is expected; give expect_rps, model, counts, owner or headers_true");
    }
  });
  Where where = Where::read(params, context);
  std::vector<std::unique_ptr<Check>> checks;
  if (present) {
    checks.push_back(std::make_unique<RateLimitCheck>(std::move(terms), std::move(where)));
  }
  return checks;
}

}  // namespace

CheckKind rate_limit_check() {
  return {"rate_limit",
          R"(what a search must have found: {"rate_limit": {"expect_rps": 20, "tolerance": "5%"}})",
          &read_rate_limit};
}

}  // namespace orbench::verify
