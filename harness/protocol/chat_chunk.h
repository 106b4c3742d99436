#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "harness/protocol/error_body.h"
#include "harness/protocol/routing.h"
#include "harness/protocol/token_timeline.h"
#include "harness/protocol/usage.h"

namespace orbench::protocol {

/// What one JSON object of the chat API says: a chunk of a stream, a whole reply, or an error body
/// (they share their shape). Absent texts are empty.
/// Lifetime: the views point into the parser and hold until it reads again.
struct ChatChunk {
  EventMaterial material;         ///< of all choices together
  bool reasoning_text = false;    ///< thinking in the open
  bool reasoning_opaque = false;  ///< a summary of it, or encrypted
  bool has_usage = false;
  Usage usage;
  std::string_view id;
  std::string_view provider;
  std::string_view model;
  std::string_view tier;
  std::string_view finish_reason;
  std::optional<ApiError> error;   ///< at the top or in a choice
  std::optional<Routing> routing;  ///< `openrouter_metadata`
};

/// Reads chat JSON. Tolerant: fields may come in any order, be null, of another type, unknown or
/// missing; only text that is not one JSON object is refused. Nesting may be of any depth (what is
/// not understood is stepped over without recursion). A chunk that repeats the one before but for
/// its texts is recognised and costs a comparison (chunk_shape.h).
/// Errors:  read() returns false; `out` then holds nothing of use.
/// Memory:  working space grows to the largest text; trim() gives an unusual amount back. Reading a
///          chunk without an error object allocates nothing else.
/// Threads: one thread per object.
class ChatChunkParser {
 public:
  ChatChunkParser();
  ~ChatChunkParser();
  ChatChunkParser(ChatChunkParser&&) = delete;

  [[nodiscard]] bool read(std::string_view json, ChatChunk& out);
  void trim();

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace orbench::protocol
