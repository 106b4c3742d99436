#include "harness/protocol/usage_json.h"

namespace orbench::protocol {
namespace {

using simdjson::SUCCESS;

/// Input: `prompt_tokens_details`, `input_tokens_details`. Output: `completion_tokens_details`,
/// `output_tokens_details`. Their fields tell them apart.
simdjson::error_code read_details(ondemand::value& value, Usage& usage) {
  return each_field(value, [&](std::string_view key, ondemand::value& count) {
    if (key == "cached_tokens") {
      usage.cached_tokens = count_of(count);
    } else if (key == "reasoning_tokens" || key == "thinking_tokens") {
      usage.reasoning_tokens = count_of(count);
    }
    return SUCCESS;
  });
}

void read_cost(ondemand::value& value, Usage& usage) {
  double dollars = 0.0;
  const bool known = value.get_double().get(dollars) == SUCCESS && dollars >= 0.0;
  if (known) usage.cost = core::Usd::from_dollars(dollars);
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

simdjson::error_code read_usage(ondemand::value& value, WireEvent& out) {
  Usage& usage = out.usage;
  std::optional<std::int64_t> total;
  const auto failure = each_field(value, [&](std::string_view key, ondemand::value& field) {
    out.has_usage = true;
    if (key.ends_with("_tokens_details")) return read_details(field, usage);
    if (key == "prompt_tokens" || key == "input_tokens") {
      usage.prompt_tokens = count_of(field);
    } else if (key == "completion_tokens" || key == "output_tokens") {
      usage.output_tokens = count_of(field);
    } else if (key == "cache_read_input_tokens") {
      usage.cached_tokens = count_of(field);
    } else if (key == "total_tokens") {
      total = count_of(field);
    } else if (key == "cost") {
      read_cost(field, usage);
    } else if (key == "seconds") {
      read_seconds(field, out);
    } else if (key == "service_tier") {
      read_tier(field, out);
    }
    return SUCCESS;
  });
  if (!usage.prompt_tokens && !usage.output_tokens) usage.prompt_tokens = total;
  return failure;
}

}  // namespace orbench::protocol
