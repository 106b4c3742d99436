#include "harness/protocol/usage_json.h"

namespace orbench::protocol {
namespace {

using simdjson::SUCCESS;

void read_count(WireShape::Count which, ondemand::value& value, Walk& walk) {
  const std::string_view digits = digits_of(value);
  walk.out.usage.*WireShape::member_of(which) = count_of(value);
  if (!digits.empty()) walk.shape.add_count(which, digits);
}

/// Input: `prompt_tokens_details`, `input_tokens_details`. Output: `completion_tokens_details`,
/// `output_tokens_details`. Their fields tell them apart.
simdjson::error_code read_details(ondemand::value& value, Walk& walk) {
  return each_field(value, [&](std::string_view key, ondemand::value& count) {
    if (key == "cached_tokens") {
      read_count(WireShape::Count::kCached, count, walk);
    } else if (key == "reasoning_tokens" || key == "thinking_tokens") {
      read_count(WireShape::Count::kReasoning, count, walk);
    } else {
      walk.shape.add_number(digits_of(count));
    }
    return SUCCESS;
  });
}

simdjson::error_code read_cost(ondemand::value& value, Walk& walk) {
  const std::string_view raw = number_text_of(value);
  double dollars = 0.0;
  const bool known = value.get_double().get(dollars) == SUCCESS && dollars >= 0.0;
  if (!known) return SUCCESS;
  walk.out.usage.cost = core::Usd::from_dollars(dollars);
  walk.shape.add_cost(raw);
  return SUCCESS;
}

/// What the cost is made of varies with it and says nothing here.
simdjson::error_code step_over_numbers(ondemand::value& value, Walk& walk) {
  return each_field(value, [&](std::string_view /*key*/, ondemand::value& field) {
    walk.shape.add_number(number_text_of(field));
    return SUCCESS;
  });
}

void read_seconds(ondemand::value& value, WireEvent& out) {
  constexpr double kLongest = 1e6;
  double seconds = 0.0;
  const bool known = value.get_double().get(seconds) == SUCCESS;
  if (known && seconds >= 0.0 && seconds < kLongest) out.audio = core::from_seconds(seconds);
}

void read_tier(ondemand::value& value, WireEvent& out) {
  if (!out.tier.empty()) return;
  const std::string_view tier = text_of(value);
  out.tier = tier == "standard" ? "default" : tier;
}

}  // namespace

simdjson::error_code read_usage(ondemand::value& value, Walk& walk) {
  using Count = WireShape::Count;
  WireEvent& out = walk.out;
  core::Usage& usage = out.usage;
  std::optional<std::int64_t> total;
  const auto failure = each_field(value, [&](std::string_view key, ondemand::value& field) {
    out.has_usage = true;
    if (key.ends_with("_tokens_details")) return read_details(field, walk);
    if (key == "cost") return read_cost(field, walk);
    if (key == "cost_details") return step_over_numbers(field, walk);
    if (key == "prompt_tokens" || key == "input_tokens") {
      read_count(Count::kPrompt, field, walk);
    } else if (key == "completion_tokens" || key == "output_tokens") {
      read_count(Count::kOutput, field, walk);
    } else if (key == "cache_read_input_tokens") {
      read_count(Count::kCached, field, walk);
    } else if (key == "total_tokens") {
      walk.shape.add_number(digits_of(field));
      total = count_of(field);
    } else if (key == "seconds") {
      read_seconds(field, out);
    } else if (key == "service_tier") {
      read_tier(field, out);
    }
    return SUCCESS;
  });
  if (!usage.prompt_tokens && !usage.output_tokens) {
    usage.prompt_tokens = total;
    walk.repeatable = false;
  }
  return failure;
}

}  // namespace orbench::protocol
