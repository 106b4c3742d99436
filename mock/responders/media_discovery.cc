#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"
#include "mock/responders/documented.h"
#include "mock/responders/model_json.h"

namespace orbench::mock {
namespace {

using core::Json;

bool supports(const Endpoint& endpoint, std::string_view parameter) {
  const auto& can = endpoint.supported_parameters;
  return std::find(can.begin(), can.end(), parameter) != can.end();
}

/// What each parameter of `/images` may be, as far as the endpoint takes it.
Json capabilities(const Endpoint& endpoint) {
  const Json all = {{"n", {{"type", "range"}, {"min", 1}, {"max", 10}}},
                    {"size", {{"type", "enum"}, {"values", {"512x512", "1024x1024", "1024x1536"}}}},
                    {"quality", {{"type", "enum"}, {"values", {"auto", "low", "medium", "high"}}}},
                    {"output_format", {{"type", "enum"}, {"values", {"png", "jpeg", "webp"}}}},
                    {"seed", {{"type", "boolean"}}}};
  Json found = Json::object();
  for (const auto& [name, descriptor] : all.items()) {
    if (supports(endpoint, name)) found[name] = descriptor;
  }
  return found;
}

Json image_model_json(const Model& model, const Catalog& catalog) {
  const Endpoint* const first = cheapest_endpoint(model, catalog);
  return {{"id", model.id},
          {"name", model.name},
          {"created", model.created},
          {"description", model.description},
          {"architecture",
           {{"input_modalities", model.facts.input_modalities},
            {"output_modalities", model.facts.output_modalities}}},
          {"supported_parameters", first == nullptr ? Json::object() : capabilities(*first)},
          {"supports_streaming", first != nullptr && supports(*first, "stream")},
          {"endpoints", fmt::format("/api/v1/images/models/{}/endpoints", model.id)}};
}

Json image_endpoint_json(const Endpoint& endpoint) {
  const std::string slug = endpoint.tag.substr(0, endpoint.tag.find('/'));
  core::Usd image = endpoint.completion_price.per_token;
  for (const auto& [key, price] : endpoint.other_prices) {
    if (key == "image") image = price.per_token;
  }
  return {{"provider_name", endpoint.provider_name},
          {"provider_slug", slug},
          {"provider_tag", endpoint.tag == slug ? Json(nullptr) : Json(endpoint.tag)},
          {"pricing",
           Json::array(
               {{{"billable", "output_image"}, {"unit", "image"}, {"cost_usd", image.dollars()}}})},
          {"supported_parameters", capabilities(endpoint)},
          {"allowed_passthrough_parameters", Json::array()},
          {"supports_streaming", supports(endpoint, "stream")}};
}

Json video_model_json(const Model& model, const Catalog& catalog) {
  const Endpoint* const first = cheapest_endpoint(model, catalog);
  const bool sound = first != nullptr && supports(*first, "generate_audio");
  const bool seed = first != nullptr && supports(*first, "seed");
  Json skus = Json::object();
  if (first != nullptr) skus["duration_seconds"] = first->completion_price.text;
  return {{"id", model.id},
          {"canonical_slug", model.id},
          {"name", model.name},
          {"created", model.created},
          {"description", model.description},
          {"hugging_face_id", nullptr},
          {"supported_resolutions", {"480p", "720p", "1080p"}},
          {"supported_aspect_ratios", {"16:9", "9:16", "1:1"}},
          {"supported_sizes", nullptr},
          {"supported_durations", {4, 6, 8}},
          {"supported_frame_images", {"first_frame", "last_frame"}},
          {"creativity", nullptr},
          {"upscale_factor", nullptr},
          {"pricing_skus", std::move(skus)},
          {"generate_audio", sound},
          {"seed", seed},
          {"allowed_passthrough_parameters", Json::array()}};
}

Script list_by_output(const Call& call, std::string_view modality,
                      Json (*row)(const Model&, const Catalog&)) {
  Json rows = Json::array();
  for (const Model& model : call.config.catalog.models()) {
    if (model.facts.puts_out(modality)) rows.push_back(row(model, call.config.catalog));
  }
  return data_reply(std::move(rows));
}

Script list_image_models(const Call& call) {
  return list_by_output(call, "image", &image_model_json);
}

Script list_video_models(const Call& call) {
  return list_by_output(call, "video", &video_model_json);
}

/// This one has no `data` around it.
Script list_image_endpoints(const Call& call) {
  const std::string id = fmt::format("{}/{}", call.path_arguments.at(0), call.path_arguments.at(1));
  const Model* const model = call.config.catalog.find_model(id);
  if (model == nullptr || !model->facts.puts_out("image")) {
    return error_reply(api::error_codes::kNotFound, fmt::format("Image model {} not found", id));
  }
  Json endpoints = Json::array();
  for (const Endpoint* endpoint : call.config.catalog.endpoints_of(id)) {
    endpoints.push_back(image_endpoint_json(*endpoint));
  }
  return whole_script(200, api::fields::kJson,
                      core::dumped({{"id", id}, {"endpoints", std::move(endpoints)}}));
}

}  // namespace

std::vector<OwnAnswer> media_answers() {
  return {{"GET", "/images/models", &list_image_models},
          {"GET", "/images/models/{author}/{slug}/endpoints", &list_image_endpoints},
          {"GET", "/videos/models", &list_video_models}};
}

}  // namespace orbench::mock
