#include "harness/protocol/content/assembled_reply.h"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/protocol/content/assembly.h"
#include "harness/protocol/content/foreign_json.h"
#include "harness/protocol/sse_parser.h"

namespace orbench::protocol {
namespace {

using Json = ForeignJson;

/// In braces it would be a list with one element.
Json no_json() {
  Json none(Json::value_t::discarded);
  return none;
}

void add_image(const Json& event, Json& reply) {
  Json image = Json::object();
  for (const auto& [key, value] : event.items()) {
    if (key == "b64_json" || key == "media_type") {
      image[key] = value;
    } else if (key != "type" && key != "data") {
      reply[key] = value;
    }
  }
  Json& data = reply["data"];
  if (!data.is_array()) data = Json::array();
  data.push_back(std::move(image));
}

/// Gives each event to those who know its wire.
class Assembler final : public SseSink {
 public:
  void on_event(const SseEvent& event) override {
    const Json parsed = parse_foreign_json(event.data);
    if (parsed.is_object()) add(parsed);
  }
  void on_comment(std::string_view /*text*/) override {}

  Json take() {
    if (!any_) return no_json();
    if (in_messages_) end_messages(reply_);
    return std::move(reply_);
  }

 private:
  void add(const Json& event) {
    any_ = true;
    const std::string& type = text_at(event, "type");
    if (type.starts_with("message") || type.starts_with("content_block")) in_messages_ = true;
    if (in_messages_) {
      add_messages_event(event, reply_);
    } else if (type == "image_generation.completed") {
      add_image(event, reply_);
    } else if (type.starts_with("response.")) {
      const auto response = event.find("response");
      if (response != event.end() && response->is_object()) reply_ = *response;
    } else if (type == "error") {
      reply_ = event;
    } else if (!type.starts_with("image_generation.") && type != "ping") {
      add_chat_chunk(event, reply_);
    }
  }

  Json reply_ = Json::object();
  bool any_ = false;
  bool in_messages_ = false;
};

}  // namespace

const std::string& text_at(const Json& object, const char* key) {
  static const std::string none;
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get_ref<const std::string&>() : none;
}

Json& element_for(const Json& part, Json& list) {
  const auto index = part.find("index");
  const Json wanted = index == part.end() ? Json(0) : *index;
  for (Json& element : list) {
    const auto own = element.find("index");
    if (own != element.end() && *own == wanted) return element;
  }
  constexpr std::size_t kMostElements = 1000;  // no answer has more; a hostile one may
  if (list.size() < kMostElements) list.push_back({{"index", wanted}});
  if (!list.back().is_object()) list.back() = Json::object();
  return list.back();
}

ForeignJson assemble_reply(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return no_json();
  if (body[first] == '{' || body[first] == '[') return parse_foreign_json(body);
  Assembler assembler;
  SseParser sse;
  sse.feed(body, assembler);
  return assembler.take();
}

}  // namespace orbench::protocol
