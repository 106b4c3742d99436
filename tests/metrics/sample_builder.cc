#include "tests/metrics/sample_builder.h"

namespace orbench::metrics {
namespace {

void move(core::Stamp& stamp, core::Duration by) {
  if (stamp.is_set()) stamp = core::Stamp(stamp.since_epoch() + by);
}

void move(Instants& at, core::Duration by) {
  for (core::Stamp* stamp : {&at.intended, &at.admitted, &at.dispatched, &at.sent, &at.headers,
                             &at.first_comment, &at.first_event, &at.first_reasoning,
                             &at.first_answer, &at.last_token, &at.usage, &at.done, &at.closed}) {
    move(*stamp, by);
  }
}

Sample begun() {
  Sample s;
  s.outcome = core::Outcome::kOk;
  s.good = true;
  s.status = 200;
  s.provider = "Groq";
  s.at.intended = at_ms(0);
  s.at.admitted = at_ms(2);
  s.at.dispatched = at_ms(3);
  s.at.sent = at_ms(5);
  return s;
}

}  // namespace

core::Stamp at_ms(double ms) { return core::Stamp(core::from_ms(ms)); }

Sample ok_stream() {
  Sample s = begun();
  s.stream = true;
  s.at.headers = at_ms(20);
  s.at.first_comment = at_ms(25);
  s.at.first_event = at_ms(100);
  s.at.first_answer = at_ms(105);
  s.at.last_token = at_ms(505);
  s.at.usage = at_ms(508);
  s.at.done = at_ms(510);
  s.at.closed = at_ms(515);
  s.usage.prompt_tokens = 40;
  s.usage.output_tokens = 101;
  s.usage.cost = core::Usd::from_dollars(0.0025);
  s.events = 84;
  s.token_events = 82;
  s.token_reads = 41;
  s.token_bytes = 404;
  s.first_read_bytes = 4;
  s.answer_bytes = 404;
  s.answer_first_read_bytes = 4;
  return s;
}

Sample ok_plain() {
  Sample s = begun();
  s.at.headers = at_ms(200);
  s.at.done = at_ms(305);
  s.at.closed = at_ms(305);
  s.usage.prompt_tokens = 40;
  s.usage.output_tokens = 50;
  s.usage.cost = core::Usd::from_dollars(0.001);
  return s;
}

namespace {

Sample of(core::Product product, Sample s) {
  s.product = product;
  s.items = 2;
  s.audio = std::chrono::seconds(4);
  s.usage.output_tokens.reset();
  s.token_events = s.token_reads = 0;
  s.token_bytes = s.first_read_bytes = s.answer_bytes = s.answer_first_read_bytes = 0;
  return s;
}

}  // namespace

Sample ok_stream_of(core::Product product) { return of(product, ok_stream()); }

Sample ok_plain_of(core::Product product) {
  Sample s = of(product, ok_plain());
  s.at.first_answer = at_ms(55);
  s.at.last_token = at_ms(300);
  return s;
}

Sample failed(core::Outcome outcome, double closed_ms) {
  Sample s = begun();
  s.outcome = outcome;
  s.good = false;
  s.status = 0;
  s.provider.clear();
  s.at.closed = at_ms(closed_ms);
  return s;
}

Sample random_sample(core::Rng& rng, std::uint64_t seq) {
  const auto outcome = static_cast<core::Outcome>(rng.below(core::kOutcomeNames.size()));
  Sample s = rng.below(2) == 0 ? ok_stream() : ok_plain();
  if (outcome != core::Outcome::kOk && rng.below(3) != 0) {
    s = failed(outcome, 10.0 + 500.0 * rng.uniform());
    s.error = "upstream said " + std::to_string(rng.below(3)) + (rng.below(2) == 0 ? " no" : " go");
    s.status = 500;  // few enough classes of failure to stay under the cap
  }
  s.outcome = outcome;
  s.good = outcome == core::Outcome::kOk && rng.below(2) == 0;
  s.objectives_undefined = outcome == core::Outcome::kOk && !s.good && rng.below(2) == 0;
  s.cached = rng.below(10) == 0;
  if (rng.below(5) == 0) s.usage = {};
  if (outcome == core::Outcome::kNotSent) s.at = {};
  s.seq = seq;
  s.cell = static_cast<std::uint32_t>(rng.below(2));
  s.block = static_cast<std::int32_t>(rng.below(4));
  s.phase = rng.below(8) == 0 ? Phase::kWarmup : Phase::kMeasured;
  if (s.phase == Phase::kWarmup) s.block = -1;
  constexpr std::string_view kProviders[] = {"", "Groq", "DeepInfra"};
  s.provider = kProviders[rng.below(3)];
  move(s.at, core::from_ms(20'000.0 * rng.uniform()));
  return s;
}

}  // namespace orbench::metrics
