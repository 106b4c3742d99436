#include "harness/metrics/recorder.h"

#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/metrics/sample_builder.h"

namespace orbench::metrics {
namespace {

using core::Outcome;

Recorder one_cell(Window window = {core::Duration{0}, {}}, int blocks = 1) {
  return Recorder({{window, blocks}});
}

std::int64_t recorded(const MetricSet& set, MetricId id) {
  const Histogram* found = set.find(id);
  return found == nullptr ? 0 : found->count();
}

TEST(Recorder, CountsGapsThatTheClientSpoiledAsUndefined) {
  Recorder r = one_cell();
  const std::vector<std::uint32_t> gaps{8'000};
  r.add(ok_stream(), {gaps, 3});
  const MetricSet& ok = r.cells()[0].blocks[0].ok;
  EXPECT_EQ(recorded(ok, MetricId::icl), 1);
  EXPECT_EQ(ok.undefined(MetricId::icl), 3);
}

TEST(Recorder, KeepsLatenciesOfOkRequestsApartFromFailures) {
  Recorder r = one_cell();
  const std::vector<std::uint32_t> gaps{8'000, 9'000};
  r.add(ok_stream(), {gaps});
  Sample broken = ok_stream();
  broken.outcome = Outcome::kTransportError;
  r.add(broken, {gaps});
  const CellRecord& cell = r.cells()[0];
  EXPECT_EQ(recorded(cell.blocks[0].ok, MetricId::ttft), 1);
  EXPECT_EQ(recorded(cell.blocks[0].ok, MetricId::icl), 2);
  EXPECT_EQ(recorded(cell.failed, MetricId::ttft), 1);
  EXPECT_EQ(recorded(cell.failed, MetricId::icl), 0);
  EXPECT_EQ(cell.counters().sent(), 2);
}

TEST(Recorder, CountsUndefinedValuesBesideTheDistribution) {
  Recorder r = one_cell({core::Duration{0}, {}}, 2);
  for (std::int32_t block = 0; block < 2; ++block) {
    Sample s = ok_stream();
    s.block = block;
    s.usage = {};
    r.add(s);
  }
  r.add(ok_stream());
  const CellRecord& cell = r.cells()[0];
  EXPECT_EQ(cell.undefined(MetricId::itl), 2);
  EXPECT_EQ(cell.merged(MetricId::itl).count(), 1);
  EXPECT_EQ(cell.merged(MetricId::dns), Histogram(unit_info(Unit::kMilliseconds).range));
}

TEST(Recorder, CacheHitsAreCountedButAreNoSamplesOfTheModel) {
  Recorder r = one_cell();
  Sample hit = ok_stream();
  hit.cached = true;
  r.add(hit);
  const CellRecord& cell = r.cells()[0];
  EXPECT_EQ(cell.counters().ok(), 1);
  EXPECT_EQ(cell.counters().cached, 1);
  EXPECT_EQ(recorded(cell.blocks[0].ok, MetricId::ttft), 0);
}

TEST(Recorder, WarmupEntersItsOwnCountersOnly) {
  Recorder r = one_cell();
  Sample s = ok_stream();
  s.phase = Phase::kWarmup;
  s.block = -1;
  r.add(s);
  const CellRecord& cell = r.cells()[0];
  EXPECT_EQ(cell.warmup.ok(), 1);
  EXPECT_EQ(cell.counters().offered(), 0);
  EXPECT_TRUE(cell.providers.empty());
  EXPECT_EQ(cell.last_closed, core::Duration{0});
}

TEST(Recorder, ProvidersAddUpToTheCell) {
  Recorder r = one_cell();
  r.add(ok_stream());
  r.add(failed(Outcome::kConnectError));
  r.add(failed(Outcome::kNotSent));
  const CellRecord& cell = r.cells()[0];
  EXPECT_EQ(cell.providers.at("Groq").counters.offered(), 1);
  EXPECT_EQ(recorded(cell.providers.at("Groq").ok, MetricId::ttft), 1);
  EXPECT_EQ(cell.providers.at("").counters.offered(), 2);
}

TEST(Recorder, IgnoresCellsAndBlocksThatAreNotThere) {
  Recorder r = one_cell({core::Duration{0}, {}}, 2);
  Sample stray = ok_stream();
  stray.cell = 7;
  r.add(stray);
  Sample late = ok_stream();
  late.block = 99;
  r.add(late);
  EXPECT_EQ(r.cells()[0].counters().offered(), 1);
  EXPECT_EQ(r.cells()[0].blocks[1].counters.ok(), 1);
}

Sample failure(std::uint64_t seq, int status, std::string message) {
  Sample s = failed(Outcome::kHttpError);
  s.seq = seq;
  s.status = status;
  s.error = std::move(message);
  return s;
}

TEST(Recorder, FailuresOfOneKindAreOneClassWithTheirFirstSamples) {
  Recorder r = one_cell();
  for (const std::uint64_t seq : {9U, 8U, 7U, 6U, 5U, 4U, 3U}) {
    r.add(failure(seq, 502, "upstream timed out after " + std::to_string(seq * 10) + " ms"));
  }
  r.add(failure(1, 500, "upstream timed out after 10 ms"));
  r.add(failed(Outcome::kCancelled));
  r.add(failed(Outcome::kNotSent));
  const auto& errors = r.cells()[0].errors;
  ASSERT_EQ(errors.size(), 2U) << "numbers in a message make no class, the status does";
  const ErrorRecord& record = errors.rbegin()->second;
  EXPECT_EQ(record.outcome, Outcome::kHttpError);
  EXPECT_EQ(record.status, 502);
  EXPECT_EQ(record.count, 7);
  EXPECT_EQ(record.sample_seqs, (std::vector<std::uint64_t>{3, 4, 5, 6, 7}));
  EXPECT_EQ(record.message, "upstream timed out after 30 ms");
}

TEST(Recorder, HostileNamesDoNotFillTheMemory) {
  Recorder r = one_cell();
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const std::string name(i, 'x');
    Sample s = failure(i, 500, name.substr(0, 70) + std::string(i / 70, 'y'));
    s.provider = name;
    r.add(s);
  }
  const CellRecord& cell = r.cells()[0];
  EXPECT_EQ(cell.providers.size(), CellRecord::kMaxProviders + 1);
  EXPECT_EQ(cell.errors.size(), CellRecord::kMaxErrorClasses + 1);
  std::int64_t by_class = 0;
  for (const auto& [key, record] : cell.errors) by_class += record.count;
  EXPECT_EQ(by_class, cell.counters().errors());
  std::int64_t by_provider = 0;
  for (const auto& [name, record] : cell.providers) by_provider += record.counters.offered();
  EXPECT_EQ(by_provider, cell.counters().offered());
  EXPECT_GT(cell.errors.at(std::string(CellRecord::kOther)).count, 0);
}

struct WindowRow {
  const char* why;
  double start_ms;
  std::optional<double> end_ms;
  std::int64_t ended;
  double tokens;
  double busy_ms;
};

TEST(Recorder, CountsWhatWasDoneInsideTheWindow) {
  // The request: open from 3 to 515 ms, 101 tokens evenly from 105 to 505 ms.
  const WindowRow rows[] = {
      {"the window holds it all", 0, 1000, 1, 101, 512},
      {"no end: until the last request", 0, {}, 1, 101, 512},
      {"half of the tokens, and it ends later", 0, 305, 0, 50.5, 302},
      {"the other half", 305, 1000, 1, 50.5, 210},
      {"the middle tenth", 205, 245, 0, 10.1, 40},
      {"all over before it began", 600, 1000, 0, 0, 0},
      {"not yet begun when it ended", 0, 2, 0, 0, 0},
      {"the end itself is outside", 0, 515, 0, 101, 512},
  };
  for (const WindowRow& row : rows) {
    for (const Phase phase : {Phase::kMeasured, Phase::kWarmup}) {
      Window window{core::from_ms(row.start_ms), {}};
      if (row.end_ms) window.end = core::from_ms(*row.end_ms);
      Recorder r = one_cell(window);
      Sample s = ok_stream();
      s.phase = phase;
      r.add(s);
      const CellRecord& cell = r.cells()[0];
      EXPECT_EQ(cell.ended_in_window, row.ended) << row.why;
      EXPECT_EQ(cell.good_in_window, row.ended) << row.why;
      EXPECT_NEAR(cell.output_tokens_in_window, row.tokens, 1e-9) << row.why;
      EXPECT_EQ(cell.busy_in_window, core::from_ms(row.busy_ms)) << row.why;
    }
  }
}

TEST(Recorder, SpreadsAPlainReplyOverItsExchange) {
  Recorder r = one_cell({core::from_ms(155), core::from_ms(1000)});
  r.add(ok_plain());  // sent 5, closed 305 ms, 50 tokens
  EXPECT_NEAR(r.cells()[0].output_tokens_in_window, 25, 1e-9);
}

TEST(Recorder, TokensOfOneReadAreInsideOrNot) {
  Recorder r = one_cell({core::from_ms(100), core::from_ms(200)});
  Sample s = ok_stream();
  s.at.last_token = s.at.first_answer;  // both at 105 ms
  r.add(s);
  s.at.first_answer = s.at.last_token = at_ms(200);
  r.add(s);
  EXPECT_NEAR(r.cells()[0].output_tokens_in_window, 101, 1e-9);
}

TEST(Recorder, NotSentTakesNoPartInTheWindow) {
  Recorder r = one_cell();
  r.add(failed(Outcome::kNotSent));
  EXPECT_EQ(r.cells()[0].ended_in_window, 0);
  EXPECT_EQ(r.cells()[0].busy_in_window, core::Duration{0});
}

TEST(Recorder, WindowWithoutEndClosesWithTheLastMeasuredRequest) {
  Recorder r = one_cell();
  r.add(ok_stream());
  r.add(ok_plain());
  Sample hung = ok_stream();
  hung.phase = Phase::kWarmup;
  hung.at.closed = at_ms(60'000);
  r.add(hung);
  EXPECT_EQ(r.cells()[0].last_closed, core::from_ms(515));
}

}  // namespace
}  // namespace orbench::metrics
