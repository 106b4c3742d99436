#include "harness/protocol/chat_request.h"

#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orbench::protocol {
namespace {

enum class Kind { kText, kFlag, kNumber, kInteger, kObject, kList, kTextOrList, kTextOrObject };

constexpr std::array kKeys = std::to_array<std::pair<std::string_view, Kind>>({
    {"model", Kind::kText},
    {"models", Kind::kList},
    {"stream", Kind::kFlag},
    {"max_tokens", Kind::kInteger},
    {"max_completion_tokens", Kind::kInteger},
    {"temperature", Kind::kNumber},
    {"top_p", Kind::kNumber},
    {"top_k", Kind::kNumber},
    {"top_a", Kind::kNumber},
    {"min_p", Kind::kNumber},
    {"seed", Kind::kInteger},
    {"stop", Kind::kTextOrList},
    {"frequency_penalty", Kind::kNumber},
    {"presence_penalty", Kind::kNumber},
    {"repetition_penalty", Kind::kNumber},
    {"logit_bias", Kind::kObject},
    {"logprobs", Kind::kFlag},
    {"top_logprobs", Kind::kInteger},
    {"tools", Kind::kList},
    {"tool_choice", Kind::kTextOrObject},
    {"parallel_tool_calls", Kind::kFlag},
    {"response_format", Kind::kObject},
    {"modalities", Kind::kList},
    {"image_config", Kind::kObject},
    {"reasoning", Kind::kObject},
    {"reasoning_effort", Kind::kText},
    {"provider", Kind::kObject},
    {"plugins", Kind::kList},
    {"route", Kind::kText},
    {"service_tier", Kind::kText},
    {"session_id", Kind::kText},
    {"user", Kind::kText},
    {"metadata", Kind::kObject},
    {"stream_options", Kind::kObject},
    {"debug", Kind::kObject},
});

bool is_of(Kind kind, const core::Json& value) {
  switch (kind) {
    case Kind::kText:
      return value.is_string();
    case Kind::kFlag:
      return value.is_boolean();
    case Kind::kNumber:
      return value.is_number();
    case Kind::kInteger:
      return value.is_number_integer();
    case Kind::kObject:
      return value.is_object();
    case Kind::kList:
      return value.is_array();
    case Kind::kTextOrList:
      return value.is_string() || value.is_array();
    case Kind::kTextOrObject:
      return value.is_string() || value.is_object();
  }
  return false;
}

std::string_view words_for(Kind kind) {
  constexpr std::array<std::string_view, 8> kWords = {"a string",
                                                      "true or false",
                                                      "a number",
                                                      "a whole number",
                                                      "an object",
                                                      "an array",
                                                      "a string or an array",
                                                      "a string or an object"};
  return kWords[static_cast<std::size_t>(kind)];
}

}  // namespace

void check_chat_request(const RequestDraft& draft) {
  const core::Json& request = draft.body;
  if (!request.is_object()) {
    draft.error(draft.pointer,
                fmt::format("the request must be an object, found {}", request.type_name()));
    return;
  }
  const auto messages = request.find("messages");
  if (messages == request.end() || !messages->is_array() || messages->empty()) {
    draft.error(
        messages == request.end() ? draft.pointer : core::child_pointer(draft.pointer, "messages"),
        "a chat request needs `messages`: a non-empty array such as "
        R"([{"role": "user", "content": "Hello"}])");
  } else {
    const std::string list = core::child_pointer(draft.pointer, "messages");
    for (std::size_t i = 0; i < messages->size(); ++i) {
      const core::Json& message = (*messages)[i];
      const bool fits =
          message.is_object() && message.contains("role") && message.find("role")->is_string();
      if (!fits) {
        draft.error(core::child_pointer(list, i),
                    R"(each message must be an object with a `role`, such as "user")");
      }
    }
  }
  for (const auto& [key, kind] : kKeys) {
    const auto found = request.find(key);
    if (found == request.end() || found->is_null() || is_of(kind, *found)) continue;
    draft.error(core::child_pointer(draft.pointer, key),
                fmt::format("`{}` must be {}, found {}", key, words_for(kind), found->type_name()));
  }
}

}  // namespace orbench::protocol
