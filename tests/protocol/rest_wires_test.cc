// Replies of embeddings, rerank and transcription: what they say, and when they break their word.

#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/base64.h"
#include "harness/protocol/embeddings_wire.h"
#include "harness/protocol/reply_reader.h"
#include "harness/protocol/rerank_wire.h"
#include "harness/protocol/transcription_wire.h"
#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

using testing::HasSubstr;

/// Reads one whole reply, cut into pieces of `step` bytes.
void read(ResponseReader& reader, const Asked& asked, std::string_view body, int status = 200,
          std::size_t step = 1U << 20U) {
  reader.reset();
  reader.expect(asked);
  reader.on_head(head_of(kJsonType, status));
  int ms = 0;
  for (; !body.empty(); body.remove_prefix(std::min(step, body.size()))) {
    ASSERT_TRUE(reader.on_bytes(at_ms(++ms), body.substr(0, step)));
  }
  reader.finish(at_ms(++ms), true);
}

Asked asked_for(std::uint32_t items, std::uint32_t dimensions = 0, std::uint32_t most = 0) {
  Asked asked;
  asked.items = items;
  asked.dimensions = dimensions;
  asked.most_items = most;
  return asked;
}

std::string floats(const std::vector<float>& values) {
  std::string bytes;
  for (const float value : values) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (unsigned i = 0; i < 4; ++i) bytes += static_cast<char>((bits >> (8 * i)) & 0xFFU);
  }
  return "\"" + core::encode_base64(bytes) + "\"";
}

/// A reply with these embeddings, each as JSON.
std::string embeddings(const std::vector<std::string>& vectors) {
  std::string data;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    data += (i == 0 ? "" : ",") + std::string(R"({"object":"embedding","index":)") +
            std::to_string(i) + R"(,"embedding":)" + vectors[i] + "}";
  }
  return R"({"object":"list","model":"a/e","data":[)" + data +
         R"(],"id":"gen-1","usage":{"prompt_tokens":7,"total_tokens":7,"cost":0.001}})";
}

TEST(EmbeddingsWire, ReadsNumbersAndBase64Alike) {
  ReplyReader reader(make_embeddings_wire());
  for (const std::string& body : {embeddings({"[1,0.5,-2e-3]", "[0,0,1]"}),
                                  embeddings({floats({1, 0.5F, -2e-3F}), floats({0, 0, 1})})}) {
    read(reader, asked_for(2, 3), body);
    EXPECT_EQ(told(reader),
              "ok of=vectors items=2 usage=7/-/-/- pico=1000000000 model=a/e id=gen-1")
        << body;
    EXPECT_EQ(reader.facts().product, core::Product::kVectors);
    EXPECT_EQ(reader.facts().items, 2U);
    EXPECT_FALSE(reader.facts().stream);
    EXPECT_TRUE(reader.timeline().done.is_set());
  }
}

struct DefectRow {
  const char* what;
  Asked asked;
  std::string body;
  const char* told;
};

void expect_defects(ResponseReader& reader, const std::vector<DefectRow>& rows) {
  for (const DefectRow& row : rows) {
    read(reader, row.asked, row.body);
    EXPECT_THAT(told(reader), HasSubstr(row.told)) << row.what;
    const bool malformed = reader.facts().verdict == BodyVerdict::kMalformed;
    EXPECT_EQ(malformed, std::string_view(row.told).find("malformed") == 0) << row.what;
  }
}

TEST(EmbeddingsWire, FindsEveryWayToBreakItsWord) {
  const float not_a_number = std::numeric_limits<float>::quiet_NaN();
  ReplyReader reader(make_embeddings_wire());
  expect_defects(
      reader,
      {{"another length than asked for", asked_for(1, 4), embeddings({"[1,2,3]"}),
        "malformed of=vectors items=1 usage=7/-/-/- pico=1000000000 model=a/e id=gen-1 | the "
        "embeddings have 3 "
        "dimensions, 4 were asked for"},
       {"lengths that differ", asked_for(2), embeddings({"[1,2]", "[1]"}), "malformed"},
       {"one too few", asked_for(3), embeddings({"[1]", "[1]"}), "malformed"},
       {"one too many", asked_for(1), embeddings({"[1]", "[1]"}), "malformed"},
       {"a text among the numbers", asked_for(1), embeddings({R"([1,"2"])"}), "malformed"},
       {"null among the numbers", asked_for(1), embeddings({"[1,null]"}), "malformed"},
       {"an empty vector", asked_for(1), embeddings({"[]"}), "malformed"},
       {"an empty text", asked_for(1), embeddings({"\"\""}), "malformed"},
       {"no base64", asked_for(1), embeddings({"\"AAA\""}), "malformed"},
       {"base64 of no whole number of floats", asked_for(1), embeddings({"\"AAAA\""}), "malformed"},
       {"not a number, in base64", asked_for(1), embeddings({floats({1, not_a_number})}),
        "malformed"},
       {"an object", asked_for(1), embeddings({"{}"}), "malformed"},
       {"no vector at all", asked_for(1), R"({"data":[{"index":0}]})", "malformed"},
       {"an index beyond the inputs", asked_for(1), R"({"data":[{"index":1,"embedding":[1]}]})",
        "malformed"},
       {"an index that is none", asked_for(1), R"({"data":[{"index":-1,"embedding":[1]}]})",
        "malformed"},
       {"an input twice", asked_for(2),
        R"({"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]})", "malformed"},
       {"no index is no offence", asked_for(1), R"({"data":[{"embedding":[1]}]})", "ok"},
       {"nothing", asked_for(1), R"({"data":[]})", "empty"},
       {"data of another type", asked_for(1), R"({"data":"many"})", "empty"},
       {"an error inside the reply", asked_for(1), R"({"error":{"code":502,"message":"down"}})",
        "in_band_error"},
       {"no object", asked_for(1), "[1,2]", "malformed"},
       {"cut JSON", asked_for(1), R"({"data":[{"embedding":[1,2)", "malformed"}});
}

TEST(EmbeddingsWire, SaysTheSameHoweverTheBytesWereCut) {
  ReplyReader reader(make_embeddings_wire());
  const std::string body = embeddings({"[1,0.5]", floats({0, 1})});
  read(reader, asked_for(2, 2), body);
  const std::string whole = told(reader);
  for (std::size_t step = 1; step < 40; ++step) {
    read(reader, asked_for(2, 2), body, 200, step);
    EXPECT_EQ(told(reader), whole) << step;
  }
}

TEST(EmbeddingsWire, ForgetsTheReplyBefore) {
  ReplyReader reader(make_embeddings_wire());
  read(reader, asked_for(1), embeddings({"[1,2,3]"}));
  read(reader, asked_for(1), embeddings({"[1]"}));
  EXPECT_EQ(reader.facts().verdict, BodyVerdict::kOk) << reader.facts().error;
  EXPECT_EQ(reader.facts().items, 1U);
}

TEST(EmbeddingsWire, HoldsOutAgainstAHugeIndex) {
  ReplyReader reader(make_embeddings_wire());
  read(reader, Asked{}, R"({"data":[{"index":9007199254740992,"embedding":[1]}]})");
  EXPECT_EQ(reader.facts().verdict, BodyVerdict::kMalformed);
}

std::string ranking(const std::string& results) {
  return R"({"id":"gen-rerank-1","model":"a/r","provider":"Near","results":[)" + results +
         R"(],"usage":{"search_units":1,"total_tokens":12,"cost":0.002}})";
}
std::string result(int index, const char* score) {
  return R"({"index":)" + std::to_string(index) + R"(,"relevance_score":)" + score +
         R"(,"document":{"text":"t"}})";
}

TEST(RerankWire, ReadsARanking) {
  ReplyReader reader(make_rerank_wire());
  read(reader, asked_for(3, 0, 2), ranking(result(2, "0.9") + "," + result(0, "0.9")));
  EXPECT_EQ(told(reader),
            "ok of=scores items=3 usage=12/-/-/- pico=2000000000 by=Near model=a/r id=gen-rerank-1")
      << "a usage that has only a total is all input; equal scores are in order";
  EXPECT_EQ(reader.facts().items, 3U) << "the documents that were ranked, not those shown";
  EXPECT_EQ(reader.facts().product, core::Product::kScores);
}

TEST(RerankWire, FindsEveryWayToBreakItsWord) {
  ReplyReader reader(make_rerank_wire());
  const auto two = [](const char* first, const char* second) {
    return ranking(result(0, first) + "," + result(1, second));
  };
  expect_defects(
      reader, {{"worst first", asked_for(2), two("0.1", "0.2"), "malformed"},
               {"more than top_n", asked_for(3, 0, 1), two("0.2", "0.1"), "malformed"},
               {"fewer than the documents", asked_for(3), two("0.2", "0.1"), "malformed"},
               {"fewer than top_n, but all there are", asked_for(2, 0, 9), two("0.2", "0.1"), "ok"},
               {"a document beyond those sent", asked_for(1), ranking(result(1, "1")), "malformed"},
               {"a document twice", asked_for(2), ranking(result(0, "1") + "," + result(0, "1")),
                "malformed"},
               {"no score", asked_for(1), ranking(R"({"index":0})"), "malformed"},
               {"a score in words", asked_for(1),
                ranking(R"({"index":0,"relevance_score":"high"})"), "malformed"},
               {"no index", asked_for(1), ranking(R"({"relevance_score":1})"), "malformed"},
               {"a negative score is a score", asked_for(2), two("-1", "-2.5"), "ok"},
               {"nothing", asked_for(1), ranking(""), "empty"},
               {"a 404 without JSON", asked_for(1), "not here", "malformed"}});
}

TEST(TranscriptionWire, KnowsHowLongTheSoundWas) {
  constexpr const char* kReply =
      R"({"text":"The tide.","usage":{"seconds":2.5,"cost":0.01,"input_tokens":3,)"
      R"("output_tokens":4,"total_tokens":7}})";
  ReplyReader reader(make_transcription_wire());
  read(reader, Asked{}, kReply);
  EXPECT_EQ(told(reader), "ok of=transcript audio=2500ms usage=3/4/-/- pico=10000000000");
  EXPECT_EQ(reader.facts().audio, std::chrono::milliseconds(2500)) << "as billed";
  Asked asked;
  asked.audio = std::chrono::milliseconds(2000);
  read(reader, asked, kReply);
  EXPECT_EQ(reader.facts().audio, std::chrono::milliseconds(2000)) << "as the file says";
  EXPECT_EQ(reader.facts().product, core::Product::kTranscript);
}

TEST(TranscriptionWire, FindsEveryWayToBreakItsWord) {
  ReplyReader reader(make_transcription_wire());
  expect_defects(reader,
                 {{"nothing was said", {}, R"({"text":""})", "empty"},
                  {"no text", {}, R"({"usage":{"seconds":1}})", "empty"},
                  {"text of another type", {}, R"({"text":["a"]})", "malformed"},
                  {"seconds of another type", {}, R"({"text":"a","usage":{"seconds":"1"}})", "ok"},
                  {"seconds below zero", {}, R"({"text":"a","usage":{"seconds":-1}})", "ok"},
                  {"plain text", {}, "The tide.", "malformed"}});
  read(reader, Asked{}, R"({"text":"a","usage":{"seconds":-1}})");
  EXPECT_FALSE(reader.facts().audio.has_value());
}

TEST(RestWires, LeaveRefusalsToTheirStatus) {
  std::vector<std::unique_ptr<Wire>> wires;
  wires.push_back(make_embeddings_wire());
  wires.push_back(make_rerank_wire());
  wires.push_back(make_transcription_wire());
  for (std::unique_ptr<Wire>& wire : wires) {
    ReplyReader reader(std::move(wire));
    read(reader, asked_for(1), R"({"error":{"code":400,"message":"no such model"}})", 400);
    const std::string of =
        fmt::format("http_error of={} | ", core::to_string(reader.facts().product));
    EXPECT_EQ(told(reader), of + "HTTP 400: no such model");
    read(reader, asked_for(1), R"({"error":{"code":429,"message":"slow"}})", 429);
    EXPECT_EQ(reader.facts().verdict, BodyVerdict::kRateLimited);
    read(reader, asked_for(1), "<html><h1>Bad gateway</h1>", 502);
    EXPECT_EQ(told(reader), of + "HTTP 502: Bad gateway");
  }
}

}  // namespace
}  // namespace orbench::protocol
