#include <array>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "harness/protocol/chat_wire.h"
#include "harness/protocol/json_endpoint.h"
#include "harness/protocol/reply_reader.h"

namespace orbench::protocol {

const Endpoint& chat_endpoint();

namespace {

constexpr std::array kTypes = std::to_array<KeyRule>({
    {"model", KeyType::kText},
    {"models", KeyType::kList},
    {"max_tokens", KeyType::kInteger},
    {"max_completion_tokens", KeyType::kInteger},
    {"temperature", KeyType::kNumber},
    {"top_p", KeyType::kNumber},
    {"top_k", KeyType::kNumber},
    {"top_a", KeyType::kNumber},
    {"min_p", KeyType::kNumber},
    {"seed", KeyType::kInteger},
    {"stop", KeyType::kTextOrList},
    {"frequency_penalty", KeyType::kNumber},
    {"presence_penalty", KeyType::kNumber},
    {"repetition_penalty", KeyType::kNumber},
    {"logit_bias", KeyType::kObject},
    {"logprobs", KeyType::kFlag},
    {"top_logprobs", KeyType::kInteger},
    {"tools", KeyType::kList},
    {"tool_choice", KeyType::kTextOrObject},
    {"parallel_tool_calls", KeyType::kFlag},
    {"response_format", KeyType::kObject},
    {"modalities", KeyType::kList},
    {"image_config", KeyType::kObject},
    {"reasoning", KeyType::kObject},
    {"reasoning_effort", KeyType::kText},
    {"provider", KeyType::kObject},
    {"plugins", KeyType::kList},
    {"route", KeyType::kText},
    {"service_tier", KeyType::kText},
    {"session_id", KeyType::kText},
    {"user", KeyType::kText},
    {"metadata", KeyType::kObject},
    {"stream_options", KeyType::kObject},
    {"debug", KeyType::kObject},
});

std::unique_ptr<ResponseReader> make_reader() {
  return std::make_unique<ReplyReader>(make_chat_wire());
}

constexpr JsonEndpointKind kChat = {
    .name = "chat",
    .what = "POST /chat/completions: a chat model's answer, streamed or whole",
    .path = api::paths::kChatCompletions,
    .accept = api::fields::kJson,
    .types = kTypes,
    .streams = true,
    .caches_prompts = true,
    .turns_key = "messages",
    .example = &example_of_messages,
    .make_reader = &make_reader,
    .check = [](RequestCheck& request) { request.demand_messages(); },
};

}  // namespace

const Endpoint& chat_endpoint() {
  static const JsonEndpoint endpoint(kChat);
  return endpoint;
}

}  // namespace orbench::protocol
