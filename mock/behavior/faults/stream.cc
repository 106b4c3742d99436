// Faults inside an answer that has begun well.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "mock/behavior/faults/edits.h"
#include "mock/error_reply.h"

namespace orbench::mock::fault_edits {
namespace {

using core::Json;

constexpr std::uint32_t kHugeLineBytes = 100U << 20U;
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
  const std::string bytes =
      script.streamed() ? fmt::format("data: {}\n\n", json) : std::string(json);
  if (script.content_length) *script.content_length += bytes.size();
  const Piece piece = script.make(Action::kBytes, Part::kFault, {}, bytes);
  script.pieces.insert(iterator_at(script, middle), piece);
  return middle;
}

void erase_parts(Script& script, std::initializer_list<Part> parts) {
  std::erase_if(script.pieces, [&](const Piece& piece) {
    return std::find(parts.begin(), parts.end(), piece.part) != parts.end();
  });
}

std::string error_event(const Script& script) {
  const Json event = {{"id", script.generation_id},
                      {"object", "chat.completion.chunk"},
                      {"model", script.model},
                      {"provider", script.provider},
                      {"error",
                       {{"code", api::error_codes::kBadGateway},
                        {"message", "Provider disconnected unexpectedly"},
                        {"metadata", {{"error_type", "provider_unavailable"}}}}},
                      {"choices", Json::array({{{"index", 0},
                                                {"delta", {{"content", ""}}},
                                                {"finish_reason", api::fields::kFinishError}}})}};
  return fmt::format("data: {}\n\n", dumped(event));
}

/// The rest of a stream, or a whole plain answer, gives way to an error.
void fail_at(Script& script, std::size_t index) {
  if (script.streamed()) {
    script.pieces.resize(index);
    script.add(Action::kBytes, Part::kFault, {}, error_event(script));
    script.add(Action::kEnd, Part::kEnd, {}, {});
    return;
  }
  const Json body = {
      {"id", script.generation_id},
      {"object", "chat.completion"},
      {"model", script.model},
      {"provider", script.provider},
      {"choices", Json::array({{{"index", 0},
                                {"finish_reason", api::fields::kFinishError},
                                {"message", {{"role", "assistant"}, {"content", "The answer be"}}},
                                {"error",
                                 {{"code", api::error_codes::kBadGateway},
                                  {"message", "Provider disconnected unexpectedly"},
                                  {"metadata", {{"error_type", "provider_unavailable"}}}}}}})}};
  replace_answer(script, whole_script(200, api::fields::kJson, dumped(body)));
}

}  // namespace

void truncated(Script& script, const FaultContext&) {
  if (script.streamed()) {
    erase_parts(script, {Part::kDone});
    return;
  }
  script.pieces.resize(halfway(script));
  script.add(Action::kCut, Part::kEnd, {}, {});
}

void mid_stream_error(Script& script, const FaultContext&) { fail_at(script, halfway(script)); }

void error_first_event(Script& script, const FaultContext&) {
  const auto first = std::find_if(
      script.pieces.begin(), script.pieces.end(),
      [](const Piece& piece) { return piece.part != Part::kHead && piece.part != Part::kComment; });
  fail_at(script, static_cast<std::size_t>(first - script.pieces.begin()));
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
  const std::size_t opening = insert_halfway(script, R"({"x":")");
  // The event goes on after the filler, so its blank line comes last.
  if (script.streamed()) script.pieces[opening].size -= 2;
  script.content_length.reset();
  Piece filler = script.make(Action::kFlood, Part::kFault, {}, {});
  filler.size = kHugeLineBytes;
  const Piece closing = script.make(Action::kBytes, Part::kFault, {}, "\"}\n\n");
  script.pieces.insert(iterator_at(script, opening + 1), {filler, closing});
}

void split_utf8(Script& script, const FaultContext&) {
  if (!script.streamed()) return;
  const std::size_t middle = halfway(script);
  if (middle >= script.pieces.size()) return;
  const Piece token = script.pieces[middle];
  if (token.action != Action::kToken) return;
  // The token gets a last character of three bytes; the first write ends after its first byte.
  const TokenFrame& frame = script.frame(token.part);
  const std::string text = std::string(script.bytes(token)) + "\xE2\x82\xAC";
  std::string event = frame.prefix + text;
  const std::size_t cut = event.size() - 2;
  if (frame.twice) event += frame.middle + text;
  event += frame.suffix;
  const std::string_view whole = event;
  script.pieces[middle] = script.make(Action::kBytes, token.part, token.gap, whole.substr(0, cut));
  const Piece rest = script.make(Action::kBytes, token.part, kCharacterRest, whole.substr(cut));
  script.pieces.insert(iterator_at(script, middle + 1), rest);
}

void crlf_framing(Script& script, const FaultContext&) {
  if (!script.streamed()) return;
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
    piece = script.make(piece.action, piece.part, piece.gap, converted(bytes));
  }
  for (TokenFrame* frame : {&script.content_frame, &script.reasoning_frame, &script.tool_frame}) {
    frame->suffix = converted(frame->suffix);
  }
}

void comment_storm(Script& script, const FaultContext&) {
  if (!script.streamed()) return;
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
  replace_answer(script, whole_script(script.status, api::fields::kJson, dumped(body), delay));
  script.headers = std::move(headers);
}

void done_then_open_socket(Script& script, const FaultContext&) {
  for (Piece& piece : script.pieces) {
    if (piece.action == Action::kEnd) piece.gap = kForever;
  }
}

}  // namespace orbench::mock::fault_edits
