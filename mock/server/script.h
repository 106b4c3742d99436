#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/http.h"
#include "harness/core/units.h"

namespace orbench::mock {

/// What a piece of an answer stands for, so that a fault can find its place without parsing.
enum class Part : std::uint8_t {
  kHead,
  kBody,  ///< of an answer that is not a stream
  kComment,
  kRole,
  kReasoning,
  kContent,
  kTool,
  kFinish,
  kUsage,
  kDone,
  kFault,  ///< put in by a fault
  kEnd,
};

/// What the player does with a piece.
enum class Action : std::uint8_t {
  kHead,   ///< send status line and headers
  kBytes,  ///< send the bytes, as one chunk
  kToken,  ///< send the bytes between the prefix and suffix of the part's frame, as one chunk
  kRaw,    ///< send the bytes outside any HTTP framing
  kFlood,  ///< send `size` bytes of filler, made while the client reads them
  kEnd,    ///< end the body properly
  kCut,    ///< close the connection without the body's terminator
  kReset,  ///< close with a TCP reset
};

inline constexpr core::Duration kForever = core::Duration::max();

struct Piece {
  core::Duration gap{};  ///< after the previous piece was due; kForever never comes
  std::uint32_t at = 0;  ///< offset of the bytes in Script::text
  std::uint32_t size = 0;
  Action action = Action::kBytes;
  Part part = Part::kFault;
  std::uint32_t number = 0;  ///< of the event, for a frame that shows it
};

/// The fixed bytes around a token, built once a stream, so that a token costs no JSON: prefix,
/// token, suffix. When the wire shows the token twice: prefix, token, middle, token, suffix. When
/// it numbers its events: prefix, number, middle, token, suffix.
struct TokenFrame {
  std::string prefix;
  std::string middle;
  std::string suffix;
  bool twice = false;
  bool numbered = false;
};

/// What a stream's events look like, for faults that put in some of their own.
enum class Wire : std::uint8_t {
  kChat,       ///< `data:` only, chunks
  kResponses,  ///< `data:` only, numbered typed events
  kMessages,   ///< `event:` and `data:`
  kImages,     ///< `data:` only, typed events
  kBinary,     ///< no events: sound
};

/// A whole answer as data: what is sent and when. Responders make one, faults edit it, the player
/// plays it. Being data, an answer can be compared and tested without a socket or a clock.
/// Threads: a value; no sharing.
struct Script {
  int status = 200;
  std::vector<core::Header> headers;
  std::optional<std::size_t> content_length;  ///< absent: chunked
  std::vector<Piece> pieces;
  std::string text;  ///< the bytes of all pieces
  TokenFrame content_frame;
  TokenFrame reasoning_frame;
  TokenFrame tool_frame;

  Wire wire = Wire::kChat;
  bool failed = false;  ///< what the client gets is an error, in whatever form: nothing is charged
  bool old_http = false;  ///< answers as HTTP/1.0: no chunks, and the connection ends the body

  // For faults that name who refused.
  std::string model;
  std::string provider;
  std::string provider_tag;
  std::string generation_id;

  [[nodiscard]] bool streamed() const { return !content_length.has_value(); }
  void set_header(std::string_view name, std::string value);
  /// Appends bytes to `text` and gives the piece that sends them; the caller places it.
  [[nodiscard]] Piece make(Action action, Part part, core::Duration gap, std::string_view bytes);
  void add(Action action, Part part, core::Duration gap, std::string_view bytes) {
    pieces.push_back(make(action, part, gap, bytes));
  }
  [[nodiscard]] std::string_view bytes(const Piece& piece) const {
    return std::string_view(text).substr(piece.at, piece.size);
  }
  [[nodiscard]] bool has_events() const { return streamed() && wire != Wire::kBinary; }
  [[nodiscard]] const TokenFrame& frame(Part part) const;
  /// Writes what a kBytes, kToken or kRaw piece sends to the end of `out`.
  void render(const Piece& piece, std::string& out) const;
};

/// An answer in one go: `body` after `delay`, with its Content-Length.
[[nodiscard]] Script whole_script(int status, std::string_view content_type, std::string_view body,
                                  core::Duration delay = {});
/// An SSE answer whose head goes out at once; the caller adds the events and a kEnd.
[[nodiscard]] Script event_stream_script();

/// The body as a patient client would receive it (floods left out).
[[nodiscard]] std::string rendered_body(const Script& script);

}  // namespace orbench::mock
