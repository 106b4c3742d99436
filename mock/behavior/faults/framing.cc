// Faults in how right events are framed and ordered.
#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "harness/api/fields.h"
#include "mock/behavior/faults/edits.h"

namespace orbench::mock::fault_edits {
namespace {

constexpr int kStormComments = 1000;

auto find_part(Script& script, Part part) {
  return std::find_if(script.pieces.begin(), script.pieces.end(),
                      [&](const Piece& piece) { return piece.part == part; });
}

bool bears_token(const Piece& piece) {
  return piece.part == Part::kContent || piece.part == Part::kReasoning ||
         piece.part == Part::kTool;
}

/// Replaces each token's event by what `rewrite` makes of its bytes.
template <class Rewrite>
void rewrite_token_events(Script& script, Rewrite rewrite) {
  if (!script.has_events()) return;
  std::string event;
  for (Piece& piece : script.pieces) {
    if (!bears_token(piece)) continue;
    event.clear();
    script.render(piece, event);
    const auto data = event.find("data: {");
    const bool whole = data != std::string::npos && event.size() > data + 9 &&
                       event.compare(event.size() - 2, 2, "\n\n") == 0;
    if (!whole) continue;  // another fault was here before
    rewrite(event, data);
    piece = script.make(Action::kBytes, piece.part, piece.gap, event);
  }
}

}  // namespace

void keep_alive_storm(Script& script, const FaultContext&) {
  if (!script.has_events() || script.pieces.empty()) return;
  const Piece comment = script.make(Action::kBytes, Part::kComment, {},
                                    fmt::format(":{}\n\n", api::fields::kKeepAliveComment));
  const auto head = find_part(script, Part::kHead);
  if (head == script.pieces.end()) return;
  script.pieces.insert(head + 1, kStormComments, comment);
}

void comment_in_event(Script& script, const FaultContext&) {
  rewrite_token_events(script, [](std::string& event, std::size_t data) {
    event.insert(event.size() - 1, ": inside\n");
    event.insert(data, ": inside\n");
  });
}

void multi_line_data(Script& script, const FaultContext&) {
  // A line break is as good as nothing between a brace and the first key.
  rewrite_token_events(script, [](std::string& event, std::size_t data) {
    event.insert(data + std::string_view("data: {").size(), "\ndata: ");
  });
}

void usage_before_finish(Script& script, const FaultContext&) {
  const auto finish = find_part(script, Part::kFinish);
  const auto usage = find_part(script, Part::kUsage);
  if (finish == script.pieces.end() || usage == script.pieces.end()) return;
  std::swap(finish->gap, usage->gap);  // the times stay where they were
  std::iter_swap(finish, usage);
}

void two_finishes(Script& script, const FaultContext&) {
  auto last = find_part(script, Part::kFinish);
  if (last == script.pieces.end()) last = find_part(script, Part::kUsage);
  if (last == script.pieces.end()) return;
  Piece again = *last;
  again.gap = {};
  script.pieces.insert(last + 1, again);
}

void data_after_done(Script& script, const FaultContext&) {
  const auto token = std::find_if(script.pieces.begin(), script.pieces.end(), bears_token);
  const auto done = find_part(script, Part::kDone);
  if (token == script.pieces.end() || done == script.pieces.end()) return;
  Piece late = *token;
  late.gap = {};
  script.pieces.insert(done + 1, late);
}

void no_provider(Script& script, const FaultContext&) {
  if (script.provider.empty()) return;
  const std::string_view key = R"("provider":")";
  const auto strip = [&](std::string& text) {
    for (std::size_t at = 0; (at = text.find(key, at)) != std::string::npos;) {
      const auto end = text.find("\",", at + key.size());
      if (end == std::string::npos) return;
      text.erase(at, end + 2 - at);
    }
  };
  for (TokenFrame* frame : {&script.content_frame, &script.reasoning_frame, &script.tool_frame}) {
    strip(frame->prefix);
  }
  const std::string before = std::exchange(script.text, {});
  for (Piece& piece : script.pieces) {
    if (piece.action == Action::kFlood) continue;
    std::string bytes = before.substr(piece.at, piece.size);
    if (piece.action == Action::kBytes) strip(bytes);
    const std::uint32_t number = piece.number;
    piece = script.make(piece.action, piece.part, piece.gap, bytes);
    piece.number = number;
  }
  if (script.content_length) script.content_length = rendered_body(script).size();
}

}  // namespace orbench::mock::fault_edits
