#include <algorithm>

#include <fmt/format.h>

#include "harness/metrics/number_format.h"
#include "reporters/figure_format.h"
#include "reporters/text/sections.h"
#include "results/sample_log.h"

namespace orbench::reporters::text {
namespace {

using core::Outcome;
using metrics::Counters;
using metrics::format_count;

constexpr std::size_t kMostClasses = 8;  // of errors shown per cell

/// `= a 1 + b 2`.
std::string sum_of(const std::vector<std::pair<std::string_view, std::int64_t>>& terms) {
  std::string out;
  for (const auto& [name, count] : terms) {
    out += out.empty() ? "= " : " + ";
    out += fmt::format("{} {}", name, format_count(count));
  }
  return out;
}

/// The outcomes that are errors and happened, most frequent first.
std::vector<std::pair<std::string_view, std::int64_t>> error_terms(const Counters& counters) {
  std::vector<std::pair<std::string_view, std::int64_t>> terms;
  for (std::size_t i = 0; i < core::kOutcomeNames.size(); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    const bool is_error =
        outcome != Outcome::kOk && outcome != Outcome::kCancelled && outcome != Outcome::kNotSent;
    if (is_error && counters.of(outcome) > 0) {
      terms.emplace_back(core::kOutcomeNames[i], counters.of(outcome));
    }
  }
  std::stable_sort(terms.begin(), terms.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return terms;
}

std::string remarks(const Counters& counters) {
  std::vector<std::string> parts;
  if (counters.cached > 0) {
    parts.push_back(fmt::format("{} answered from the response cache, left out of the figures",
                                format_count(counters.cached)));
  }
  if (counters.without_usage > 0) {
    parts.push_back(fmt::format("{} ok without usage: no token figures, no cost",
                                format_count(counters.without_usage)));
  }
  if (counters.objectives_undefined > 0) {
    parts.push_back(fmt::format("{} ok but not good for want of a value",
                                format_count(counters.objectives_undefined)));
  }
  return joined(parts);
}

/// Under a budget, what is not in the cost above because no reply told it.
std::string untold_money(const results::RunResult& result) {
  if (!result.budget) return {};
  const results::BudgetReport& budget = *result.budget;
  std::vector<std::string> parts;
  if (budget.looked_up > 0) {
    parts.push_back(fmt::format("{} ended without a cost, told afterwards: {}",
                                format_count(budget.looked_up),
                                metrics::format_usd(budget.looked_up_cost.dollars())));
  }
  if (budget.untold > 0) {
    parts.push_back(fmt::format("{} at a cost that nobody told: at most {}",
                                format_count(budget.untold),
                                metrics::format_usd(budget.untold_worst.dollars())));
  }
  return joined(parts);
}

void write_error(const metrics::ErrorRecord& error, std::uint32_t cell, Page& page) {
  std::string text(core::to_string(error.outcome));
  if (error.status != 0) text += fmt::format(" {}", error.status);
  if (!error.message.empty()) text += ": " + error.message;
  std::string ids;
  for (const std::uint64_t seq : error.sample_seqs) {
    metrics::Sample sample;
    sample.cell = cell;
    sample.seq = seq;
    if (!ids.empty()) ids += ' ';
    ids += results::sample_id(sample);
  }
  if (!ids.empty()) text += fmt::format(" ({})", ids);
  page.item(fmt::format("{:>5} ×", format_count(error.count)), Tone::kBad, text);
}

}  // namespace

void write_requests(const ReportInput& input, Page& page) {
  const results::Totals totals = results::totals(input.result);
  const Counters& counters = totals.counters;
  page.title("Requests");
  // The sums come in the order of the pipeline, so each line splits a term of the one above.
  const std::size_t digits = format_count(counters.offered()).size();
  const auto line = [&](std::string_view name, std::int64_t count, const std::string& rest) {
    page.item(fmt::format("{:<7}  {:>{}}", name, format_count(count), digits), Tone::kPlain, rest);
  };
  line("offered", counters.offered(),
       sum_of({{"sent", counters.sent()}, {"not sent", counters.of(Outcome::kNotSent)}}));
  line("sent", counters.sent(),
       sum_of({{"ok", counters.ok()},
               {"errors", counters.errors()},
               {"cancelled", counters.of(Outcome::kCancelled)}}));
  if (counters.errors() > 0) {
    line("errors", counters.errors(), sum_of(error_terms(counters)));
  }
  if (counters.retried > 0) {
    line(
        "retried", counters.retried,
        fmt::format("of sent: asked again, so these are {} calls", format_count(counters.calls())));
  }
  if (counters.good != counters.ok() && counters.calls() > 0) {
    const double share = static_cast<double>(counters.good) / static_cast<double>(counters.calls());
    line("good", counters.good,
         fmt::format("ok within every objective, {} of {}", metrics::format_share(share),
                     counters.retried > 0 ? "the calls" : "sent"));
  }
  if (totals.warmup.offered() > 0) {
    line("warm-up", totals.warmup.offered(), "before the measured window, in no figure above");
  }
  if (const std::string text = untold_money(input.result); !text.empty()) {
    page.paragraph(text, Tone::kDim);
  }
  if (const std::string text = remarks(counters); !text.empty()) {
    page.paragraph(text, Tone::kDim);
  }
}

void write_errors(const ReportInput& input, Page& page) {
  const std::vector<results::CellResult>& cells = input.result.cells;
  const metrics::Counters counters = results::totals(input.result).counters;
  if (counters.errors() == 0) return;
  page.title(fmt::format("Errors, {} of requests", metrics::format_share(counters.error_rate())));
  const bool with_model = models_differ(cells);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::vector<metrics::ErrorRecord>& errors = cells[i].errors;
    if (errors.empty()) continue;
    if (cells.size() > 1) page.paragraph(cell_name(cells[i].identity, with_model), Tone::kDim);
    for (std::size_t k = 0; k < std::min(errors.size(), kMostClasses); ++k) {
      write_error(errors[k], static_cast<std::uint32_t>(i), page);
    }
    if (errors.size() > kMostClasses) {
      page.paragraph(
          fmt::format("and {} rarer kinds, in the summary", errors.size() - kMostClasses),
          Tone::kDim);
    }
  }
}

}  // namespace orbench::reporters::text
