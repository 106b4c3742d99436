#include "harness/run/request_shape.h"

#include <algorithm>
#include <array>
#include <limits>

#include <nlohmann/json.hpp>

#include "harness/core/tolerant_json.h"

namespace orbench::run {
namespace {

using core::find;
using core::Json;
using core::texts_at;

/// A kind that bills by tokens of text, and the members that count them.
struct TextKind {
  std::string_view endpoint;
  std::string_view input;
  std::array<std::string_view, 2> caps;  ///< of the output; the first is the one to name
};
constexpr std::array kTextKinds = std::to_array<TextKind>({
    {"chat", "messages", {"max_tokens", "max_completion_tokens"}},
    {"messages", "messages", {"max_tokens", "max_tokens"}},
    {"responses", "input", {"max_output_tokens", "max_output_tokens"}},
    {"embeddings", "input", {"", ""}},
});

std::optional<std::int64_t> count_at(const Json& object, std::string_view key) {
  const Json* const value = key.empty() ? nullptr : find(object, key);
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value->is_number_unsigned() && value->get<std::uint64_t>() > kMost) return std::nullopt;
  return std::max<std::int64_t>(value->get<std::int64_t>(), 0);
}

std::optional<double> dollars_at(const Json& object, std::string_view key) {
  return core::number_in(core::member(object, key));
}

class ShapeReader {
 public:
  ShapeReader(const TextKind& kind, const Json& request) : kind_(kind), request_(request) {}

  RequestShape read() {
    read_models();
    read_output();
    read_input();
    read_provider();
    for (const char* const key : {"plugins", "web_search_options"}) {
      if (find(request_, key) != nullptr) refuse(key, "what they cost is not in the price list");
    }
    return std::move(shape_);
  }

 private:
  void refuse(std::string_view at, std::string_view why) {
    if (!shape_.unboundable.empty()) return;
    shape_.unboundable = why;
    shape_.at_fault = at;
  }

  void read_models() {
    const Json* const model = find(request_, "model");
    if (model != nullptr && model->is_string()) shape_.models.push_back(model->get<std::string>());
    for (std::string& other : texts_at(request_, "models"))
      shape_.models.push_back(std::move(other));
    if (const Json* const fallbacks = find(request_, "fallbacks"); fallbacks != nullptr) {
      for (const Json& fallback : *fallbacks) {
        const Json* const named = find(fallback, "model");
        if (named != nullptr && named->is_string()) {
          shape_.models.push_back(named->get<std::string>());
        }
      }
    }
    if (shape_.models.empty()) refuse("model", "the account's default model is not known here");
    for (const std::string& named : shape_.models) {
      const bool routed = named.starts_with("openrouter/") || named.starts_with("@") ||
                          named.starts_with("~") || named.ends_with(":online");
      if (routed) refuse("model", "the price of \"" + named + "\" depends on where it leads");
    }
  }

  void read_output() {
    shape_.has_output = !kind_.caps[0].empty();
    if (!shape_.has_output) return;
    // Both names may be given; the service could obey either.
    for (const std::string_view key : kind_.caps) {
      if (const auto cap = count_at(request_, key)) {
        shape_.max_output_tokens = std::max(*cap, shape_.max_output_tokens.value_or(0));
      }
    }
    if (!shape_.max_output_tokens) {
      refuse(kind_.caps[0], "without it an answer may be as long as the model can");
    }
    const Json* const reasoning = find(request_, "reasoning");
    shape_.open_reasoning =
        reasoning != nullptr && !count_at(*reasoning, "max_tokens") && !is_off(*reasoning);
    if (const Json* const effort = find(request_, "reasoning_effort")) {
      shape_.open_reasoning = shape_.open_reasoning || *effort != "none";
    }
  }

  static bool is_off(const Json& reasoning) {
    const Json* const enabled = find(reasoning, "enabled");
    const Json* const effort = find(reasoning, "effort");
    return (enabled != nullptr && *enabled == false) || (effort != nullptr && *effort == "none");
  }

  void read_input() {
    const Json* const input = find(request_, kind_.input);
    if (input != nullptr && input->is_array()) {
      shape_.messages = static_cast<std::int64_t>(input->size());
      for (const Json& message : *input) read_parts(message);
    } else {
      shape_.messages = 1;
    }
    const Json* const tools = find(request_, "tools");
    if (tools == nullptr || !tools->is_array()) return;
    shape_.has_tools = !tools->empty();
    for (const Json& tool : *tools) {
      const Json* const type = find(tool, "type");
      if (type != nullptr && *type != "function" && *type != "custom") {
        refuse("tools", "a tool that the service runs is billed by itself");
      }
    }
  }

  void read_parts(const Json& message) {
    const Json* const content = find(message, "content");
    if (content == nullptr || !content->is_array()) return;
    for (const Json& part : *content) {
      const Json* const type = find(part, "type");
      const bool text =
          type == nullptr || *type == "text" || *type == "input_text" || *type == "output_text";
      if (!text)
        refuse(kind_.input, "how many tokens a picture or a sound is depends on the model");
    }
  }

  void read_provider() {
    const Json* const provider = find(request_, "provider");
    if (provider == nullptr) return;
    shape_.only = texts_at(*provider, "only");
    shape_.ignore = texts_at(*provider, "ignore");
    if (const Json* const most = find(*provider, "max_price")) {
      shape_.max_prompt_usd = dollars_at(*most, "prompt");
      shape_.max_completion_usd = dollars_at(*most, "completion");
    }
  }

  const TextKind& kind_;
  const Json& request_;
  RequestShape shape_;
};

}  // namespace

RequestShape read_request_shape(std::string_view endpoint, const Json& request) {
  const auto* const kind =
      std::find_if(kTextKinds.begin(), kTextKinds.end(),
                   [&](const TextKind& known) { return known.endpoint == endpoint; });
  if (kind != kTextKinds.end() && request.is_object()) return ShapeReader(*kind, request).read();
  RequestShape shape;
  shape.unboundable = "this kind is not billed by tokens of text";
  return shape;
}

}  // namespace orbench::run
