#include "harness/metrics/expression.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "harness/core/suggestion.h"
#include "harness/metrics/quantity.h"

namespace orbench::metrics {
namespace {

using core::ErrorCode;
using core::Result;

constexpr std::size_t kMaxText = 200;
constexpr std::string_view kErrorsPrefix = "errors.";

struct FigureName {
  std::string_view name;
  Figure figure;
  Quantity quantity;
};
constexpr std::array<FigureName, 10> kFigures = {{
    {"errors.rate", Figure::kErrorsRate, Quantity::kShare},
    {"errors.count", Figure::kErrorsCount, Quantity::kCount},
    {"cost.total", Figure::kCostTotal, Quantity::kMoney},
    {"cost_per_hour", Figure::kCostPerHour, Quantity::kMoney},
    {"goodput", Figure::kGoodput, Quantity::kRequestRate},
    {"good_per_s", Figure::kGoodput, Quantity::kRequestRate},
    {"good_share", Figure::kGoodShare, Quantity::kShare},
    {"requests_per_s", Figure::kRequestsPerSecond, Quantity::kRequestRate},
    {"output_tokens_per_s", Figure::kOutputTokensPerSecond, Quantity::kTokenRate},
    {"requests.count", Figure::kRequestsCount, Quantity::kCount},
}};

struct StatName {
  std::string_view name;
  Stat stat;
  double quantile;
};
constexpr std::array<StatName, 11> kStats = {{
    {"p50", Stat::kQuantile, 50},
    {"p75", Stat::kQuantile, 75},
    {"p90", Stat::kQuantile, 90},
    {"p95", Stat::kQuantile, 95},
    {"p99", Stat::kQuantile, 99},
    {"p99.9", Stat::kQuantile, 99.9},
    {"mean", Stat::kMean, 0},
    {"min", Stat::kMin, 0},
    {"max", Stat::kMax, 0},
    {"count", Stat::kCount, 0},
    {"total", Stat::kTotal, 0},
}};

// Indexed by Comparison.
constexpr std::array<std::string_view, 6> kOperators = {"<", "<=", ">", ">=", "==", "!="};

bool is_operator_char(char c) { return c == '<' || c == '>' || c == '=' || c == '!'; }
bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

/// The pieces of a statement, and where each begins, for error messages.
struct Pieces {
  std::string_view text;
  std::string_view name;
  std::string_view op;
  std::string_view value;
};

std::string_view take_while(std::string_view& rest, bool (*wanted)(char)) {
  std::size_t size = 0;
  while (size < rest.size() && wanted(rest[size])) ++size;
  const std::string_view taken = rest.substr(0, size);
  rest.remove_prefix(size);
  return taken;
}

Pieces split(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  Pieces pieces{text, {}, {}, {}};
  std::string_view rest = text;
  take_while(rest, is_blank);
  pieces.name = take_while(rest, is_name_char);
  take_while(rest, is_blank);
  pieces.op = take_while(rest, is_operator_char);
  take_while(rest, is_blank);
  pieces.value = rest;
  return pieces;
}

/// `in "ttft.p59 < 1s" at character 6: …`; `at` is a part of the text.
tl::unexpected<core::Error> refuse(const Pieces& pieces, std::string_view at,
                                   std::string_view why) {
  const auto place = static_cast<std::size_t>(at.data() - pieces.text.data()) + 1;
  return core::fail(ErrorCode::kInvalidArgument,
                    fmt::format("in {} at character {}: {}", quoted(pieces.text), place, why));
}

std::string found(std::string_view at) { return at.empty() ? "nothing" : quoted(at); }

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  names.reserve(table.size());
  for (const auto& entry : table) names.emplace_back(entry.name);
  return names;
}

/// Fills figure or metric, stat and outcome; gives what the value then measures.
using Subject = Result<Quantity>;

Subject read_outcome_figure(const Pieces& pieces, Expression& into) {
  std::string_view rest = pieces.name.substr(kErrorsPrefix.size());
  const std::string_view outcome_name = rest.substr(0, rest.find('.'));
  rest.remove_prefix(outcome_name.size());
  const std::optional<core::Outcome> outcome = core::outcome_from_name(outcome_name);
  if (!outcome || *outcome == core::Outcome::kOk) {
    std::vector<std::string> known = {"rate", "count"};
    for (const std::string_view name : core::kOutcomeNames) {
      if (name != core::to_string(core::Outcome::kOk)) known.emplace_back(name);
    }
    return refuse(pieces, outcome_name,
                  fmt::format("found {}, expected rate, count or how requests failed, such as "
                              "errors.rate_limited.rate{}",
                              found(outcome_name), core::suggest(outcome_name, known)));
  }
  into.outcome = *outcome;
  if (rest == ".rate") {
    into.figure = Figure::kOutcomeRate;
    return Quantity::kShare;
  }
  if (rest == ".count") {
    into.figure = Figure::kOutcomeCount;
    return Quantity::kCount;
  }
  return refuse(pieces, rest, fmt::format("found {}, expected .rate or .count", found(rest)));
}

Subject read_metric(const Pieces& pieces, Expression& into) {
  const std::string_view metric_name = pieces.name.substr(0, pieces.name.find('.'));
  const std::optional<MetricId> metric = metric_from_name(metric_name);
  if (!metric) {
    std::vector<std::string> known = metric_names();
    for (const FigureName& figure : kFigures) known.emplace_back(figure.name);
    // A mistyped figure with a dot is nearest as a whole, a mistyped metric without its statistic.
    std::string hint = core::suggest(pieces.name, known);
    if (hint.empty()) hint = core::suggest(metric_name, known);
    return refuse(pieces, metric_name,
                  fmt::format("found {}, expected a metric or a figure of the run{}",
                              found(metric_name), hint));
  }
  const std::string_view stat_name =
      pieces.name.substr(std::min(metric_name.size() + 1, pieces.name.size()));
  const auto* const stat = std::find_if(kStats.begin(), kStats.end(),
                                        [&](const StatName& s) { return s.name == stat_name; });
  if (stat == kStats.end()) {
    return refuse(
        pieces, stat_name,
        fmt::format("found {}, expected a statistic of {}, such as {}.p95{}", found(stat_name),
                    metric_name, metric_name, core::suggest(stat_name, names_of(kStats))));
  }
  const Unit unit = metric_info(*metric).unit;
  if (stat->stat == Stat::kTotal && unit != Unit::kTokens) {
    return refuse(pieces, stat_name, fmt::format("{} has no total; use mean, or max", metric_name));
  }
  into.metric = metric;
  into.stat = stat->stat;
  if (stat->stat == Stat::kQuantile) into.quantile = core::Percentile(stat->quantile);
  return stat->stat == Stat::kCount ? Quantity::kCount : quantity_of(unit);
}

Subject read_subject(const Pieces& pieces, Expression& into) {
  const auto* const figure = std::find_if(
      kFigures.begin(), kFigures.end(), [&](const FigureName& f) { return f.name == pieces.name; });
  if (figure != kFigures.end()) {
    into.figure = figure->figure;
    return figure->quantity;
  }
  if (pieces.name.starts_with(kErrorsPrefix)) return read_outcome_figure(pieces, into);
  return read_metric(pieces, into);
}

/// What stands behind the subject.
struct Demand {
  Comparison op;
  double value;
};

Result<Demand> read_demand(const Pieces& pieces, Quantity quantity) {
  const auto* const op = std::find(kOperators.begin(), kOperators.end(), pieces.op);
  if (op == kOperators.end()) {
    const std::string_view at = pieces.op.empty() ? pieces.value : pieces.op;
    return refuse(pieces, pieces.op,
                  fmt::format("found {}, expected one of < <= > >= == !=", found(at)));
  }
  const Result<double> value = parse_quantity(pieces.value, quantity);
  if (!value) return refuse(pieces, pieces.value, value.error().message);
  return Demand{static_cast<Comparison>(op - kOperators.begin()), *value};
}

}  // namespace

std::string_view to_string(Comparison op) { return kOperators[static_cast<std::size_t>(op)]; }

bool compare(double left, Comparison op, double right) {
  switch (op) {
    case Comparison::kLess:
      return left < right;
    case Comparison::kLessEqual:
      return left <= right;
    case Comparison::kGreater:
      return left > right;
    case Comparison::kGreaterEqual:
      return left >= right;
    case Comparison::kEqual:
      return left == right;
    case Comparison::kNotEqual:
      return left != right;
  }
  return false;
}

Result<Expression> parse_expression(std::string_view text) {
  if (text.size() > kMaxText) {
    return core::fail(ErrorCode::kTooLarge,
                      fmt::format("an expression of {} bytes, expected at most {}: {}", text.size(),
                                  kMaxText, quoted(text)));
  }
  const Pieces pieces = split(text);
  Expression expression;
  expression.text = text;
  const Subject subject = read_subject(pieces, expression);
  if (!subject) return tl::unexpected(subject.error());
  const Result<Demand> demand = read_demand(pieces, *subject);
  if (!demand) return tl::unexpected(demand.error());
  expression.op = demand->op;
  expression.value = demand->value;
  return expression;
}

Result<ShareDemand> parse_share_demand(std::string_view text) {
  const Pieces pieces = split(text.substr(0, kMaxText));
  if (!pieces.name.empty()) {
    return refuse(pieces, pieces.name,
                  fmt::format("found {}, expected a demand such as \"> 99%\"", found(pieces.name)));
  }
  const Result<Demand> demand = read_demand(pieces, Quantity::kShare);
  if (!demand) return tl::unexpected(demand.error());
  return ShareDemand{demand->op, demand->value};
}

}  // namespace orbench::metrics
