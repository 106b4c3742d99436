#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/protocol/content/foreign_json.h"

namespace orbench::protocol {

/// A call of a tool in an answer.
struct ToolCall {
  std::string name;
  /// The arguments: a text that should be a JSON object, or (messages) the object itself. Null:
  /// there are none.
  const ForeignJson* arguments = nullptr;
};

/// The tool calls of a whole reply of chat, responses or messages. Views into `reply`.
[[nodiscard]] std::vector<ToolCall> tool_calls_of(std::string_view endpoint,
                                                  const ForeignJson& reply);

/// What an answer says in words: one for each choice (chat), the visible text of all messages
/// (responses, messages); none where it says nothing in words.
[[nodiscard]] std::vector<std::string> texts_of(std::string_view endpoint,
                                                const ForeignJson& reply);

/// The pictures of a reply in base64 (images, chat, responses). Views into `reply`.
[[nodiscard]] std::vector<std::string_view> pictures_of(std::string_view endpoint,
                                                        const ForeignJson& reply);

}  // namespace orbench::protocol
