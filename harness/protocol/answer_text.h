#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orbench::protocol {

/// Finds the visible answer in the body of a reply, for a conversation that goes on from it: the
/// text of the first choice, without reasoning and tool calls. Works on a whole body after the
/// fact, so that only those who need the text pay for it; reads every text wire (chat, responses,
/// messages), streamed or plain, and what there is of a body that was cut off.
/// Errors:  none; what cannot be read adds nothing.
/// Memory:  working space grows to the largest event.
/// Threads: any.
/// Source:  the API's replies of POST /chat/completions, /responses and /messages.
[[nodiscard]] std::string answer_text(std::string_view body);

/// More of a body than this is not kept for a conversation.
inline constexpr std::size_t kMaxAnswerBody = 4U << 20U;

}  // namespace orbench::protocol
