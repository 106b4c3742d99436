#include "mock/responders/chat_request.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace orbench::mock {
namespace {

// Not core::Json: its keys are searched in line, and a hostile body may have a million of them.
using Json = nlohmann::json;

constexpr std::int64_t kBytesPerToken = 4;
constexpr std::int64_t kTokensPerMessage = 4;  // role and separators
constexpr double kMostTokens = 1e9;

constexpr int kDeepest = 128;

/// Whether brackets nest deeper than any real request. Looked at before parsing, which costs a
/// hundred times more a level.
bool nests_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size() && depth <= kDeepest; ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (in_string) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
  }
  return depth > kDeepest;
}

/// The value at a key, or null; also for anything that is no object.
const Json& at(const Json& object, const char* key) {
  static const Json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

std::string text_at(const Json& object, const char* key) {
  const Json& value = at(object, key);
  return value.is_string() ? value.get<std::string>() : std::string{};
}

bool flag_at(const Json& object, const char* key, bool fallback) {
  const Json& value = at(object, key);
  return value.is_boolean() ? value.get<bool>() : fallback;
}

std::optional<std::int64_t> count_at(const Json& object, const char* key) {
  const Json& value = at(object, key);
  if (!value.is_number()) return std::nullopt;
  const auto number = value.get<double>();
  if (!(number >= 1.0)) return std::nullopt;
  return static_cast<std::int64_t>(std::min(number, kMostTokens));
}

std::vector<std::string> texts_at(const Json& object, const char* key) {
  std::vector<std::string> texts;
  for (const Json& element : at(object, key)) {
    if (element.is_string()) texts.push_back(element.get<std::string>());
  }
  return texts;
}

std::size_t content_bytes(const Json& content) {
  if (content.is_string()) return content.get_ref<const std::string&>().size();
  std::size_t bytes = 0;
  if (content.is_array()) {
    for (const Json& part : content) bytes += text_at(part, "text").size();
  }
  return bytes;
}

std::int64_t estimated_tokens(const Json& messages) {
  std::int64_t tokens = 0;
  for (const Json& message : messages) {
    const auto bytes = static_cast<std::int64_t>(content_bytes(at(message, "content")));
    tokens += (bytes + kBytesPerToken - 1) / kBytesPerToken + kTokensPerMessage;
  }
  return tokens;
}

Sort sort_of(const Json& provider) {
  const Json& asked = at(provider, "sort");
  const std::string by = asked.is_string() ? asked.get<std::string>() : text_at(asked, "by");
  if (by == "price") return Sort::kPrice;
  if (by == "latency") return Sort::kLatency;
  if (by == "throughput") return Sort::kThroughput;
  return Sort::kNone;
}

RouteRequest routing_of(const Json& body) {
  RouteRequest routing;
  routing.model = text_at(body, "model");
  if (routing.model.empty()) {
    const auto models = texts_at(body, "models");
    if (!models.empty()) routing.model = models.front();
  }
  const Json& provider = at(body, "provider");
  routing.order = texts_at(provider, "order");
  routing.only = texts_at(provider, "only");
  routing.ignore = texts_at(provider, "ignore");
  routing.allow_fallbacks = flag_at(provider, "allow_fallbacks", true);
  routing.sort = sort_of(provider);
  return routing;
}

std::string tool_of(const Json& body) {
  const Json& choice = at(body, "tool_choice");
  if (choice == "none") return {};
  const std::string forced = text_at(at(choice, "function"), "name");
  if (!forced.empty()) return forced;
  const Json& tools = at(body, "tools");
  if (!tools.is_array() || tools.empty()) return {};
  const std::string name = text_at(at(tools.front(), "function"), "name");
  return name.empty() ? "tool" : name;
}

void read_reasoning(const Json& body, ChatRequest& request) {
  const Json& reasoning = at(body, "reasoning");
  request.reasoning_enabled = flag_at(reasoning, "enabled", true) &&
                              text_at(reasoning, "effort") != "none" &&
                              text_at(body, "reasoning_effort") != "none";
  request.reasoning_visible =
      !flag_at(reasoning, "exclude", false) && flag_at(body, "include_reasoning", true);
}

}  // namespace

core::Result<ChatRequest> parse_chat_request(std::string_view text) {
  const Json body = nests_too_deep(text) ? Json() : Json::parse(text, nullptr, false);
  if (!body.is_object()) {
    return core::fail(core::ErrorCode::kParse, "Input must have at least 1 token.");
  }
  const Json& messages = at(body, "messages");
  if (!messages.is_array() || messages.empty()) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      "Input required: specify \"prompt\" or \"messages\"");
  }
  ChatRequest request;
  request.routing = routing_of(body);
  if (request.routing.model.empty()) {
    return core::fail(core::ErrorCode::kInvalidArgument, "No models provided");
  }
  request.stream = flag_at(body, "stream", false);
  request.prompt_tokens = estimated_tokens(messages);
  request.max_tokens = count_at(body, "max_completion_tokens");
  if (!request.max_tokens) request.max_tokens = count_at(body, "max_tokens");
  request.tool_name = tool_of(body);
  read_reasoning(body, request);
  return request;
}

}  // namespace orbench::mock
