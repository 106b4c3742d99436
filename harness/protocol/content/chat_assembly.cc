#include <nlohmann/json.hpp>

#include "harness/protocol/content/assembly.h"

namespace orbench::protocol {
namespace {

using Json = ForeignJson;

/// Texts are pieces of one text, but for those that name something.
void join_text(const std::string& key, const std::string& piece, Json& into) {
  const bool names =
      key == "role" || key == "type" || key == "id" || key == "name" || key == "format";
  if (into.is_string() && !names) {
    into.get_ref<std::string&>() += piece;
  } else if (!names || !piece.empty()) {
    into = piece;
  }
}

void join_members(const Json& delta, Json& into);

void join(const std::string& key, const Json& piece, Json& into) {
  if (piece.is_string()) {
    join_text(key, piece.get_ref<const std::string&>(), into);
  } else if (piece.is_object()) {
    if (!into.is_object()) into = Json::object();
    join_members(piece, into);
  } else if (!piece.is_array()) {
    if (!piece.is_null() || into.is_null()) into = piece;
  } else {
    if (!into.is_array()) into = Json::array();
    for (const Json& part : piece) {
      if (key == "tool_calls" && part.is_object()) {
        join_members(part, element_for(part, into));
      } else {
        into.push_back(part);
      }
    }
  }
}

void join_members(const Json& delta, Json& into) {
  for (const auto& [key, piece] : delta.items()) join(key, piece, into[key]);
}

/// What is said of the whole again and again stands as it was last said.
void overwrite(const std::string& key, const Json& value, Json& into) {
  if (!value.is_null() || !into.contains(key)) into[key] = value;
}

void add_choice(const Json& choice, Json& choices) {
  Json& into = element_for(choice, choices);
  for (const auto& [key, value] : choice.items()) {
    if (key != "delta") {
      overwrite(key, value, into);
    } else if (value.is_object()) {
      Json& message = into["message"];
      if (!message.is_object()) message = Json::object();
      join_members(value, message);
    }
  }
}

}  // namespace

void add_chat_chunk(const Json& chunk, Json& reply) {
  for (const auto& [key, value] : chunk.items()) {
    if (key != "choices") {
      overwrite(key, value, reply);
    } else if (value.is_array()) {
      if (!reply.contains("choices")) reply["choices"] = Json::array();
      for (const Json& choice : value) {
        if (choice.is_object()) add_choice(choice, reply["choices"]);
      }
    }
  }
  if (text_at(reply, "object") == "chat.completion.chunk") reply["object"] = "chat.completion";
}

}  // namespace orbench::protocol
