#include "harness/run/cost_bound.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orbench::run {
namespace {

using core::ErrorCode;
using core::Json;
using core::Usd;

// Tokens that a provider's template adds to what was sent.
constexpr std::int64_t kPerRequest = 64;
constexpr std::int64_t kPerMessage = 16;
constexpr std::int64_t kForTools = 1024;
constexpr std::int64_t kFewestOutputTokens = 16;  // some providers take no smaller cap
constexpr std::size_t kBytesPerToken = 4;         // of text as it is, for the likely cost

constexpr std::array kInputPrices = {"prompt", "input_cache_write", "input_cache_write_1h"};
constexpr std::array kOutputPrices = {"completion", "internal_reasoning"};

Usd times(Usd price, std::int64_t units) {
  std::int64_t pico = 0;
  if (__builtin_mul_overflow(price.pico(), units, &pico)) {
    pico = std::numeric_limits<std::int64_t>::max();
  }
  return Usd::from_pico(pico);
}

/// Prices are strings of decimals; some replies hold numbers.
std::optional<double> price_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  double price = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), price);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return price;
}

/// Gathers the dearest of each price over the base list and its overrides.
class RowReader {
 public:
  core::Result<PriceRow> read(const Json& endpoint) {
    const auto tag = endpoint.find("tag");
    if (tag != endpoint.end() && tag->is_string()) row_.tag = tag->get<std::string>();
    const auto pricing = endpoint.find("pricing");
    if (pricing == endpoint.end() || !pricing->is_object()) return unknown("has no price list");
    for (const char* const needed : {"prompt", "completion"}) {
      if (!pricing->contains(needed)) return unknown(fmt::format("has no price of \"{}\"", needed));
    }
    take_list(*pricing);
    take_plain(*pricing, true);
    const auto overrides = pricing->find("overrides");
    if (overrides != pricing->end() && overrides->is_array()) {
      for (const Json& other : *overrides) {
        if (!other.is_object()) continue;
        take_list(other);
        take_plain(other, false);
      }
    }
    if (!sound_) return unknown("has a price that is no number, or depends on where it leads");
    row_.context_length = count(endpoint, "context_length").value_or(0);
    if (row_.context_length <= 0) return unknown("does not say its context length");
    row_.max_completion_tokens = count(endpoint, "max_completion_tokens");
    const auto parameters = endpoint.find("supported_parameters");
    row_.obeys_max_tokens =
        parameters != endpoint.end() && parameters->is_array() &&
        std::any_of(parameters->begin(), parameters->end(), [](const Json& name) {
          return name == "max_tokens" || name == "max_completion_tokens";
        });
    return std::move(row_);
  }

 private:
  [[nodiscard]] tl::unexpected<core::Error> unknown(std::string_view why) const {
    return core::fail(ErrorCode::kUnsupported, fmt::format("endpoint \"{}\" {}", row_.tag, why));
  }

  static std::optional<std::int64_t> count(const Json& endpoint, const char* key) {
    const auto found = endpoint.find(key);
    if (found == endpoint.end() || !found->is_number_integer()) return std::nullopt;
    return found->get<std::int64_t>();
  }

  void take_list(const Json& prices) {
    for (const char* const key : kInputPrices) take(prices, key, row_.input);
    for (const char* const key : kOutputPrices) take(prices, key, row_.output);
    take(prices, "request", row_.request);
  }

  void take_plain(const Json& prices, bool first) {
    for (const auto& [key, span] :
         {std::pair{"prompt", &row_.prompt}, std::pair{"completion", &row_.completion}}) {
      Usd price;
      take(prices, key, price);
      const auto found = prices.find(key);
      if (found == prices.end() || found->is_null()) continue;
      span->least = first ? price : std::min(span->least, price);
      span->most = std::max(span->most, price);
    }
  }

  void take(const Json& prices, const char* key, Usd& dearest) {
    const auto found = prices.find(key);
    if (found == prices.end() || found->is_null()) return;
    const auto price = price_of(*found);
    sound_ = sound_ && price && *price >= 0 && *price < 1e6;
    if (sound_) dearest = std::max(dearest, Usd::from_dollars_rounded_up(*price));
  }

  PriceRow row_;
  bool sound_ = true;
};

bool names(const std::vector<std::string>& slugs, const std::string& tag) {
  const std::string provider = tag.substr(0, tag.find('/'));
  return std::any_of(slugs.begin(), slugs.end(),
                     [&](const std::string& slug) { return slug == tag || slug == provider; });
}

/// The most output tokens that the row can bill.
std::int64_t most_output(const PriceRow& row, const RequestShape& shape) {
  if (!shape.has_output) return 0;
  if (row.obeys_max_tokens && shape.max_output_tokens && !shape.open_reasoning) {
    return std::max(*shape.max_output_tokens, kFewestOutputTokens);
  }
  return row.max_completion_tokens.value_or(row.context_length);
}

}  // namespace

bool is_reachable(const PriceRow& row, const RequestShape& shape) {
  if (!shape.only.empty() && !names(shape.only, row.tag)) return false;
  // A plain slug also names rows that ignoring it may leave; only the exact row is surely out.
  const auto& ignored = shape.ignore;
  if (std::find(ignored.begin(), ignored.end(), row.tag) != ignored.end()) return false;
  constexpr double kPerMillion = 1e-6;
  const auto over = [&](const std::optional<double>& cap, Usd price) {
    return cap && price > Usd::from_dollars_rounded_up(*cap * kPerMillion);
  };
  return !over(shape.max_prompt_usd, row.prompt.least) &&
         !over(shape.max_completion_usd, row.completion.least);
}

core::Result<std::vector<PriceRow>> read_price_rows(std::string_view body) {
  const Json reply = Json::parse(body, nullptr, false);
  const Json nothing = Json::object();
  const Json& data = reply.is_object() && reply.contains("data") ? reply.at("data") : nothing;
  const auto endpoints = data.is_object() ? data.find("endpoints") : nothing.end();
  if (!data.is_object() || endpoints == data.end() || !endpoints->is_array()) {
    return core::fail(ErrorCode::kParse, "the reply is no list of endpoints");
  }
  std::vector<PriceRow> rows;
  for (const Json& endpoint : *endpoints) {
    auto row = RowReader().read(endpoint.is_object() ? endpoint : nothing);
    if (!row) return tl::unexpected(row.error());
    rows.push_back(std::move(*row));
  }
  return rows;
}

core::Result<CostBound> CostBound::of(const std::vector<PriceRow>& rows,
                                      const RequestShape& shape) {
  CostBound bound;
  for (const PriceRow& row : rows) {
    if (!is_reachable(row, shape)) continue;
    Term term;
    // The inputs of a batch are read one by one, so its bound is that of as many contexts.
    term.context =
        row.context_length * (shape.has_output ? 1 : std::max<std::int64_t>(shape.messages, 1));
    term.overhead_tokens =
        kPerRequest + kPerMessage * shape.messages + (shape.has_tools ? kForTools : 0);
    term.input = row.input;
    term.fixed = row.request + times(row.output, most_output(row, shape));
    const std::int64_t likely =
        std::min(most_output(row, shape), shape.max_output_tokens.value_or(0));
    term.likely = row.request + times(row.output, likely);
    bound.terms_.push_back(term);
  }
  if (!bound.terms_.empty()) return bound;
  return core::fail(ErrorCode::kNotFound,
                    rows.empty() ? "nobody serves it" : "the provider preferences leave nobody");
}

core::Usd CostBound::worst(std::size_t body_bytes) const {
  Usd most;
  for (const Term& term : terms_) {
    const std::int64_t tokens =
        std::min(term.context, static_cast<std::int64_t>(body_bytes) + term.overhead_tokens);
    most = std::max(most, times(term.input, tokens) + term.fixed);
  }
  return most;
}

core::Usd CostBound::likely(std::size_t body_bytes) const {
  if (terms_.empty()) return {};
  const auto tokens = static_cast<std::int64_t>(body_bytes / kBytesPerToken);
  std::vector<Usd> costs;
  for (const Term& term : terms_) costs.push_back(times(term.input, tokens) + term.likely);
  const auto middle = costs.begin() + static_cast<std::ptrdiff_t>(costs.size() / 2);
  std::nth_element(costs.begin(), middle, costs.end());
  return *middle;
}

}  // namespace orbench::run
