#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/api/endpoints.h"
#include "harness/verify/check.h"
#include "harness/verify/evidence.h"

namespace orbench::verify {
namespace {

using metrics::Sample;
using results::CheckRecord;
using results::CheckVerdict;

/// What one reply says of the contract.
enum class Reply : std::uint8_t {
  kKept,     ///< the documented success, of the documented shape
  kRefused,  ///< a documented refusal: it says nothing of the success
  kBroken,   ///< anything else that the service answered
  kNone,     ///< no answer, so nothing is known
};

Reply judge(const api::Endpoint& operation, const Sample& sample) {
  using core::Outcome;
  if (sample.outcome < Outcome::kRateLimited || sample.status == 0) return Reply::kNone;
  // A success of some operations is that they refuse: what they did is gone for good.
  const bool ended = sample.outcome == Outcome::kOk || sample.outcome == Outcome::kHttpError;
  if (sample.status == operation.status) return ended ? Reply::kKept : Reply::kBroken;
  const bool refused =
      sample.outcome == Outcome::kHttpError || sample.outcome == Outcome::kRateLimited;
  const auto& documented = operation.errors;
  const bool known =
      std::find(documented.begin(), documented.end(), sample.status) != documented.end();
  return refused && known ? Reply::kRefused : Reply::kBroken;
}

/// The operation that a cell calls, by its label; null for cells that call none.
const api::Endpoint* operation_of(const results::CellIdentity& cell) {
  for (const auto& [name, value] : cell.labels) {
    if (name != "operation") continue;
    const std::size_t blank = value.find(' ');
    for (const api::Endpoint& endpoint : api::endpoints()) {
      const bool same = endpoint.method == std::string_view(value).substr(0, blank) &&
                        blank != std::string::npos &&
                        endpoint.path == std::string_view(value).substr(blank + 1);
      if (same) return &endpoint;
    }
  }
  return nullptr;
}

/// Holds one operation to its documentation, whichever cells call it.
class ContractCheck final : public Check {
 public:
  ContractCheck(const api::Endpoint& operation, const Where& where, bool allow_no_data)
      : operation_(operation), where_(where), allow_no_data_(allow_no_data) {}

  void add_cell(std::size_t cell) { cells_.push_back(cell); }

  void observe(const Sample& sample) override {
    const bool is_mine = std::find(cells_.begin(), cells_.end(), sample.cell) != cells_.end();
    if (!is_mine || sample.phase != metrics::Phase::kMeasured || !where_.matches(sample)) return;
    const Reply reply = judge(operation_, sample);
    ++replies_[static_cast<std::size_t>(reply)];
    if (reply == Reply::kBroken) {
      broken_.add(0, sample);
      if (first_break_.empty()) first_break_ = what_broke(sample);
    } else if (reply == Reply::kRefused) {
      refused_.add(0, sample);
      statuses_.insert(sample.status);
    }
  }

  [[nodiscard]] CheckRecord conclude(const results::RunResult& /*result*/) const override {
    CheckRecord record;
    record.check = fmt::format("contract {} {}", operation_.method, operation_.path);
    record.where = where_.text();
    record.expected = fmt::format("{} as documented", operation_.status);
    record.n = of(Reply::kKept) + of(Reply::kRefused) + of(Reply::kBroken);
    if (of(Reply::kBroken) > 0) {
      record.verdict = CheckVerdict::kFailed;
      record.observed = fmt::format("{} of {} broke it", of(Reply::kBroken), record.n);
      record.note = first_break_;
      record.evidence = broken_.ids();
    } else if (of(Reply::kKept) > 0) {
      record.verdict = CheckVerdict::kPassed;
      record.observed = fmt::format("{} of {}", of(Reply::kKept), record.n);
      record.note = refusals();
    } else if (of(Reply::kRefused) > 0) {
      record.verdict = CheckVerdict::kUndecided;
      record.observed = "refusals only";
      record.note = refusals() + "; its answer was not seen";
      record.evidence = refused_.ids();
    } else {
      record.verdict = allow_no_data_ ? CheckVerdict::kPassed : CheckVerdict::kNoData;
      record.observed = "no answer";
    }
    return record;
  }

 private:
  static std::string what_broke(const Sample& sample) {
    return fmt::format("{} {}{}{}", sample.status, core::to_string(sample.outcome),
                       sample.error.empty() ? "" : ": ", sample.error);
  }

  [[nodiscard]] std::int64_t of(Reply reply) const {
    return replies_[static_cast<std::size_t>(reply)];
  }

  [[nodiscard]] std::string refusals() const {
    if (statuses_.empty()) return {};
    return fmt::format("refused as documented with {}", fmt::join(statuses_, ", "));
  }

  const api::Endpoint& operation_;
  Where where_;
  bool allow_no_data_;
  std::vector<std::size_t> cells_;
  std::array<std::int64_t, 4> replies_{};  // by Reply
  std::string first_break_;
  std::set<int> statuses_;  // of refusals
  Evidence broken_;
  Evidence refused_;
};

std::vector<std::unique_ptr<Check>> read_contract(core::Params& params,
                                                  const CheckContext& context) {
  params.choice("contract", "documented", {"documented"});
  const Where where = Where::read(params, context);
  const bool allow_no_data = params.flag("allow_no_data", false);
  std::map<const api::Endpoint*, std::unique_ptr<ContractCheck>> by_operation;
  for (std::size_t cell = 0; cell < context.cells.size(); ++cell) {
    const api::Endpoint* const operation = operation_of(context.cells[cell]);
    if (operation == nullptr || !where.matches_cell(cell)) continue;
    auto& check = by_operation[operation];
    if (check == nullptr) {
      check = std::make_unique<ContractCheck>(*operation, where, allow_no_data);
    }
    check->add_cell(cell);
  }
  if (by_operation.empty()) {
    params.error("contract",
                 "no workload that this check looks at calls operations of the API (endpoint "
                 "\"api\"), so there is no contract to hold it to");
  }
  // The table's order is that of its rows: it is one array.
  std::vector<std::unique_ptr<Check>> checks;
  for (auto& [operation, check] : by_operation) checks.push_back(std::move(check));
  return checks;
}

}  // namespace

CheckKind contract_check() {
  return {"contract", R"(each operation called answers as documented: {"contract": "documented"})",
          &read_contract};
}

}  // namespace orbench::verify
