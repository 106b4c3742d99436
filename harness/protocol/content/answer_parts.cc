#include "harness/protocol/content/answer_parts.h"

#include <nlohmann/json.hpp>

#include "harness/protocol/content/assembly.h"

namespace orbench::protocol {
namespace {

using Json = ForeignJson;

const Json& member(const Json& value, const char* key) {
  static const Json none;
  if (!value.is_object()) return none;
  const auto found = value.find(key);
  return found == value.end() ? none : *found;
}

/// Calls `take` with each object in the list at `key`, where there is one.
template <class Take>
void each_in(const Json& value, const char* key, const Take& take) {
  const Json& list = member(value, key);
  if (!list.is_array()) return;
  for (const Json& element : list) {
    if (element.is_object()) take(element);
  }
}

/// The items of POST /responses, the blocks of POST /messages.
const char* items_key(std::string_view endpoint) {
  return endpoint == "responses" ? "output" : "content";
}

const Json* if_there(const Json& value, const char* key) {
  const auto found = value.find(key);
  return found == value.end() ? nullptr : &*found;
}

}  // namespace

std::vector<ToolCall> tool_calls_of(std::string_view endpoint, const Json& reply) {
  std::vector<ToolCall> calls;
  if (endpoint == "chat") {
    each_in(reply, "choices", [&](const Json& choice) {
      each_in(member(choice, "message"), "tool_calls", [&](const Json& call) {
        const Json& function = member(call, "function");
        if (!function.is_object()) return calls.push_back({});
        calls.push_back({text_at(function, "name"), if_there(function, "arguments")});
      });
    });
    return calls;
  }
  each_in(reply, items_key(endpoint), [&](const Json& item) {
    const std::string& type = text_at(item, "type");
    if (type != "function_call" && type != "tool_use") return;
    const char* const key = type == "tool_use" ? "input" : "arguments";
    calls.push_back({text_at(item, "name"), if_there(item, key)});
  });
  return calls;
}

std::vector<std::string> texts_of(std::string_view endpoint, const Json& reply) {
  std::vector<std::string> texts;
  if (endpoint == "chat") {
    each_in(reply, "choices", [&](const Json& choice) {
      const Json& message = member(choice, "message");
      if (message.is_object() && !text_at(message, "content").empty()) {
        texts.push_back(text_at(message, "content"));
      }
    });
    return texts;
  }
  std::string text;
  const auto append = [&text](const Json& part) {
    const std::string& type = text_at(part, "type");
    if (type == "text" || type == "output_text") text += text_at(part, "text");
  };
  each_in(reply, items_key(endpoint), [&](const Json& item) {
    append(item);
    each_in(item, "content", append);
  });
  if (!text.empty()) texts.push_back(std::move(text));
  return texts;
}

std::vector<std::string_view> pictures_of(std::string_view endpoint, const Json& reply) {
  std::vector<std::string_view> pictures;
  const auto take_url = [&pictures](const Json& image) {
    const Json& holder = member(image, "image_url");
    if (!holder.is_object()) return;
    const std::string_view url = text_at(holder, "url");
    constexpr std::string_view kMark = ";base64,";
    const std::size_t mark = url.substr(0, 100).find(kMark);
    if (mark != std::string_view::npos) pictures.push_back(url.substr(mark + kMark.size()));
  };
  if (endpoint == "chat") {
    each_in(reply, "choices",
            [&](const Json& choice) { each_in(member(choice, "message"), "images", take_url); });
  } else if (endpoint == "responses") {
    each_in(reply, "output", [&](const Json& item) {
      if (text_at(item, "type") == "image_generation_call") {
        pictures.push_back(text_at(item, "result"));
      }
    });
  } else {
    each_in(reply, "data",
            [&](const Json& image) { pictures.push_back(text_at(image, "b64_json")); });
  }
  return pictures;
}

}  // namespace orbench::protocol
