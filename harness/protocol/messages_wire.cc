#include "harness/protocol/messages_wire.h"

#include "harness/protocol/error_json.h"
#include "harness/protocol/json_wire.h"
#include "harness/protocol/routing_json.h"
#include "harness/protocol/usage_json.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::string_view kStop = "message_stop";

/// A block of a whole message, or one that begins.
struct Block {
  std::size_t text_bytes = 0;
  std::size_t thinking_bytes = 0;
  bool call = false;
  bool encrypted = false;  // thinking that only its provider can read
};

error_code read_block(ondemand::value& value, Block& out) {
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "text") {
      out.text_bytes += text_of(field).size();
    } else if (key == "thinking") {
      out.thinking_bytes += text_of(field).size();
    } else if (key == "name") {
      out.call |= !raw_text_of(field).empty();
    } else if (key == "data") {
      out.encrypted |= !raw_text_of(field).empty();
    }
    return SUCCESS;
  });
}

class MessagesWire final : public JsonWire {
 public:
  [[nodiscard]] StreamEnd stream_end() const override { return StreamEnd::kLast; }
  [[nodiscard]] std::string_view last_event() const override { return kStop; }

 private:
  error_code read_field(std::string_view key, ondemand::value& field, Walk& walk) override {
    WireEvent& out = walk.out;
    if (!walk.in_stream) return read_message_field(key, field, walk);
    if (key == "delta") return read_delta(field, walk);
    if (key == "message") return read_start(field, walk);
    if (key == "content_block") return read_begun_block(field, walk);
    if (key == "usage") return read_usage(field, walk);
    if (key == "error") return read_api_error(field, out.error);
    if (key == "openrouter_metadata") {
      walk.repeatable = false;
      return read_router_metadata(field, out.routing.emplace());
    }
    if (key == "type") out.last = text_of(field) == kStop;
    return SUCCESS;
  }

  static error_code read_delta(ondemand::value& value, Walk& walk) {
    walk.repeatable &= !walk.in_delta;
    walk.in_delta = true;
    Delta delta{walk, {}};
    const error_code failure = each_field(value, [&](std::string_view key, ondemand::value& field) {
      if (key == "text" || key == "partial_json") {
        delta.take(DeltaText::kAnswer, field);
      } else if (key == "thinking") {
        delta.take(DeltaText::kDetail, field);
      } else if (key == "stop_reason") {
        walk.out.finish_reason = text_of(field);
      }
      return SUCCESS;
    });
    delta.material.add_to(walk.out);
    return failure;
  }

  static error_code read_start(ondemand::value& value, Walk& walk) {
    const error_code failure = each_field(value, [&](std::string_view key, ondemand::value& field) {
      return read_message_field(key, field, walk);
    });
    walk.out.usage.output_tokens.reset();
    return failure;
  }

  static error_code read_begun_block(ondemand::value& value, Walk& walk) {
    Block block;
    const error_code failure = read_block(value, block);
    if (block.encrypted) {
      walk.out.reasoning_opaque = true;
      walk.repeatable = false;
    }
    return failure;
  }

  /// A field of a whole message; of one that begins in a stream the blocks are yet to come.
  static error_code read_message_field(std::string_view key, ondemand::value& field, Walk& walk) {
    WireEvent& out = walk.out;
    if (key == "content" && !walk.in_stream) return read_content(field, out);
    if (key == "usage") return read_usage(field, walk);
    if (key == "error") return read_api_error(field, out.error);
    if (key == "openrouter_metadata") {
      walk.repeatable = false;
      return read_router_metadata(field, out.routing.emplace());
    }
    if (key == "id") {
      out.id = text_of(field);
    } else if (key == "model") {
      out.model = text_of(field);
    } else if (key == "provider") {
      out.provider = text_of(field);
    } else if (key == "stop_reason") {
      out.finish_reason = text_of(field);
    }
    return SUCCESS;
  }

  static error_code read_content(ondemand::value& value, WireEvent& out) {
    Block all;
    const error_code failure =
        each_element(value, [&](ondemand::value& block) { return read_block(block, all); });
    DeltaMaterial material;
    material.add(DeltaText::kAnswer, all.text_bytes);
    material.add(DeltaText::kDetail, all.thinking_bytes);
    material.add(DeltaText::kEncrypted, all.encrypted ? 1 : 0);
    material.add_to(out);
    out.material.has_answer |= all.call;
    return failure;
  }
};

}  // namespace

std::unique_ptr<Wire> make_messages_wire() { return std::make_unique<MessagesWire>(); }

}  // namespace orbench::protocol
