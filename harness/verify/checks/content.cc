#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"
#include "harness/metrics/expression.h"
#include "harness/metrics/number_format.h"
#include "harness/verify/check.h"
#include "harness/verify/evidence.h"

namespace orbench::verify {
namespace {

using metrics::Sample;
using results::CheckRecord;
using results::CheckVerdict;

/// A content check as the user wrote it; what it looks for was looked for when the reply came.
struct Terms {
  std::string text;
  std::uint32_t place = 0;
  metrics::ShareDemand demand;
  bool allow_no_data = false;
  bool warn_only = false;
  bool strict = false;
};

class ContentCheck final : public Check {
 public:
  ContentCheck(Terms terms, Where where) : terms_(std::move(terms)), where_(std::move(where)) {}

  void observe(const Sample& sample) override {
    if (sample.phase != metrics::Phase::kMeasured || !where_.matches(sample)) return;
    if (sample.outcome != core::Outcome::kNotSent) ++sent_;
    const auto mark = std::find_if(sample.content.begin(), sample.content.end(),
                                   [this](const auto& one) { return one.check == terms_.place; });
    if (mark == sample.content.end()) return;
    ++looked_at_;
    if (mark->held) {
      ++held_;
      return;
    }
    broken_.add(0, sample);
    if (first_found_.empty()) first_found_ = mark->found;
  }

  [[nodiscard]] CheckRecord conclude(const results::RunResult& /*result*/) const override {
    CheckRecord record;
    record.check = terms_.text;
    record.where = where_.text();
    record.expected = fmt::format("{} {}", metrics::to_string(terms_.demand.op),
                                  metrics::format_share(terms_.demand.share));
    record.n = looked_at_;
    if (looked_at_ == 0) {
      judge_no_data(record);
    } else {
      judge_share(record);
    }
    return record;
  }

 private:
  void judge_no_data(CheckRecord& record) const {
    record.observed = "no data";
    record.note = fmt::format("{} requests, none with a reply that this check is about",
                              metrics::format_count(sent_));
    if (terms_.allow_no_data) {
      record.verdict = CheckVerdict::kPassed;
    } else {
      record.verdict = terms_.warn_only ? CheckVerdict::kWarned : CheckVerdict::kNoData;
    }
  }

  void judge_share(CheckRecord& record) const {
    const double share = static_cast<double>(held_) / static_cast<double>(looked_at_);
    const bool holds = metrics::compare(share, terms_.demand.op, terms_.demand.share);
    record.observed = metrics::format_share(share);
    record.verdict = holds ? CheckVerdict::kPassed : CheckVerdict::kFailed;
    if (held_ < looked_at_) record.note = fmt::format("first found: {}", first_found_);
    if (!holds) {
      record.evidence = broken_.ids();
      if (terms_.warn_only) record.verdict = CheckVerdict::kWarned;
    }
    note_low_n(record);
  }

  /// With fewer replies than one break in which is still allowed, passing says little.
  void note_low_n(CheckRecord& record) const {
    const double room = 1.0 - terms_.demand.share;
    const double needed = room > 0 ? std::ceil(1.0 / room - 1e-9) : 1.0;
    if (record.verdict != CheckVerdict::kPassed || static_cast<double>(looked_at_) >= needed) {
      return;
    }
    if (!record.note.empty()) record.note += "; ";
    record.note += fmt::format("low n ({} of {})", metrics::format_count(looked_at_),
                               metrics::format_count(static_cast<std::int64_t>(needed)));
    if (terms_.strict) record.verdict = CheckVerdict::kUndecided;
  }

  Terms terms_;
  Where where_;
  std::int64_t sent_ = 0;
  std::int64_t looked_at_ = 0;  // subset of sent_: with a reply that the check is about
  std::int64_t held_ = 0;       // subset of looked_at_
  std::string first_found_;
  Evidence broken_;
};

/// `content /choices/0/message/content matches "^[A-Z]"`.
std::string text_of(const core::Json& content) {
  std::string text = "content";
  for (const auto& [key, value] : content.items()) {
    const std::string shown = core::dumped(value);
    text += key == "pointer" && value.is_string()
                ? fmt::format(" {}", value.get_ref<const std::string&>())
                : fmt::format(" {} {}", key, shown);
  }
  constexpr std::size_t kMostBytes = 120;
  if (text.size() <= kMostBytes) return text;
  std::size_t end = kMostBytes;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

std::vector<std::unique_ptr<Check>> read_content(core::Params& params,
                                                 const CheckContext& context) {
  const core::Json* const content = params.raw("content");
  Where where = Where::read(params, context);
  Terms terms;
  terms.place = context.place;
  terms.allow_no_data = params.flag("allow_no_data", false);
  terms.warn_only = params.choice("severity", "fail", {"fail", "warn"}) == "warn";
  terms.strict = context.strict;
  const std::string rate = params.text("rate", ">= 100%");
  const auto demand = metrics::parse_share_demand(rate);
  if (!demand) {
    params.error("rate", demand.error().message);
    return {};
  }
  terms.demand = *demand;
  if (!content->is_object()) {
    params.error("content", R"(expected an object such as {"finish_reason": "stop"})");
    return {};
  }
  terms.text = text_of(*content);
  std::vector<std::unique_ptr<Check>> checks;
  checks.push_back(std::make_unique<ContentCheck>(std::move(terms), std::move(where)));
  return checks;
}

}  // namespace

CheckKind content_check() {
  return {
      "content",
      R"(a share of replies holds what it must: {"content": {"finish_reason": "stop"}, "rate": "> 99%"})",
      &read_content};
}

}  // namespace orbench::verify
