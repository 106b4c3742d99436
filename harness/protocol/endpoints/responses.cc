#include <array>

#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "harness/protocol/json_endpoint.h"
#include "harness/protocol/reply_reader.h"
#include "harness/protocol/responses_wire.h"

namespace orbench::protocol {

const Endpoint& responses_endpoint();

namespace {

constexpr std::array kTypes = std::to_array<KeyRule>({
    {"model", KeyType::kText},
    {"models", KeyType::kList},
    {"input", KeyType::kTextOrList},
    {"instructions", KeyType::kText},
    {"max_output_tokens", KeyType::kInteger},
    {"max_tool_calls", KeyType::kInteger},
    {"temperature", KeyType::kNumber},
    {"top_p", KeyType::kNumber},
    {"top_k", KeyType::kNumber},
    {"top_logprobs", KeyType::kInteger},
    {"frequency_penalty", KeyType::kNumber},
    {"presence_penalty", KeyType::kNumber},
    {"tools", KeyType::kList},
    {"tool_choice", KeyType::kTextOrObject},
    {"parallel_tool_calls", KeyType::kFlag},
    {"reasoning", KeyType::kObject},
    {"text", KeyType::kObject},
    {"include", KeyType::kList},
    {"modalities", KeyType::kList},
    {"image_config", KeyType::kObject},
    {"truncation", KeyType::kText},
    {"provider", KeyType::kObject},
    {"plugins", KeyType::kList},
    {"route", KeyType::kText},
    {"service_tier", KeyType::kText},
    {"session_id", KeyType::kText},
    {"user", KeyType::kText},
    {"metadata", KeyType::kObject},
    {"prompt", KeyType::kObject},
    {"prompt_cache_key", KeyType::kText},
    {"store", KeyType::kFlag},
    {"background", KeyType::kFlag},
});

core::JsonValue example() {
  core::Json request;
  request["input"] = "${nonce} Describe the sea in a short paragraph.";
  request["max_output_tokens"] = 128;
  request["stream"] = true;
  return core::JsonValue(std::move(request));
}

void check(RequestCheck& request) {
  const core::Json* const input = request.find("input");
  const bool empty = input == nullptr || *input == "" || *input == core::Json::array();
  if (empty && request.find("prompt") == nullptr) {
    request.report("input", "the request needs `input`: a text, or a non-empty array of items");
  }
}

std::unique_ptr<ResponseReader> make_reader() {
  return std::make_unique<ReplyReader>(make_responses_wire());
}

constexpr JsonEndpointKind kResponses = {
    .name = "responses",
    .what = "POST /responses: a model's answer as a response object, streamed or whole",
    .path = api::paths::kResponses,
    .accept = api::fields::kJson,
    .types = kTypes,
    .streams = true,
    .caches_prompts = true,
    .asks_for_metadata = true,
    .example = &example,
    .make_reader = &make_reader,
    .check = &check,
};

}  // namespace

const Endpoint& responses_endpoint() {
  static const JsonEndpoint endpoint(kResponses);
  return endpoint;
}

}  // namespace orbench::protocol
