#include "harness/protocol/chat_wire.h"

#include "harness/api/fields.h"
#include "harness/protocol/error_json.h"
#include "harness/protocol/json_wire.h"
#include "harness/protocol/routing_json.h"
#include "harness/protocol/usage_json.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

error_code read_details(ondemand::value& value, Delta& delta) {
  return each_element(value, [&](ondemand::value& detail) {
    return each_field(detail, [&](std::string_view key, ondemand::value& field) {
      if (key == "text") {
        delta.take(DeltaText::kDetail, field);
      } else if (key == "summary") {
        delta.take(DeltaText::kSummary, field);
      } else if (key == "data") {
        delta.take(DeltaText::kEncrypted, field);
      }
      return SUCCESS;
    });
  });
}

error_code read_tool_calls(ondemand::value& value, Delta& delta) {
  return each_element(value, [&](ondemand::value& call) {
    return each_field(call, [&](std::string_view key, ondemand::value& field) {
      if (key != "function") return SUCCESS;
      return each_field(field, [&](std::string_view name, ondemand::value& text) {
        if (name == "name" || name == "arguments") delta.take(DeltaText::kAnswer, text);
        return SUCCESS;
      });
    });
  });
}

error_code read_audio(ondemand::value& value, Delta& delta) {
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "transcript") {
      delta.take(DeltaText::kAnswer, field);
    } else if (key == "data") {
      delta.take(DeltaText::kAudio, field);
    }
    return SUCCESS;
  });
}

error_code read_images(ondemand::value& value, Walk& walk) {
  return each_element(value, [&](ondemand::value&) {
    walk.out.material.has_answer = true;
    walk.repeatable = false;
    return SUCCESS;
  });
}

/// A `delta` of a stream or the `message` of a whole reply.
error_code read_delta(ondemand::value& value, Walk& walk) {
  walk.repeatable &= !walk.in_delta;
  walk.in_delta = true;
  Delta delta{walk, {}};
  const auto failure = each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "content" || key == "refusal") {
      delta.take(DeltaText::kAnswer, field);
    } else if (key == "reasoning" || key == "reasoning_content") {
      delta.take(DeltaText::kThought, field);
    } else if (key == "reasoning_details") {
      return read_details(field, delta);
    } else if (key == "tool_calls") {
      return read_tool_calls(field, delta);
    } else if (key == "audio") {
      return read_audio(field, delta);
    } else if (key == "images") {
      return read_images(field, walk);
    }
    return SUCCESS;
  });
  delta.material.add_to(walk.out);
  return failure;
}

error_code read_choice(ondemand::value& value, Walk& walk) {
  WireEvent& out = walk.out;
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "delta" || key == "message") return read_delta(field, walk);
    if (key == "error") return read_api_error(field, out.error);
    if (key == "finish_reason" && out.finish_reason.empty()) {
      out.finish_reason = text_of(field);
      out.failed |= out.finish_reason == api::fields::kFinishError;
    }
    return SUCCESS;
  });
}

class ChatWire final : public JsonWire {
  void begin(Walk& walk) override { walk.repeatable = true; }

  error_code read_field(std::string_view key, ondemand::value& field, Walk& walk) override {
    if (key == "choices") {
      return each_element(field,
                          [&](ondemand::value& choice) { return read_choice(choice, walk); });
    }
    WireEvent& out = walk.out;
    if (key == "usage") return read_usage(field, walk);
    if (key == "error") return read_api_error(field, out.error);
    if (key == "openrouter_metadata") {
      walk.repeatable = false;
      return read_router_metadata(field, out.routing.emplace());
    }
    if (key == "id") {
      out.id = text_of(field);
      if (!walk.in_stream && !out.id.empty()) walk.shape.add_id(raw_text_of(field));
    } else if (key == "created") {
      if (!walk.in_stream) walk.shape.add_number(digits_of(field));
    } else if (key == "model") {
      out.model = text_of(field);
    } else if (key == "provider") {
      out.provider = text_of(field);
    } else if (key == "service_tier") {
      out.tier = text_of(field);
    }
    return SUCCESS;
  }
};

}  // namespace

std::unique_ptr<Wire> make_chat_wire() { return std::make_unique<ChatWire>(); }

}  // namespace orbench::protocol
