#include <utility>

#include <nlohmann/json.hpp>

#include "harness/protocol/content/assembly.h"
#include "harness/protocol/content/foreign_json.h"

namespace orbench::protocol {
namespace {

using Json = ForeignJson;

/// Arguments of a tool arrive as pieces of a text, which this member holds until its block ends.
constexpr const char* kPieces = "partial_json";

const Json& object_at(const Json& event, const char* key) {
  static const Json none = Json::object();
  const auto found = event.find(key);
  return found != event.end() && found->is_object() ? *found : none;
}

void append_text(Json& block, const char* key, const std::string& piece) {
  Json& text = block[key];
  if (!text.is_string()) text = "";
  text.get_ref<std::string&>() += piece;
}

void add_delta(const Json& delta, Json& block) {
  for (const char* const key : {"text", "thinking", "signature", kPieces}) {
    if (const std::string& piece = text_at(delta, key); !piece.empty()) {
      append_text(block, key, piece);
    }
  }
  if (const auto citation = delta.find("citation"); citation != delta.end()) {
    Json& citations = block["citations"];
    if (!citations.is_array()) citations = Json::array();
    citations.push_back(*citation);
  }
}

void overwrite_members(const Json& from, Json& into) {
  for (const auto& [key, value] : from.items()) into[key] = value;
}

/// `content` of the reply, made when it is not there.
Json& blocks_of(Json& reply) {
  Json& content = reply["content"];
  if (!content.is_array()) content = Json::array();
  return content;
}

}  // namespace

void add_messages_event(const Json& event, Json& reply) {
  const std::string& type = text_at(event, "type");
  if (type == "message_start") {
    overwrite_members(object_at(event, "message"), reply);
  } else if (type == "content_block_start") {
    Json& block = element_for(event, blocks_of(reply));
    overwrite_members(object_at(event, "content_block"), block);
  } else if (type == "content_block_delta") {
    add_delta(object_at(event, "delta"), element_for(event, blocks_of(reply)));
  } else if (type == "message_delta") {
    overwrite_members(object_at(event, "delta"), reply);
    Json& usage = reply["usage"];
    if (!usage.is_object()) usage = Json::object();
    overwrite_members(object_at(event, "usage"), usage);
  } else if (type == "error") {
    reply = event;
  }
}

void end_messages(Json& reply) {
  const auto content = reply.find("content");
  if (content == reply.end() || !content->is_array()) return;
  for (Json& block : *content) {
    if (!block.is_object()) continue;
    block.erase("index");
    const auto pieces = block.find(kPieces);
    if (pieces == block.end()) continue;
    Json arguments = parse_foreign_json(text_at(block, kPieces));
    if (arguments.is_discarded()) arguments = text_at(block, kPieces);
    block["input"] = std::move(arguments);
    block.erase(kPieces);
  }
}

}  // namespace orbench::protocol
