// Faults inside an answer that has begun well.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/core/json_text.h"
#include "mock/behavior/faults/edits.h"
#include "mock/behavior/faults/own_events.h"
#include "mock/error_reply.h"

namespace orbench::mock::fault_edits {
namespace {

using core::Json;

constexpr std::uint32_t kHugeLineBytes = 100U << 20U;
constexpr std::uint32_t kBigEventBytes = 1U << 20U;
constexpr std::string_view kCode = "502";
constexpr int kDepth = 100'000;
constexpr int kStormComments = 1000;
constexpr core::Duration kCharacterRest = std::chrono::milliseconds(5);

auto iterator_at(Script& script, std::size_t index) {
  return script.pieces.begin() + static_cast<std::ptrdiff_t>(index);
}

/// Puts bytes half-way into the answer: an SSE event of a stream, or bytes inside a plain body
/// (which keeps its now wrong length, unless the caller drops it).
/// Returns the index of the new piece.
std::size_t insert_halfway(Script& script, std::string_view json) {
  const std::size_t middle = halfway(script);
  const std::string bytes = own_event(script, json);
  if (script.content_length) *script.content_length += bytes.size();
  const Piece piece = script.make(Action::kBytes, Part::kFault, {}, bytes);
  script.pieces.insert(iterator_at(script, middle), piece);
  return middle;
}

/// An event half-way whose middle is filler, made while it is read.
void insert_flood(Script& script, std::string_view before, std::string_view after,
                  std::uint32_t size) {
  const std::size_t opening = insert_halfway(script, before);
  // The event goes on after the filler, so its blank line comes last.
  const std::string end = script.has_events() ? fmt::format("{}\n\n", after) : std::string(after);
  if (script.has_events()) script.pieces[opening].size -= 2;
  script.content_length.reset();
  Piece filler = script.make(Action::kFlood, Part::kFault, {}, {});
  filler.size = size;
  const Piece closing = script.make(Action::kBytes, Part::kFault, {}, end);
  script.pieces.insert(iterator_at(script, opening + 1), {filler, closing});
}

void erase_parts(Script& script, std::initializer_list<Part> parts) {
  std::erase_if(script.pieces, [&](const Piece& piece) {
    return std::find(parts.begin(), parts.end(), piece.part) != parts.end();
  });
}

}  // namespace

void truncated(Script& script, const FaultContext&) {
  // Chunked sound is no event stream: it has no word for its end, and is cut.
  const bool says_its_end =
      std::any_of(script.pieces.begin(), script.pieces.end(),
                  [](const Piece& piece) { return piece.part == Part::kDone; });
  if (says_its_end) {
    erase_parts(script, {Part::kDone});
    // On this wire [DONE] is courtesy: what ends a message is its last event.
    if (script.wire == Wire::kMessages) erase_parts(script, {Part::kFinish});
    return;
  }
  script.pieces.resize(halfway(script));
  script.add(Action::kCut, Part::kEnd, {}, {});
}

void mid_stream_error(Script& script, const FaultContext&) {
  fail_at(script, halfway(script), kCode);
}

void error_code_string(Script& script, const FaultContext&) {
  fail_at(script, halfway(script), R"("server_error")");
}

void error_first_event(Script& script, const FaultContext&) {
  const auto first = std::find_if(
      script.pieces.begin(), script.pieces.end(),
      [](const Piece& piece) { return piece.part != Part::kHead && piece.part != Part::kComment; });
  fail_at(script, static_cast<std::size_t>(first - script.pieces.begin()), kCode);
}

void malformed_json_chunk(Script& script, const FaultContext&) {
  insert_halfway(script, R"({"choices":[{"delta":{"content":"cut)");
}

void bad_utf8(Script& script, const FaultContext&) {
  insert_halfway(script, "{\"choices\":[{\"delta\":{\"content\":\"\xC3\x28 \xFF\xFE\"}}]}");
}

void deep_json(Script& script, const FaultContext&) {
  insert_halfway(script, std::string(kDepth, '[') + std::string(kDepth, ']'));
}

void huge_line(Script& script, const FaultContext&) {
  insert_flood(script, R"({"x":")", "\"}", kHugeLineBytes);
}

void empty_data(Script& script, const FaultContext&) {
  if (!script.has_events()) return;
  const std::size_t middle = halfway(script);
  const Piece piece = script.make(Action::kBytes, Part::kFault, {}, "data:\n\ndata: \n\n");
  script.pieces.insert(iterator_at(script, middle), piece);
}

void nul_bytes(Script& script, const FaultContext&) {
  using namespace std::string_view_literals;
  insert_halfway(script, "{\"choices\":[{\"delta\":{\"content\":\"a\0\0b\"}}]}"sv);
}

void big_event(Script& script, const FaultContext&) {
  const std::size_t middle = halfway(script);
  const bool token =
      middle < script.pieces.size() && script.pieces[middle].action == Action::kToken;
  if (!token) {
    insert_flood(script, R"({"x":")", "\"}", kBigEventBytes);
    return;
  }
  // The token grows: its event stays a right one, whatever the wire.
  const Piece piece = script.pieces[middle];
  std::string whole;
  script.render(piece, whole);
  const TokenFrame& frame = script.frame(piece.part);
  const std::size_t tail = frame.suffix.size();
  const std::string_view text = whole;
  script.pieces[middle] =
      script.make(Action::kBytes, piece.part, piece.gap, text.substr(0, text.size() - tail));
  Piece filler = script.make(Action::kFlood, Part::kFault, {}, {});
  filler.size = kBigEventBytes;
  const Piece closing =
      script.make(Action::kBytes, Part::kFault, {}, text.substr(text.size() - tail));
  script.pieces.insert(iterator_at(script, middle + 1), {filler, closing});
}

void split_utf8(Script& script, const FaultContext&) {
  if (!script.has_events()) return;
  const std::size_t middle = halfway(script);
  if (middle >= script.pieces.size()) return;
  const Piece token = script.pieces[middle];
  if (token.action != Action::kToken) return;
  // The token gets a last character of three bytes; the first write ends after its first byte.
  const std::string text = std::string(script.bytes(token)) + "\xE2\x82\xAC";
  Piece longer = script.make(Action::kToken, token.part, token.gap, text);
  longer.number = token.number;
  std::string event;
  script.render(longer, event);
  const std::size_t cut = event.find(text) + text.size() - 2;
  const std::string_view whole = event;
  script.pieces[middle] = script.make(Action::kBytes, token.part, token.gap, whole.substr(0, cut));
  const Piece rest = script.make(Action::kBytes, token.part, kCharacterRest, whole.substr(cut));
  script.pieces.insert(iterator_at(script, middle + 1), rest);
}

void crlf_framing(Script& script, const FaultContext&) {
  if (!script.has_events()) return;
  const auto converted = [](std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (c == '\n') out += '\r';
      out += c;
    }
    return out;
  };
  const std::string before = std::exchange(script.text, {});
  for (Piece& piece : script.pieces) {
    if (piece.action == Action::kFlood) continue;  // its size is no range of the text
    const std::string_view bytes = std::string_view(before).substr(piece.at, piece.size);
    const std::uint32_t number = piece.number;
    piece = script.make(piece.action, piece.part, piece.gap, converted(bytes));
    piece.number = number;
  }
  for (TokenFrame* frame : {&script.content_frame, &script.reasoning_frame, &script.tool_frame}) {
    frame->prefix = converted(frame->prefix);  // an `event:` line
    frame->suffix = converted(frame->suffix);
  }
}

void comment_storm(Script& script, const FaultContext&) {
  if (!script.has_events()) return;
  const Piece comment = script.make(Action::kBytes, Part::kComment, {},
                                    fmt::format(":{}\n\n", api::fields::kKeepAliveComment));
  const std::size_t middle = halfway(script);
  script.pieces.insert(iterator_at(script, middle), kStormComments, comment);
}

void no_usage(Script& script, const FaultContext&) {
  if (script.streamed()) {
    erase_parts(script, {Part::kUsage});
    return;
  }
  Json body = Json::parse(rendered_body(script), nullptr, false);
  if (!body.is_object() || body.erase("usage") == 0) return;
  const core::Duration delay = script.pieces.front().gap;
  std::vector<core::Header> headers = std::move(script.headers);
  replace_answer(script,
                 whole_script(script.status, api::fields::kJson, core::dumped(body), delay));
  script.headers = std::move(headers);
}

void done_then_open_socket(Script& script, const FaultContext&) {
  for (Piece& piece : script.pieces) {
    if (piece.action == Action::kEnd) piece.gap = kForever;
  }
}

}  // namespace orbench::mock::fault_edits
