#include <array>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "harness/protocol/json_endpoint.h"
#include "harness/protocol/messages_wire.h"
#include "harness/protocol/reply_reader.h"

namespace orbench::protocol {

const Endpoint& messages_endpoint();

namespace {

constexpr std::array kTypes = std::to_array<KeyRule>({
    {"model", KeyType::kText},           {"models", KeyType::kList},
    {"fallbacks", KeyType::kList},       {"max_tokens", KeyType::kInteger},
    {"system", KeyType::kTextOrList},    {"stop_sequences", KeyType::kList},
    {"temperature", KeyType::kNumber},   {"top_p", KeyType::kNumber},
    {"top_k", KeyType::kNumber},         {"tools", KeyType::kList},
    {"tool_choice", KeyType::kObject},   {"thinking", KeyType::kObject},
    {"output_config", KeyType::kObject}, {"metadata", KeyType::kObject},
    {"cache_control", KeyType::kObject}, {"context_management", KeyType::kObject},
    {"service_tier", KeyType::kText},    {"provider", KeyType::kObject},
    {"plugins", KeyType::kList},         {"route", KeyType::kText},
    {"session_id", KeyType::kText},      {"user", KeyType::kText},
});

std::unique_ptr<ResponseReader> make_reader() {
  return std::make_unique<ReplyReader>(make_messages_wire());
}

constexpr JsonEndpointKind kMessages = {
    .name = "messages",
    .what = "POST /messages: a model's answer block by block, streamed or whole",
    .path = api::paths::kMessages,
    .accept = api::fields::kJson,
    .types = kTypes,
    .streams = true,
    .caches_prompts = true,
    .turns_key = "messages",
    // The reply may leave its provider out.
    .asks_for_metadata = true,
    .example = &example_of_messages,
    .make_reader = &make_reader,
    .check = [](RequestCheck& request) { request.demand_messages(); },
};

}  // namespace

const Endpoint& messages_endpoint() {
  static const JsonEndpoint endpoint(kMessages);
  return endpoint;
}

}  // namespace orbench::protocol
