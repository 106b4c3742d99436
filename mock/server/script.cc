#include "mock/server/script.h"

#include <algorithm>

#include "harness/api/fields.h"
#include "mock/server/message.h"

namespace orbench::mock {

void Script::set_header(std::string_view name, std::string value) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const core::Header& h) {
    return equal_ignoring_case(h.name, name);
  });
  if (found != headers.end()) {
    found->value = std::move(value);
  } else {
    headers.push_back({std::string(name), std::move(value)});
  }
}

Piece Script::make(Action action, Part part, core::Duration gap, std::string_view bytes) {
  const auto at = static_cast<std::uint32_t>(text.size());
  text.append(bytes);
  return {gap, at, static_cast<std::uint32_t>(bytes.size()), action, part};
}

const TokenFrame& Script::frame(Part part) const {
  if (part == Part::kReasoning) return reasoning_frame;
  if (part == Part::kTool) return tool_frame;
  return content_frame;
}

void Script::render(const Piece& piece, std::string& out) const {
  if (piece.action == Action::kBytes || piece.action == Action::kRaw) out.append(bytes(piece));
  if (piece.action != Action::kToken) return;
  const TokenFrame& around = frame(piece.part);
  out.append(around.prefix);
  if (around.numbered) out.append(std::to_string(piece.number)).append(around.middle);
  out.append(bytes(piece));
  if (around.twice) out.append(around.middle).append(bytes(piece));
  out.append(around.suffix);
}

Script whole_script(int status, std::string_view content_type, std::string_view body,
                    core::Duration delay) {
  Script script;
  script.status = status;
  script.content_length = body.size();
  script.headers.push_back({"Content-Type", std::string(content_type)});
  script.add(Action::kHead, Part::kHead, delay, {});
  script.add(Action::kBytes, Part::kBody, {}, body);
  script.add(Action::kEnd, Part::kEnd, {}, {});
  return script;
}

Script event_stream_script() {
  Script script;
  script.headers.push_back({"Content-Type", std::string(api::fields::kEventStream)});
  script.headers.push_back({"Cache-Control", "no-cache"});
  script.add(Action::kHead, Part::kHead, {}, {});
  return script;
}

std::string rendered_body(const Script& script) {
  std::string body;
  for (const Piece& piece : script.pieces) script.render(piece, body);
  return body;
}

}  // namespace orbench::mock
