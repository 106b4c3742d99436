#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/load/arrival.h"
#include "tests/load/load_text.h"

namespace orbench::load {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::unique_ptr<ArrivalProcess> closed(const std::string& keys, const ArrivalContext& context) {
  return plan_of("{\"arrivals\": \"closed\"" + keys + "}")->make(context);
}

Arrival expect_arrival(ArrivalProcess& process) {
  const Step step = process.next();
  if (const auto* arrival = std::get_if<Arrival>(&step)) return *arrival;
  ADD_FAILURE() << "expected an arrival";
  return {};
}

bool waits(ArrivalProcess& process) { return std::holds_alternative<Waiting>(process.next()); }
bool ended(ArrivalProcess& process) { return std::holds_alternative<Ended>(process.next()); }

TEST(ClosedLoop, SendsAsManyAsItHasSlotsAndThenWaits) {
  const auto loop = closed(", \"concurrency\": 3", alone({seconds{0}, {}, 100}));
  EXPECT_FALSE(loop->open_loop());
  for (std::uint64_t seq = 0; seq < 3; ++seq) {
    EXPECT_EQ(expect_arrival(*loop), (Arrival{false, seq, seconds{0}}));
  }
  EXPECT_TRUE(waits(*loop));
  EXPECT_TRUE(waits(*loop));
}

TEST(ClosedLoop, SendsAgainWhenASlotIsFreeAndHasThought) {
  const auto loop =
      closed(", \"concurrency\": 2, \"think_time_ms\": 50", alone({seconds{0}, {}, 100}));
  expect_arrival(*loop);
  expect_arrival(*loop);
  loop->on_finished(milliseconds{120});
  EXPECT_EQ(expect_arrival(*loop), (Arrival{false, 2, milliseconds{170}}));
  EXPECT_TRUE(waits(*loop));
}

TEST(ClosedLoop, GivesTheEarliestFreeSlotFirst) {
  const auto loop = closed(", \"concurrency\": 2", alone({seconds{0}, {}, 100}));
  expect_arrival(*loop);
  expect_arrival(*loop);
  loop->on_finished(milliseconds{30});
  loop->on_finished(milliseconds{20});
  EXPECT_EQ(expect_arrival(*loop).intended, milliseconds{20});
  EXPECT_EQ(expect_arrival(*loop).intended, milliseconds{30});
}

TEST(ClosedLoop, EndsWithTheLastRequest) {
  const auto loop = closed(", \"concurrency\": 2", alone({seconds{0}, {}, 3}));
  expect_arrival(*loop);
  expect_arrival(*loop);
  EXPECT_TRUE(waits(*loop));
  loop->on_finished(seconds{1});
  EXPECT_EQ(expect_arrival(*loop).seq, 2U);
  EXPECT_TRUE(ended(*loop)) << "nothing further, though two are still open";
  loop->on_finished(seconds{2});
  EXPECT_TRUE(ended(*loop));
}

TEST(ClosedLoop, EndsWithTheWindow) {
  const auto loop = closed("", alone({seconds{2}, seconds{10}, {}}));
  EXPECT_EQ(expect_arrival(*loop), (Arrival{true, 0, seconds{0}}));
  loop->on_finished(milliseconds{1999});
  EXPECT_EQ(expect_arrival(*loop), (Arrival{true, 1, milliseconds{1999}}));
  loop->on_finished(seconds{2});
  EXPECT_EQ(expect_arrival(*loop), (Arrival{false, 0, seconds{2}}));
  loop->on_finished(milliseconds{11'999});
  EXPECT_EQ(expect_arrival(*loop), (Arrival{false, 1, milliseconds{11'999}}));
  loop->on_finished(seconds{12});
  EXPECT_TRUE(ended(*loop));
  EXPECT_TRUE(ended(*loop));
}

/// Plays a closed loop against a server that takes 100 ms, and gives what was sent.
std::vector<Arrival> play(ArrivalProcess& loop, std::size_t* slots) {
  std::vector<Arrival> sent;
  std::vector<core::Duration> open;
  for (;;) {
    const Step step = loop.next();
    if (const auto* arrival = std::get_if<Arrival>(&step)) {
      sent.push_back(*arrival);
      open.push_back(arrival->intended + milliseconds{100});
      *slots = std::max(*slots, open.size());
      continue;
    }
    if (std::holds_alternative<Ended>(step) || open.empty()) return sent;
    const auto first = std::min_element(open.begin(), open.end());
    const core::Duration at = *first;
    open.erase(first);
    loop.on_finished(at);
  }
}

TEST(ClosedLoop, SharesSplitSlotsAndRequestsWithoutRemainder) {
  for (const std::uint64_t concurrency : {1U, 3U, 8U}) {
    for (std::uint64_t count = 1; count <= concurrency; ++count) {
      std::set<std::uint64_t> measured;
      std::set<std::uint64_t> warm;
      std::size_t slots_in_all = 0;
      for (std::uint64_t index = 0; index < count; ++index) {
        const auto loop = closed(", \"concurrency\": " + std::to_string(concurrency),
                                 {{milliseconds{250}, {}, 100}, 1, "chat", {index, count}});
        std::size_t slots = 0;
        for (const Arrival& a : play(*loop, &slots)) {
          EXPECT_EQ(a.seq % count, index);
          EXPECT_EQ(a.warmup, a.intended < milliseconds{250});
          EXPECT_TRUE((a.warmup ? warm : measured).insert(a.seq).second) << "sent twice";
        }
        slots_in_all += slots;
      }
      EXPECT_EQ(slots_in_all, concurrency);
      EXPECT_EQ(measured.size(), 100U);
      EXPECT_EQ(*measured.rbegin(), 99U);
      EXPECT_FALSE(warm.empty());
    }
  }
}

TEST(ClosedLoop, AShareWithoutASlotEndsAtOnce) {
  const auto loop = closed(", \"concurrency\": 2", {{seconds{0}, {}, 9}, 1, "chat", {2, 3}});
  EXPECT_TRUE(ended(*loop));
}

TEST(ClosedPlan, SaysWhatItKnowsBeforehand) {
  const auto plan = plan_of(R"({"arrivals": "closed", "concurrency": 8, "think_time_ms": 50})");
  EXPECT_FALSE(plan->open_loop());
  EXPECT_EQ(plan->max_shares(), 8U);
  EXPECT_EQ(plan->expected_arrivals({seconds{0}, {}, 400}), 400);
  EXPECT_FALSE(plan->expected_arrivals({seconds{0}, seconds{10}, {}}));
  EXPECT_FALSE(plan->offered_rps({seconds{0}, {}, 400}));
  EXPECT_EQ(plan->describe(), "closed loop, 8 at a time, 50 ms between");
  EXPECT_EQ(plan_of("{}")->describe(), "closed loop, 1 at a time");
}

}  // namespace
}  // namespace orbench::load
