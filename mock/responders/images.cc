#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "harness/core/json_text.h"
#include "harness/core/rng.h"
#include "mock/error_reply.h"
#include "mock/media/base64.h"
#include "mock/media/picture.h"
#include "mock/responders/dispatch.h"
#include "mock/responders/metered.h"
#include "mock/responders/request_body.h"
#include "mock/responders/responder.h"
#include "mock/responders/stream_plan.h"

namespace orbench::mock {
namespace {

using core::Json;
using nlohmann::json;

constexpr std::int64_t kMostImages = 10;
constexpr std::int64_t kPartialImages = 2;

struct ImageRequest {
  std::int64_t count = 1;
  PictureFormat format = PictureFormat::kPng;
  std::int64_t tokens_each = 0;
  std::int64_t prompt_tokens = 0;
};

std::int64_t tokens_of_resolution(std::string_view resolution) {
  if (resolution == "512") return 256;
  if (resolution == "2K") return 4096;
  if (resolution == "4K") return 16384;
  return 1024;
}

tl::unexpected<std::string> refused(std::string why) { return tl::unexpected(std::move(why)); }

/// Reads what the mock acts on; the error is what the 400 says.
tl::expected<ImageRequest, std::string> read_images(const json& body) {
  ImageRequest request;
  if (body::has(body, "size") &&
      (body::has(body, "resolution") || body::has(body, "aspect_ratio"))) {
    return refused(R"("size" must not come with "resolution" or "aspect_ratio")");
  }
  request.count = body::has(body, "n") ? body::count_at(body, "n").value_or(0) : 1;
  if (request.count < 1 || request.count > kMostImages) {
    return refused(fmt::format("\"n\" must be from 1 to {}", kMostImages));
  }
  const std::string format = body::text_at(body, "output_format");
  if (!format.empty()) {
    const auto known = picture_format(format);
    if (!known) return refused(R"("output_format" must be png, jpeg, webp or svg)");
    request.format = *known;
  }
  std::string resolution = body::text_at(body, "resolution");
  if (resolution.empty()) resolution = body::text_at(body, "size");
  request.tokens_each = tokens_of_resolution(resolution);
  request.prompt_tokens = body::tokens_of(body::text_at(body, "prompt").size());
  return request;
}

bool can_stream(const Endpoint& endpoint) {
  const auto& can = endpoint.supported_parameters;
  return std::find(can.begin(), can.end(), "stream") != can.end();
}

/// The pictures of one answer: each has a colour, and its drafts come ever nearer to it.
class Pictures {
 public:
  Pictures(const ImageRequest& request, const Endpoint& endpoint, const Call& call)
      : format_(request.format),
        broken_(call.faults.has("broken_picture", endpoint)),
        rng_(call.config.settings.seed, "picture", call.sequence) {}

  void begin_next() { colour_ = static_cast<std::uint32_t>(rng_.below(1U << 24U)); }
  [[nodiscard]] std::string draft(std::int64_t step) const {
    return base64(picture(format_, colour_ >> (2U * static_cast<unsigned>(kPartialImages - step))));
  }
  [[nodiscard]] std::string finished() const {
    std::string file = picture(format_, colour_);
    if (broken_) file.resize(file.size() / 2);
    return base64(file);
  }

 private:
  PictureFormat format_;
  bool broken_;
  core::Rng rng_;
  std::uint32_t colour_ = 0;
};

Json usage_json(const ImageRequest& request, const Cost& cost, std::int64_t images) {
  const std::int64_t made = request.tokens_each * images;
  return {{"prompt_tokens", request.prompt_tokens},
          {"completion_tokens", made},
          {"total_tokens", request.prompt_tokens + made},
          {"cost", cost.total().dollars()},
          {"is_byok", false},
          {"cost_details",
           {{"upstream_inference_cost", cost.total().dollars()},
            {"upstream_inference_prompt_cost", cost.input.dollars()},
            {"upstream_inference_completions_cost", cost.output.dollars()}}},
          {"completion_tokens_details",
           {{"reasoning_tokens", 0}, {"image_tokens", made}, {"audio_tokens", 0}}}};
}

Work work_of(const ImageRequest& request, bool streamed) {
  Work work{"images", request.prompt_tokens, request.tokens_each * request.count, request.count};
  work.streamed = streamed;
  return work;
}

Script plain_images(const ImageRequest& request, Metered& served, const Call& call) {
  Work work = work_of(request, false);
  work.first = work.took = served.pace.next(request.count * (kPartialImages + 1));
  const Cost cost = note_work(work, served, call);
  Pictures pictures(request, *served.endpoint, call);
  Json data = Json::array();
  for (std::int64_t i = 0; i < request.count; ++i) {
    pictures.begin_next();
    data.push_back({{"b64_json", pictures.finished()}, {"media_type", media_type(request.format)}});
  }
  const Json answer = {{"created", call.state.clock.unix_seconds()},
                       {"data", std::move(data)},
                       {"usage", usage_json(request, cost, request.count)}};
  return metered_answer(core::dumped(answer), work.took, *served.endpoint, call);
}

std::string event(const Json& what) { return fmt::format("data: {}\n\n", core::dumped(what)); }

Script image_stream(const ImageRequest& request, Metered& served, const Call& call) {
  std::vector<core::Duration> delays;
  Work work = work_of(request, true);
  for (std::int64_t i = 0; i < request.count * (kPartialImages + 1); ++i) {
    delays.push_back(served.pace.next());
    work.took += delays.back();
  }
  work.first = delays.front();
  const Cost cost = note_work(work, served, call);
  Script script = event_stream_script();
  script.wire = Wire::kImages;
  identify(script, *served.endpoint, call);
  StreamPlan plan(script, call.config.settings);
  plan.open(work.first, fmt::format(":{}\n\n", api::fields::kKeepAliveComment), {});
  Pictures pictures(request, *served.endpoint, call);
  auto delay = delays.begin();
  for (std::int64_t i = 0; i < request.count; ++i) {
    pictures.begin_next();
    for (std::int64_t step = 0; step < kPartialImages; ++step) {
      plan.wait(*delay++);
      plan.event(Part::kContent, event({{"type", "image_generation.partial_image"},
                                        {"partial_image_index", step},
                                        {"b64_json", pictures.draft(step)}}));
    }
    plan.wait(*delay++);
    Json completed = {{"type", "image_generation.completed"},
                      {"b64_json", pictures.finished()},
                      {"media_type", media_type(request.format)},
                      {"created", call.state.clock.unix_seconds()}};
    // Billed as a whole, so the last of them tells.
    if (i + 1 == request.count) completed["usage"] = usage_json(request, cost, request.count);
    plan.event(Part::kFinish, event(completed));
  }
  plan.event(Part::kDone, fmt::format("data: {}\n\n", api::fields::kDone));
  plan.end();
  return script;
}

Script answer_images(const Call& call) {
  const json body = body::parse(call.request.body);
  const auto missing = body::first_missing(body, {"model", "prompt"});
  if (!missing.empty()) return missing_parameter(missing);
  const auto request = read_images(body);
  if (!request) return bad_request(request.error());
  const Demand demand{"image", request->prompt_tokens, request->tokens_each * request->count};
  auto served = route_metered(body, demand, call);
  if (!served) return served.error();
  const bool stream = body::flag_at(body, "stream", false) && can_stream(*served->endpoint) &&
                      !call.faults.has("json_answer_to_stream", *served->endpoint);
  return stream ? image_stream(*request, *served, call) : plain_images(*request, *served, call);
}

}  // namespace

Responder images_responder() { return {"POST", api::paths::kImages, true, true, &answer_images}; }

}  // namespace orbench::mock
