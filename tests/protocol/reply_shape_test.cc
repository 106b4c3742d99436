#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "harness/protocol/chat_wire.h"
#include "tests/protocol/wire_reading.h"

// Whole replies, read by the shape of the one before (harness/protocol/wire_shape.h).
namespace orbench::protocol {
namespace {

/// A whole reply of /chat/completions in all that may vary.
struct Reply {
  std::string id = "gen-1";
  std::string created = "1759000001";
  std::string content = "The sea is wide.";
  std::string prompt = "15";
  std::string output = "6";
  std::string cost = "5.79e-06";
  std::string cached = "4";
  std::string reasoning = "2";
  std::string finish = "stop";

  [[nodiscard]] std::string json() const {
    return fmt::format(
        R"({{"id":"{}","provider":"Acme","model":"a/fast","created":{},"choices":[{{"index":0,)"
        R"("finish_reason":"{}","message":{{"role":"assistant","content":"{}"}}}}],"usage":{{)"
        R"("prompt_tokens":{},"completion_tokens":{},"total_tokens":{}1,"cost":{},)"
        R"("cost_details":{{"upstream_inference_cost":{}}},)"
        R"("prompt_tokens_details":{{"cached_tokens":{},"audio_tokens":0}},)"
        R"("completion_tokens_details":{{"reasoning_tokens":{},"image_tokens":0}}}}}})",
        id, created, finish, content, prompt, output, output, cost, cost, cached, reasoning);
  }
};

std::string walked_reply(std::string_view json) { return Held{make_chat_wire()}.read(json, false); }

TEST(WireShapeOfReplies, ReadsWhatVariesFromReplyToReply) {
  Held held{make_chat_wire()};
  held.read(Reply{}.json(), false);
  const std::vector<Reply> replies = {
      Reply{},
      {.id = "gen-2-longer", .created = "1", .content = "", .prompt = "0"},
      {.content = R"(a \"quoted\" word\n)", .output = "999999999999999", .cost = "0"},
      {.cost = "0.000000000001"},
      {.cost = "0.0000000000015"},
      {.cost = "0.00012345", .cached = "3"},
      {.cost = "12.5e-3"},
      {.content = "\xC3\xA9\xF0\x9F\x99\x82", .cost = "0.25", .cached = "15", .reasoning = "0"},
  };
  for (const Reply& reply : replies) {
    const std::string json = reply.json();
    EXPECT_EQ(held.read(json, false), walked_reply(json)) << json;
    EXPECT_EQ(static_cast<const void*>(held.event.id.data()), json.data() + 7)
        << "it was compared, not walked: " << json;
  }
}

TEST(WireShapeOfReplies, LeavesWhatItDoesNotKnowToTheWalk) {
  const std::vector<Reply> replies = {
      {.id = R"(gen\u0031)"},
      {.id = R"(a\nb)"},
      {.id = ""},
      {.id = "\xFF"},
      {.content = R"(\u00e9)"},
      {.content = "\xC3"},
      {.prompt = "null"},
      {.prompt = "\"15\""},
      {.prompt = "15.0"},
      {.prompt = "-1"},
      {.prompt = "015"},
      {.prompt = "9007199254740993"},
      {.output = "1e3"},
      {.cost = "-0.5"},
      {.cost = "1e999"},
      {.cost = "1e-999"},
      {.cost = "1."},
      {.cost = "0."},
      {.cost = "0.,"},
      {.cost = "00"},
      {.cost = "0.5.5"},
      {.cost = "-0"},
      {.cost = "null"},
      {.finish = "length"},
      {.finish = "error"},
      {.created = "\"then\""},
      {.content = R"(x","refusal":"y)"},
      {.cached = "[]"},
      {.prompt = R"(15,"prompt_tokens":"none")"},
      {.prompt = R"(15,"prompt_tokens":16)"},
      {.cost = R"(1,"cost":2)"},
      {.id = R"(gen-1","id":"gen-9)"},
  };
  for (const Reply& reply : replies) {
    Held held{make_chat_wire()};
    held.read(Reply{}.json(), false);
    const std::string json = reply.json();
    EXPECT_EQ(held.read(json, false), walked_reply(json)) << json;
    EXPECT_EQ(held.read(json, false), walked_reply(json)) << "again: " << json;
    EXPECT_EQ(held.read(Reply{}.json(), false), walked_reply(Reply{}.json())) << "after: " << json;
  }
}

TEST(WireShapeOfReplies, SaysOfSeededMutationsWhatTheWalkSays) {
  core::Rng rng(20261121, "replies");
  Held held{make_chat_wire()};
  for (int round = 0; round < 4000; ++round) {
    Reply reply;
    if (rng.below(2) == 0) reply.content = random_piece(rng) + random_piece(rng);
    if (rng.below(3) == 0) reply.prompt = std::to_string(rng.below(1'000'000));
    if (rng.below(2) == 0) {
      reply.cost = fmt::format("0.{:0{}}", rng.next() >> (30 + rng.below(34)), rng.below(14));
    }
    held.read(reply.json(), false);
    const std::string json = rng.below(3) == 0 ? mutated(reply.json(), rng) : reply.json();
    ASSERT_EQ(held.read(json, false), walked_reply(json)) << json;
  }
}

}  // namespace
}  // namespace orbench::protocol
