#include "mock/behavior/faults/own_events.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/core/json_text.h"
#include "mock/behavior/faults/edits.h"
#include "mock/error_reply.h"

namespace orbench::mock::fault_edits {
namespace {

using core::Json;

constexpr std::string_view kMessage = "Provider disconnected unexpectedly";
constexpr std::string_view kErrorType = "provider_unavailable";

Json common_error(const Json& code) {
  return {{"code", code}, {"message", kMessage}, {"metadata", {{"error_type", kErrorType}}}};
}

/// What the answer itself began with: the JSON of its first event, or of its body. An empty object
/// when that is none.
Json opening(const Script& script) {
  constexpr std::string_view kData = "data: ";
  for (const Piece& piece : script.pieces) {
    std::string_view text = script.bytes(piece);
    if (piece.part == Part::kHead || piece.part == Part::kComment || text.empty()) continue;
    if (script.has_events() && text.substr(0, kData.size()) == kData) {
      text.remove_prefix(kData.size());
      text = text.substr(0, text.find("\n\n"));
    }
    Json json = Json::parse(text, nullptr, false);
    return json.is_object() ? json : Json::object();
  }
  return Json::object();
}

/// A chat answer's own members, with these in the place of what it says.
Json failed_chat(const Script& script, std::string_view object, const Json& more) {
  Json chunk = opening(script);
  chunk.erase("usage");
  chunk.update({{"id", script.generation_id},
                {"object", object},
                {"model", script.model},
                {"provider", script.provider}});
  chunk.update(more);
  return chunk;
}

Json failed_response(const Script& script) {
  Json response = opening(script);
  if (response.contains("response")) response = Json(response["response"]);
  response.update({{"id", script.generation_id},
                   {"object", "response"},
                   {"model", script.model},
                   {"status", "failed"},
                   {"output", Json::array()},
                   {"completed_at", nullptr},
                   {"error", {{"code", "server_error"}, {"message", kMessage}}},
                   {"error_type", kErrorType}});
  response.erase("output_text");
  response.erase("usage");
  return response;
}

/// How many events come before the piece: the number of the next.
std::int64_t events_before(const Script& script, std::size_t index) {
  const auto end = script.pieces.begin() + static_cast<std::ptrdiff_t>(index);
  return std::count_if(script.pieces.begin(), end, [](const Piece& piece) {
    return piece.part != Part::kHead && piece.part != Part::kComment && piece.size > 0;
  });
}

std::string error_event(const Script& script, std::size_t index, const Json& code) {
  switch (script.wire) {
    case Wire::kChat:
      return own_event(
          script,
          core::dumped(failed_chat(
              script, "chat.completion.chunk",
              {{"error", common_error(code)},
               {"choices", Json::array({{{"index", 0},
                                         {"delta", {{"content", ""}}},
                                         {"finish_reason", api::fields::kFinishError}}})}})));
    case Wire::kResponses:
      return own_event(script, core::dumped({{"type", "response.failed"},
                                             {"sequence_number", events_before(script, index)},
                                             {"response", failed_response(script)}}));
    case Wire::kMessages:
      return fmt::format(
          "event: error\ndata: {}\n\n",
          core::dumped(
              {{"type", "error"},
               {"error",
                {{"type", "api_error"}, {"message", kMessage}, {"error_type", kErrorType}}}}));
    case Wire::kImages:
      return own_event(script, core::dumped({{"type", "error"},
                                             {"error", {{"message", kMessage}, {"code", code}}}}));
    case Wire::kBinary:
      break;
  }
  return {};
}

/// A whole answer that says so itself, with 200; the other endpoints answer 502.
Script whole_failure(const Script& script, const Json& code) {
  if (script.wire == Wire::kResponses) {
    return whole_script(200, api::fields::kJson, core::dumped(failed_response(script)));
  }
  if (script.wire != Wire::kChat) {
    return error_reply(api::error_codes::kBadGateway, "Provider returned error",
                       {{"error_type", kErrorType}});
  }
  return whole_script(
      200, api::fields::kJson,
      core::dumped(failed_chat(
          script, "chat.completion",
          {{"choices",
            Json::array({{{"index", 0},
                          {"finish_reason", api::fields::kFinishError},
                          {"message", {{"role", "assistant"}, {"content", "The answer be"}}},
                          {"error", common_error(code)}}})}})));
}

}  // namespace

std::string own_event(const Script& script, std::string_view json) {
  if (!script.has_events()) return std::string(json);
  const std::string_view name =
      script.wire == Wire::kMessages ? "event: content_block_delta\n" : "";
  return fmt::format("{}data: {}\n\n", name, json);
}

void fail_at(Script& script, std::size_t index, std::string_view code) {
  const Json value = Json::parse(code, nullptr, false);
  if (!script.streamed()) {
    replace_answer(script, whole_failure(script, value));
    script.failed = true;
    return;
  }
  const std::string event = error_event(script, index, value);
  script.failed = true;
  script.pieces.resize(std::min(index, script.pieces.size()));
  if (event.empty()) {
    script.add(Action::kCut, Part::kEnd, {}, {});
    return;
  }
  script.add(Action::kBytes, Part::kFault, {}, event);
  script.add(Action::kEnd, Part::kEnd, {}, {});
}

}  // namespace orbench::mock::fault_edits
