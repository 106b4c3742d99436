#pragma once

#include <string>

#include "harness/protocol/content/foreign_json.h"

/// How the events of each wire become one body; see assemble_reply().
namespace orbench::protocol {

/// Adds a chunk of POST /chat/completions.
void add_chat_chunk(const ForeignJson& chunk, ForeignJson& reply);

/// Adds an event of POST /messages.
void add_messages_event(const ForeignJson& event, ForeignJson& reply);
/// The last event has been added.
void end_messages(ForeignJson& reply);

/// The text at `key`; empty when there is none.
[[nodiscard]] const std::string& text_at(const ForeignJson& object, const char* key);
/// The element of a list whose `index` is that of `part`; appended when the list has none yet.
[[nodiscard]] ForeignJson& element_for(const ForeignJson& part, ForeignJson& list);

}  // namespace orbench::protocol
