#include "mock/responders/messages_request.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "mock/responders/request_body.h"
#include "mock/responders/structured_answer.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

std::string tool_of(const json& body) {
  const json& choice = body::at(body, "tool_choice");
  if (body::text_at(choice, "type") == "none") return {};
  const std::string forced = body::text_at(choice, "name");
  if (!forced.empty()) return forced;
  const json& tools = body::at(body, "tools");
  if (!tools.is_array() || tools.empty()) return {};
  const std::string name = body::text_at(tools.front(), "name");
  return name.empty() ? "tool" : name;
}

/// Why `fallbacks` are refused; empty when they are not.
std::string_view refused_fallbacks(const json& body) {
  constexpr std::size_t kMostFallbacks = 3;
  const json& fallbacks = body::at(body, "fallbacks");
  if (fallbacks.is_null()) return {};
  if (body::has(body, "models")) return R"("fallbacks" and "models" must not come together)";
  if (!fallbacks.is_array() || fallbacks.size() > kMostFallbacks) {
    return R"("fallbacks" takes up to 3 entries)";
  }
  for (const json& entry : fallbacks) {
    if (body::text_at(entry, "model").empty() || entry.size() != 1) {
      return R"(each of "fallbacks" holds "model" and nothing else)";
    }
  }
  return {};
}

}  // namespace

core::Result<TextRequest> parse_messages_request(std::string_view text) {
  const json body = body::parse(text);
  const auto refused = [](std::string_view why) {
    return core::fail(core::ErrorCode::kInvalidArgument, std::string(why));
  };
  if (!body.is_object()) return refused("Input must have at least 1 token.");
  const auto missing = body::first_missing(body, {"model", "messages"});
  if (!missing.empty()) return refused(fmt::format("{}: Field required", missing));
  const json& messages = body::at(body, "messages");
  if (!messages.is_array() || messages.empty()) {
    return refused("messages: at least one message is required");
  }
  for (const json& message : messages) {
    const auto lacks = body::first_missing(message, {"role", "content"});
    if (!lacks.empty()) return refused(fmt::format("messages.{}: Field required", lacks));
  }
  if (const auto why = refused_fallbacks(body); !why.empty()) return refused(why);
  TextRequest request;
  request.routing = read_routing(body);
  request.stream = body::flag_at(body, "stream", false);
  request.prompt_tokens = body::message_tokens(messages) +
                          body::tokens_of(body::content_bytes(body::at(body, "system")));
  request.max_tokens = body::count_at(body, "max_tokens");
  request.tool_name = tool_of(body);
  request.answer = structured_answer(body::at(body::at(body, "output_config"), "format"));
  request.reasoning_enabled = body::text_at(body::at(body, "thinking"), "type") != "disabled";
  return request;
}

}  // namespace orbench::mock
