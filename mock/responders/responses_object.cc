#include "mock/responders/responses_object.h"

#include <nlohmann/json.hpp>

#include "mock/responders/cost.h"
#include "mock/responders/stream_plan.h"

namespace orbench::mock {
namespace {

using core::Json;

std::string_view item_status(const Generation& said) {
  return said.finish_reason == "length" ? "incomplete" : "completed";
}

}  // namespace

Json ResponsesObject::begun() const { return shell("in_progress"); }

Json ResponsesObject::finished() const {
  Json response = shell(item_status(said_));
  response["completed_at"] = said_.created;
  if (said_.finish_reason == "length") {
    response["incomplete_details"] = {{"reason", "max_output_tokens"}};
  }
  Json& output = response["output"];
  if (said_.reasoning_visible && !said_.reasoning.empty()) output.push_back(reasoning_item());
  if (!said_.content.empty()) output.push_back(message_item());
  if (!said_.tool_arguments.empty()) output.push_back(call_item());
  response["output_text"] = joined(said_.content);
  response["usage"] = usage();
  return response;
}

Json ResponsesObject::reasoning_item() const {
  return {
      {"id", item_id("rs_")},
      {"type", "reasoning"},
      {"status",
       said_.content.empty() && said_.tool_arguments.empty() ? item_status(said_) : "completed"},
      {"summary", Json::array()},
      {"content", Json::array({{{"type", "reasoning_text"}, {"text", joined(said_.reasoning)}}})}};
}

Json ResponsesObject::message_item() const {
  return {{"id", item_id("msg_")},
          {"type", "message"},
          {"status", item_status(said_)},
          {"role", "assistant"},
          {"content", Json::array({{{"type", "output_text"},
                                    {"text", joined(said_.content)},
                                    {"annotations", Json::array()},
                                    {"logprobs", Json::array()}}})}};
}

Json ResponsesObject::call_item() const {
  return {{"id", item_id("fc_")},         {"type", "function_call"},
          {"status", item_status(said_)}, {"call_id", said_.tool_call_id},
          {"name", said_.tool_name},      {"arguments", joined(said_.tool_arguments)}};
}

Json ResponsesObject::shell(std::string_view status) const {
  Json response = {
      {"id", said_.id},          {"object", "response"},     {"created_at", said_.created},
      {"completed_at", nullptr}, {"model", said_.model->id}, {"status", status},
      {"output", Json::array()}, {"error", nullptr},         {"incomplete_details", nullptr}};
  response.update(echo_);
  response["service_tier"] = tier_name(said_.endpoint->tier);
  return response;
}

Json ResponsesObject::usage() const {
  const Cost cost = cost_of(*said_.endpoint, said_.prompt_tokens, said_.completion_tokens());
  return {{"input_tokens", said_.prompt_tokens},
          {"input_tokens_details", {{"cached_tokens", 0}, {"cache_write_tokens", 0}}},
          {"output_tokens", said_.completion_tokens()},
          {"output_tokens_details", {{"reasoning_tokens", said_.reasoning.size()}}},
          {"total_tokens", said_.prompt_tokens + said_.completion_tokens()},
          {"cost", cost.total().dollars()},
          {"is_byok", false},
          {"cost_details",
           {{"upstream_inference_cost", cost.total().dollars()},
            {"upstream_inference_input_cost", cost.input.dollars()},
            {"upstream_inference_output_cost", cost.output.dollars()}}}};
}

std::string ResponsesObject::item_id(std::string_view prefix) const {
  const std::string_view id = said_.id;
  return std::string(prefix).append(id.substr(id.rfind('-') + 1));
}

}  // namespace orbench::mock
