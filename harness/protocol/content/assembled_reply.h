#pragma once

#include <string_view>

#include "harness/protocol/content/foreign_json.h"

namespace orbench::protocol {

/// What a reply says as one JSON value: a plain body as it stands, and a stream as the plain body
/// that the same answer would have had, so that one pointer means the same in both.
///   chat       choices[].message from the deltas: texts joined, tool calls by index, the rest of a
///              chunk (usage, model, …) as last said
///   messages   content[] from its blocks; the arguments of a tool that are no JSON stay a text
///   responses  the response object of the last event that holds one
///   images     data[] from the completed images
/// An error event takes the place of what it ends. Works on a whole body after the fact, so that
/// only those who look into replies pay for it. is_discarded() for a body that holds no JSON.
/// Source: the API reference, sections 1.1 to 1.3 and 1.6.
[[nodiscard]] ForeignJson assemble_reply(std::string_view body);

}  // namespace orbench::protocol
