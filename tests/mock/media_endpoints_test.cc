// Endpoints that do not answer in words: vectors, ranks, pictures, sound.
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "mock/media/base64.h"
#include "mock/media/checksum.h"
#include "mock/media/picture.h"
#include "tests/mock/inference_fixture.h"
#include "tests/support/raw_response.h"

namespace orbench::mock {
namespace {

using nlohmann::json;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

TEST(Base64, GoesThereAndBack) {
  EXPECT_EQ(base64("light w"), "bGlnaHQgdw==");
  EXPECT_EQ(base64("light wo"), "bGlnaHQgd28=");
  EXPECT_EQ(base64("light wor"), "bGlnaHQgd29y");
  EXPECT_EQ(from_base64("bGlnaHQgd28"), "light wo");
  EXPECT_FALSE(base64_decoded_size("data:audio/wav;base64,AAAA"));
  EXPECT_FALSE(base64_decoded_size("AAAAA"));
}

TEST(Checksums, AreTheOnesOfTheStandards) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32("6789", crc32("12345")), crc32("123456789"));
  EXPECT_EQ(adler32("Wikipedia"), 0x11E60398U);
}

TEST(Pictures, CarryTheirSizeAndColour) {
  const std::string png = picture(PictureFormat::kPng, 0x3366CC);
  EXPECT_THAT(png, StartsWith("\x89PNG\r\n\x1A\n"));
  EXPECT_EQ(crc32(png.substr(12, 17)),
            (static_cast<std::uint32_t>(static_cast<unsigned char>(png[29])) << 24U) |
                (static_cast<std::uint32_t>(static_cast<unsigned char>(png[30])) << 16U) |
                (static_cast<std::uint32_t>(static_cast<unsigned char>(png[31])) << 8U) |
                static_cast<std::uint32_t>(static_cast<unsigned char>(png[32])));
  EXPECT_THAT(png, HasSubstr("\x33\x66\xCC\x33\x66\xCC"));
  EXPECT_THAT(picture(PictureFormat::kSvg, 0x3366CC), HasSubstr("#3366cc"));
  const std::string webp = picture(PictureFormat::kWebp, 0x3366CC);
  EXPECT_EQ(static_cast<std::size_t>(webp[4]) + 8, webp.size());
  EXPECT_THAT(picture(PictureFormat::kJpeg, 0x3366CC), EndsWith("\xFF\xD9"));
}

std::string embed(std::string_view members) {
  return R"({"model":"a/vectors",)" + std::string(members) + "}";
}

TEST(Embeddings, TakeTextBatchesAndTokens) {
  struct Row {
    const char* what;
    const char* input;
    std::size_t vectors;
    int tokens;
  };
  for (const Row& row :
       {Row{"a string", R"("12345")", 1, 2}, Row{"a batch", R"(["a","b","c"])", 3, 3},
        Row{"tokens", "[1,2,3,4]", 1, 4}, Row{"token batches", "[[1,2],[3]]", 2, 3},
        Row{"parts", R"([{"content":[{"type":"text","text":"1234"}]}])", 1, 1}}) {
    const json answer =
        json_of(inference_answer("/embeddings", embed(R"("input":)" + std::string(row.input))));
    ASSERT_EQ(answer["data"].size(), row.vectors) << row.what;
    EXPECT_EQ(answer["usage"]["prompt_tokens"], row.tokens) << row.what;
    EXPECT_EQ(answer["data"].back()["index"], row.vectors - 1) << row.what;
    EXPECT_EQ(answer["object"], "list");
    EXPECT_NEAR(answer["usage"]["cost"].get<double>(), row.tokens * 1e-6, 1e-12) << row.what;
  }
}

TEST(Embeddings, SayTheSameInBothFormats) {
  const json plain =
      json_of(inference_answer("/embeddings", embed(R"("input":"x","dimensions":16)")));
  const json packed = json_of(inference_answer(
      "/embeddings", embed(R"("input":"x","dimensions":16,"encoding_format":"base64")")));
  const auto bytes = from_base64(packed["data"][0]["embedding"].get<std::string>());
  ASSERT_TRUE(bytes);
  ASSERT_EQ(bytes->size(), 64U);
  double squares = 0.0;
  for (std::size_t i = 0; i < 16; ++i) {
    float value = 0.0F;  // the machines we run on are little-endian
    std::memcpy(&value, bytes->data() + 4 * i, 4);
    EXPECT_EQ(plain["data"][0]["embedding"][i].get<float>(), value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  EXPECT_NEAR(squares, 1.0, 1e-6);
}

TEST(Rerank, SortsByScoreAndKeepsToTopN) {
  const json answer = json_of(inference_answer(
      "/rerank",
      R"({"model":"a/ranker","query":"q","top_n":3,)"
      R"("documents":["one",{"text":"two"},{"image":"https://x/y.png"},"four","five"]})"));
  ASSERT_EQ(answer["results"].size(), 3U);
  double before = 1.0;
  for (const json& result : answer["results"]) {
    EXPECT_LE(result["relevance_score"].get<double>(), before);
    before = result["relevance_score"];
    EXPECT_TRUE(result["document"].is_object());
  }
  EXPECT_THAT(answer["id"].get<std::string>(), MatchesRegex("gen-rerank-1700000000-[0-9A-Za-z]+"));
  EXPECT_EQ(answer["provider"], "Near");
  EXPECT_EQ(answer["usage"]["search_units"], 1);
}

constexpr std::string_view kPaint =
    R"({"model":"a/painter","prompt":"a hill","n":2,"output_format":"webp","stream":true})";

TEST(Images, StreamDraftsAndThenThePicture) {
  const Script script = inference_answer("/images", kPaint);
  EXPECT_EQ(script_header(script, "Content-Type"), "text/event-stream");
  std::vector<std::string> types;
  const std::string body = rendered_body(script);
  for (std::size_t at = 0; (at = body.find("data: {", at)) != std::string::npos; ++at) {
    const json event = json::parse(body.substr(at + 6, body.find("\n\n", at) - at - 6));
    types.push_back(event["type"].get<std::string>().substr(17));
    EXPECT_TRUE(from_base64(event["b64_json"].get<std::string>()));
    EXPECT_EQ(event.contains("usage"), types.size() == 6);
  }
  EXPECT_THAT(types, ::testing::ElementsAre("partial_image", "partial_image", "completed",
                                            "partial_image", "partial_image", "completed"));
  EXPECT_THAT(body, EndsWith("data: [DONE]\n\n"));
}

TEST(Images, AnswerJsonWhenTheModelCannotStream) {
  std::string body(kPaint);
  body.replace(body.find("painter"), 7, "sketcher");
  const Script script = inference_answer("/images", body);
  EXPECT_EQ(script_header(script, "Content-Type"), "application/json");
  const json answer = json_of(script);
  ASSERT_EQ(answer["data"].size(), 2U);
  EXPECT_EQ(answer["data"][0]["media_type"], "image/webp");
  EXPECT_NE(answer["data"][0]["b64_json"], answer["data"][1]["b64_json"]);
  EXPECT_EQ(answer["usage"]["completion_tokens"], 2048);
}

TEST(Speech, ComesInChunksThatSayWhatTheyAre) {
  const Script pcm = inference_answer("/audio/speech", R"({"model":"a/voice","input":"Good day to )"
                                                       R"(you all, and more.","voice":"v"})");
  EXPECT_EQ(script_header(pcm, "Content-Type"), "audio/pcm;rate=24000;channels=1");
  EXPECT_TRUE(pcm.streamed());
  EXPECT_EQ(rendered_body(pcm).size(), 20U * 4800U) << "30 characters are two seconds";
  EXPECT_THAT(script_header(pcm, "X-Generation-Id"), StartsWith("gen-tts-1700000000-"));
  const Script mp3 = inference_answer(
      "/audio/speech", R"({"model":"a/voice","input":"Good","response_format":"mp3"})");
  EXPECT_EQ(script_header(mp3, "Content-Type"), "audio/mpeg");
  EXPECT_EQ(rendered_body(mp3).substr(0, 2), "\xFF\xF3");
}

TEST(Speech, LooksAtTheBodyBeforeTheKey) {
  Request request = inference_request("/audio/speech", R"({"model":"a/voice"})");
  request.headers.clear();
  const Script refusal = quick_service(inference_config()).answer(request);
  EXPECT_EQ(refusal.status, 400);
  const json body = json_of(refusal);
  EXPECT_EQ(body["success"], false);
  EXPECT_EQ(body["error"]["name"], "ZodError");
  EXPECT_EQ(json::parse(body["error"]["message"].get<std::string>())[0]["path"][0], "input");
  request.body = R"({"model":"a/voice","input":"x"})";
  EXPECT_EQ(quick_service(inference_config()).answer(request).status, 401);
}

TEST(Transcription, TakesJsonAndForms) {
  const std::string sound(64'000, '\x01');
  const json plain = json_of(inference_answer(
      "/audio/transcriptions",
      R"({"model":"a/ear","input_audio":{"format":"wav","data":")" + base64(sound) + R"("}})"));
  EXPECT_EQ(plain["usage"]["seconds"], 2.0);
  EXPECT_NEAR(plain["usage"]["cost"].get<double>(), 2e-6 + 4 * 2e-6, 1e-12);
  const auto field = [](std::string_view name, std::string_view value) {
    return "--XX\r\nContent-Disposition: form-data; name=\"" + std::string(name) + "\"\r\n\r\n" +
           std::string(value) + "\r\n";
  };
  const std::string form = field("model", "a/ear") + field("response_format", "verbose_json") +
                           field("file\"; filename=\"x.wav", sound) + "--XX--\r\n";
  Request request = inference_request("/audio/transcriptions", form);
  request.headers.push_back({"Content-Type", "multipart/form-data; boundary=XX"});
  const json verbose = json_of(quick_service(inference_config()).answer(request));
  EXPECT_EQ(verbose["text"], plain["text"]);
  EXPECT_EQ(verbose["usage"], plain["usage"]);
  EXPECT_EQ(verbose["duration"], 2.0);
  EXPECT_EQ(verbose["segments"][0]["text"], plain["text"]);
  request.body = std::string_view(form).substr(0, form.size() - 8);
  EXPECT_EQ(quick_service(inference_config()).answer(request).status, 400) << "no closing line";
}

TEST(MediaEndpoints, RefuseWhatTheyMust) {
  struct Row {
    const char* why;
    const char* path;
    const char* body;
  };
  for (
      const Row& row : {
          Row{"no input", "/embeddings", R"({"model":"a/vectors"})"},
          Row{"nothing in it", "/embeddings", R"({"model":"a/vectors","input":[]})"},
          Row{"unknown format", "/embeddings",
              R"({"model":"a/vectors","input":"x","encoding_format":"hex"})"},
          Row{"too many numbers", "/embeddings",
              R"({"model":"a/vectors","input":"x","dimensions":100000})"},
          Row{"unknown model", "/embeddings", R"({"model":"a/none","input":"x"})"},
          Row{"no query", "/rerank", R"({"model":"a/ranker","documents":["x"]})"},
          Row{"no documents", "/rerank", R"({"model":"a/ranker","query":"x","documents":[]})"},
          Row{"a number for one", "/rerank", R"({"model":"a/ranker","query":"x","documents":[1]})"},
          Row{"no prompt", "/images", R"({"model":"a/painter"})"},
          Row{"eleven", "/images", R"({"model":"a/painter","prompt":"x","n":11})"},
          Row{"two sizes", "/images",
              R"({"model":"a/painter","prompt":"x","size":"2K","resolution":"1K"})"},
          Row{"unknown format", "/images",
              R"({"model":"a/painter","prompt":"x","output_format":"gif"})"},
          Row{"no sound", "/audio/transcriptions", R"({"model":"a/ear"})"},
          Row{"a data URI", "/audio/transcriptions",
              R"({"model":"a/ear","input_audio":{"format":"wav","data":"data:audio/wav;base64,AA"}})"},
          Row{"no prompt", "/videos", R"({"model":"a/film"})"},
          Row{"too long", "/videos", R"({"model":"a/film","prompt":"x","duration":61})"},
          Row{"no JSON", "/rerank", "[]"},
      }) {
    const Script refusal = inference_answer(row.path, row.body);
    EXPECT_EQ(refusal.status, 400) << row.path << ": " << row.why;
    EXPECT_EQ(json_of(refusal)["error"]["code"], 400) << row.path << ": " << row.why;
    EXPECT_FALSE(script_header(refusal, "X-Generation-Id").empty()) << row.path;
  }
}

TEST(MediaEndpoints, ComeOverTheWireAsTheServiceSaidThem) {
  const auto server = running_server(inference_config());
  for (const auto& [path, body] :
       {std::pair<const char*, std::string_view>{"/images", kPaint},
        {"/audio/speech", R"({"model":"a/voice","input":"Good day"})"},
        {"/rerank", R"({"model":"a/ranker","query":"q","documents":["a","b"]})"}}) {
    const auto answer = support::fetch(
        server->port(), support::http_request("POST", "/api/v1" + std::string(path), body));
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_TRUE(answer.complete) << path;
    EXPECT_FALSE(answer.body.empty()) << path;
  }
}

}  // namespace
}  // namespace orbench::mock
