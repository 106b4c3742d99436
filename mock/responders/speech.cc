#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/paths.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"
#include "mock/media/sound.h"
#include "mock/responders/dispatch.h"
#include "mock/responders/metered.h"
#include "mock/responders/request_body.h"
#include "mock/responders/responder.h"

namespace orbench::mock {
namespace {

using core::Json;
using nlohmann::json;

constexpr double kCharactersPerSecond = 15.0;
constexpr double kChunksPerSecond = 10.0;
constexpr std::size_t kLongestInput = 4096;  // keeps the sound of one answer under 20 MB

std::int64_t characters_in(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // not the middle of a character
  });
}

Script zod_error(std::string_view path, const Json& issue) {
  Json whole = issue;
  whole["path"] = Json::array({path});
  const Json body = {{"success", false},
                     {"error", {{"name", "ZodError"}, {"message", Json::array({whole}).dump(2)}}}};
  return whole_script(api::error_codes::kBadRequest, api::fields::kJson, core::dumped(body));
}

/// This endpoint looks at the body before it looks at the key.
std::optional<Script> refuse_body(const Request& request) {
  const json body = body::parse(request.body);
  for (const std::string_view key : {"input", "model"}) {
    const json& value = body::at(body, key);
    if (value.is_string()) continue;
    return zod_error(key, {{"code", "invalid_type"},
                           {"expected", "string"},
                           {"received", value.is_null() ? "undefined" : value.type_name()},
                           {"message", value.is_null() ? "Required" : "Expected string"}});
  }
  const std::string format = body::text_at(body, "response_format");
  if (!format.empty() && format != "mp3" && format != "pcm") {
    return zod_error("response_format", {{"code", "invalid_enum_value"},
                                         {"options", {"mp3", "pcm"}},
                                         {"received", format},
                                         {"message", "Invalid enum value"}});
  }
  if (body::text_at(body, "input").size() > kLongestInput) {
    return zod_error("input", {{"code", "too_big"},
                               {"maximum", kLongestInput},
                               {"type", "string"},
                               {"message", "String must contain at most 4096 character(s)"}});
  }
  return std::nullopt;
}

/// A tenth of a second or so; each chunk of an answer is the same, so it is held once.
std::string chunk_of_sound(bool mp3) {
  const auto samples =
      static_cast<std::int64_t>(static_cast<double>(kSoundRate) / kChunksPerSecond);
  if (!mp3) return pcm_tone(0, samples);
  return mp3_silence(static_cast<std::size_t>(samples / kMp3FrameSamples));
}

Script answer_speech(const Call& call) {
  const json body = body::parse(call.request.body);
  const std::int64_t characters = characters_in(body::text_at(body, "input"));
  auto served = route_metered(body, {"speech", characters, 0}, call);
  if (!served) return served.error();
  const json& asked_speed = body::at(body, "speed");
  const double speed =
      std::clamp(asked_speed.is_number() ? asked_speed.get<double>() : 1.0, 0.25, 4.0);
  const double seconds = static_cast<double>(characters) / kCharactersPerSecond / speed;
  const auto chunks =
      static_cast<std::int64_t>(std::max(1.0, std::ceil(seconds * kChunksPerSecond)));
  const bool mp3 = body::text_at(body, "response_format") == "mp3";

  Script script;
  script.wire = Wire::kBinary;
  script.headers.push_back(
      {"Content-Type",
       mp3 ? std::string("audio/mpeg") : fmt::format("audio/pcm;rate={};channels=1", kSoundRate)});
  identify(script, *served->endpoint, call);
  Work work{"tts", characters};
  work.streamed = true;
  work.first = work.took = served->pace.next();
  script.add(Action::kHead, Part::kHead, work.first, {});
  script.add(Action::kBytes, Part::kContent, {}, chunk_of_sound(mp3));
  for (std::int64_t i = 1; i < chunks; ++i) {
    Piece again = script.pieces.back();
    again.gap = served->pace.next();
    work.took += again.gap;
    script.pieces.push_back(again);
  }
  script.add(Action::kEnd, Part::kEnd, {}, {});
  note_work(work, *served, call);
  return script;
}

}  // namespace

Responder speech_responder() {
  Responder responder{"POST", api::paths::kSpeech, true, true, &answer_speech};
  responder.id_prefix = "gen-tts-";
  responder.refuse_first = &refuse_body;
  return responder;
}

}  // namespace orbench::mock
