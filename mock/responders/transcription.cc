#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/headers.h"
#include "harness/api/paths.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"
#include "mock/media/base64.h"
#include "mock/responders/dispatch.h"
#include "mock/responders/generation.h"
#include "mock/responders/metered.h"
#include "mock/responders/multipart.h"
#include "mock/responders/request_body.h"
#include "mock/responders/responder.h"
#include "mock/responders/stream_plan.h"

namespace orbench::mock {
namespace {

using core::Json;
using nlohmann::json;

constexpr double kWordsPerSecond = 2.5;
constexpr std::size_t kLargestFile = 25U << 20U;

/// What the two forms of a request come to.
struct Transcription {
  json routing;  ///< an object with `model` and `provider`
  std::size_t bytes = 0;
  std::string format;
  std::string language = "en";
  bool verbose = false;
  bool words = false;
};

using Reading = tl::expected<Transcription, Script>;

tl::unexpected<Script> refused(std::string_view why) { return tl::unexpected(bad_request(why)); }

Reading read_json(std::string_view text) {
  const json body = body::parse(text);
  const auto missing = body::first_missing(body, {"input_audio", "model"});
  if (!missing.empty()) return tl::unexpected(missing_parameter(missing));
  const json& audio = body["input_audio"];
  const auto lacks = body::first_missing(audio, {"data", "format"});
  if (!lacks.empty()) return tl::unexpected(missing_parameter("input_audio." + std::string(lacks)));
  const auto size = base64_decoded_size(body::text_at(audio, "data"));
  if (!size || *size == 0) {
    return refused(R"("input_audio.data" must be raw base64, not a data: URI)");
  }
  Transcription asked;
  asked.routing = body;
  asked.bytes = *size;
  asked.format = body::text_at(audio, "format");
  if (body::has(body, "language")) asked.language = body::text_at(body, "language");
  asked.verbose = body::text_at(body, "response_format") == "verbose_json";
  const auto granularities = body::texts_at(body, "timestamp_granularities");
  asked.words =
      std::find(granularities.begin(), granularities.end(), "word") != granularities.end();
  return asked;
}

Reading read_form(std::string_view content_type, std::string_view body) {
  const auto form = parse_form(content_type, body);
  if (!form) return refused("The form could not be read");
  const std::string_view file = form_value(*form, "file");
  if (file.empty()) return tl::unexpected(missing_parameter("file"));
  if (file.size() > kLargestFile) return refused("\"file\" must be at most 25 MB");
  if (form_value(*form, "model").empty()) return tl::unexpected(missing_parameter("model"));
  const std::string_view format = form_value(*form, "response_format");
  if (format == "text" || format == "srt" || format == "vtt") {
    return refused(R"("response_format" must be "json" or "verbose_json")");
  }
  Transcription asked;
  asked.routing = {{"model", form_value(*form, "model")}};
  asked.bytes = file.size();
  const auto named = std::find_if(form->begin(), form->end(),
                                  [](const FormPart& part) { return part.name == "file"; });
  asked.format = named->file_name.substr(named->file_name.rfind('.') + 1);
  if (const auto language = form_value(*form, "language"); !language.empty()) {
    asked.language = language;
  }
  asked.verbose = format == "verbose_json";
  asked.words = form_value(*form, "timestamp_granularities[]") == "word";
  return asked;
}

/// As long as its bytes would be at a usual rate: 16 kHz, 16 bits for WAV, else 128 kbit/s.
double seconds_of(const Transcription& asked) {
  const double rate = asked.format == "wav" || asked.format == "pcm16" ? 32'000.0 : 16'000.0;
  return std::max(0.01, std::round(static_cast<double>(asked.bytes) / rate * 100.0) / 100.0);
}

/// Words at an even pace over the whole length.
Json word_times(const std::vector<Token>& words, double seconds) {
  Json all = Json::array();
  const double each = seconds / static_cast<double>(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto at = static_cast<double>(i);
    std::string_view word = words[i].text;
    if (word.front() == ' ') word.remove_prefix(1);
    all.push_back({{"word", word}, {"start", at * each}, {"end", (at + 1.0) * each}});
  }
  return all;
}

Script answer_transcription(const Call& call) {
  const std::string_view type =
      call.request.header(api::headers::kContentType).value_or(std::string_view{});
  const Reading asked = type.rfind("multipart/", 0) == 0 ? read_form(type, call.request.body)
                                                         : read_json(call.request.body);
  if (!asked) return asked.error();
  const double seconds = seconds_of(*asked);
  const auto heard = static_cast<std::int64_t>(std::ceil(seconds));
  auto served = route_metered(asked->routing, {"transcription", heard}, call);
  if (!served) return served.error();
  TextRequest speech;
  speech.reasoning_enabled = false;
  speech.max_tokens = static_cast<std::int64_t>(std::ceil(seconds * kWordsPerSecond));
  const Generation said = generate(speech, *served->endpoint, call.config, call.sequence);

  const auto words = static_cast<std::int64_t>(said.content.size());
  Work work{"stt", heard, words};
  work.first = work.took = served->pace.next(heard);
  const std::string text = joined(said.content);
  work.text = text;
  const Cost cost = note_work(work, *served, call);
  Json answer = {{"text", text}};
  if (asked->verbose) {
    answer["task"] = "transcribe";
    answer["language"] = asked->language;
    answer["duration"] = seconds;
    answer["segments"] =
        Json::array({{{"id", 0}, {"start", 0.0}, {"end", seconds}, {"text", text}}});
    if (asked->words) answer["words"] = word_times(said.content, seconds);
  }
  answer["usage"] = {{"seconds", seconds},
                     {"cost", cost.total().dollars()},
                     {"input_tokens", heard},
                     {"output_tokens", words},
                     {"total_tokens", heard + words}};
  return metered_answer(core::dumped(answer), work.took, *served->endpoint, call);
}

}  // namespace

Responder transcription_responder() {
  Responder responder{"POST", api::paths::kTranscriptions, true, true, &answer_transcription};
  responder.id_prefix = "gen-stt-";
  return responder;
}

}  // namespace orbench::mock
