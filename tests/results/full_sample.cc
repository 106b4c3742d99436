#include "tests/results/full_sample.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/rng.h"
#include "results/sample_fields.h"

namespace orbench::results {
namespace {

std::string any_text(core::Rng& rng) {
  constexpr std::size_t kMost = 30;
  std::string out;
  for (std::uint64_t i = rng.below(kMost); i > 0; --i) {
    // Whole characters, so that the text can come back as it went; escapes and controls included.
    constexpr std::array<std::string_view, 8> kPieces = {"a",    "\"", "\\", "\n",
                                                         "\x01", "é",  "漢", "\U0001F600"};
    out += kPieces[rng.below(kPieces.size())];
  }
  return out;
}

}  // namespace

CellIdentity full_identity() {
  CellIdentity out;
  out.workload = "chat \"short\"";
  out.endpoint = "chat";
  out.model = "aurora/swift-8b";
  out.labels = {{"stream", "true"}, {"request.provider.only", "[\"Bluefin\"]"}};
  out.open_loop = true;
  out.load = "poisson, 20 rps";
  out.routing.emplace();
  out.routing->asked.get()["provider"]["sort"] = "price";
  out.routing->control = 1;
  out.routing->deals = 2;
  return out;
}

metrics::Sample full_sample() {
  metrics::Sample out;
  out.seq = 123;
  out.cell = 1;
  out.block = 7;
  out.attempt = 2;
  out.product = core::Product::kSound;
  out.outcome = core::Outcome::kRateLimited;
  out.limit_owner = core::LimitOwner::kUpstream;
  out.status = 429;
  for (const auto& field : kFlagFields) out.*field.member = true;
  for (const auto& field : kRareFlagFields) out.*field.member = true;
  std::int64_t ns = 1'000'000'001;
  for (const auto& field : kInstantFields) {
    out.at.*field.member = core::Stamp(core::Duration{ns += 1'234'567});
  }
  for (const auto& field : kSpanFields) out.*field.member = core::Duration{ns += 17};
  std::int64_t count = 10;
  for (const auto& field : kTokenFields) out.usage.*field.member = ++count;
  out.usage.cost = core::Usd::from_pico(12'345);
  out.reasoning = metrics::ReasoningClass::kOpaque;
  for (const auto& field : kEventFields) out.*field.member = static_cast<std::uint32_t>(++count);
  for (const auto& field : kByteFields) out.*field.member = static_cast<std::uint64_t>(++count);
  for (const auto& field : kTextFields) out.*field.member = fmt::format("\"{}\"\n", field.key);
  out.routing = core::Routing{true,
                              true,
                              2,
                              1,
                              "fallback",
                              "Near",
                              "a/m",
                              {{"Far", "a/m", 503}, {"Near", "a/m", 200}},
                              {"a/m", "a/n"},
                              "Filter by Quantization"};
  out.content = {{0, true, ""}, {3, false, "/a is \"b\""}};
  return out;
}

SampleLogHeader full_header() {
  SampleLogHeader out;
  out.epoch = 1769860800.123456;
  out.seed = 9'007'199'254'740'993;  // 2^53 + 1: no double holds it
  out.cells = {full_identity(), CellIdentity{}};
  out.cells[1].workload = "plain";
  out.schedules = {{{{std::chrono::seconds{3}, std::chrono::milliseconds{63'500}}, 20}, 12.5},
                   {{{}, 1}, {}}};
  out.tool_version = "1.2.3";
  out.environment = {{"cpu", "a fast one"}};
  return out;
}

metrics::Sample any_sample(std::uint64_t seed) {
  core::Rng rng(seed, "any_sample");
  const auto often = [&] { return rng.uniform() < 0.7; };
  metrics::Sample out;
  out.seq = rng.next() >> 1U;
  out.cell = static_cast<std::uint32_t>(rng.below(2));
  out.block = static_cast<std::int32_t>(rng.below(21)) - 1;
  out.phase = often() ? metrics::Phase::kMeasured : metrics::Phase::kWarmup;
  out.outcome = static_cast<core::Outcome>(rng.below(core::kOutcomeNames.size()));
  out.limit_owner = static_cast<core::LimitOwner>(rng.below(core::kLimitOwnerNames.size()));
  out.status = static_cast<int>(rng.below(600));
  out.reasoning = static_cast<metrics::ReasoningClass>(rng.below(4));
  out.product = static_cast<core::Product>(rng.below(core::kProductNames.size()));
  for (const auto& field : kFlagFields) out.*field.member = often();
  for (const auto& field : kRareFlagFields) out.*field.member = often();
  for (const auto& field : kInstantFields) {
    // Some before the epoch, as clock correction may leave them; years of nanoseconds after it.
    const auto ns = static_cast<std::int64_t>(rng.next() >> (8 + rng.below(50))) - 2'000'000;
    if (often()) out.at.*field.member = core::Stamp(core::Duration{ns});
  }
  for (const auto& field : kSpanFields) {
    if (often())
      out.*field.member = core::Duration{static_cast<std::int64_t>(rng.below(1U << 30U))};
  }
  for (const auto& field : kTokenFields) {
    if (often()) out.usage.*field.member = static_cast<std::int64_t>(rng.next());
  }
  if (often()) out.usage.cost = core::Usd::from_pico(static_cast<std::int64_t>(rng.next()));
  for (const auto& field : kEventFields) {
    out.*field.member = static_cast<std::uint32_t>(rng.below(1U << 31U));
  }
  for (const auto& field : kByteFields) out.*field.member = rng.next() >> 1U;
  for (const auto& field : kTextFields) out.*field.member = any_text(rng);
  return out;
}

}  // namespace orbench::results
