#include "harness/protocol/chat_chunk.h"

#include <algorithm>
#include <bit>
#include <string>

#include "harness/protocol/chunk_shape.h"
#include "harness/protocol/delta_material.h"
#include "harness/protocol/error_json.h"
#include "harness/protocol/json_walk.h"
#include "harness/protocol/routing_json.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::size_t kSmallestCapacity = 1024;
constexpr std::size_t kMostKept = 1U << 20U;

/// One walk over a chunk: what it says, and what a later chunk may repeat.
struct Walk {
  ChatChunk& out;
  ChunkShape& shape;
  bool repeatable = true;  // it has one delta, and what that says is in its texts
  bool in_delta = false;   // one has begun
};

/// The delta being read.
struct Delta {
  Walk& walk;
  DeltaMaterial material;

  void take(DeltaText kind, ondemand::value& value) {
    const std::string_view raw = raw_text_of(value);
    if (raw.data() == nullptr) return;
    walk.shape.add(kind, raw);
    material.add(kind, text_of(value).size());
  }
};

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
  ChatChunk& out = walk.out;
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "delta" || key == "message") return read_delta(field, walk);
    if (key == "error") return read_api_error(field, out.error);
    if (key == "finish_reason" && out.finish_reason.empty()) out.finish_reason = text_of(field);
    return SUCCESS;
  });
}

error_code read_usage(ondemand::value& value, ChatChunk& out) {
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    out.has_usage = true;
    if (key == "prompt_tokens") {
      out.usage.prompt_tokens = count_of(field);
    } else if (key == "completion_tokens") {
      out.usage.output_tokens = count_of(field);
    } else if (key == "cost") {
      double dollars = 0.0;
      const bool known = field.get_double().get(dollars) == SUCCESS && dollars >= 0.0;
      if (known) out.usage.cost = core::Usd::from_dollars(dollars);
    } else if (key == "prompt_tokens_details") {
      return each_field(field, [&](std::string_view name, ondemand::value& count) {
        if (name == "cached_tokens") out.usage.cached_tokens = count_of(count);
        return SUCCESS;
      });
    } else if (key == "completion_tokens_details") {
      return each_field(field, [&](std::string_view name, ondemand::value& count) {
        if (name == "reasoning_tokens") out.usage.reasoning_tokens = count_of(count);
        return SUCCESS;
      });
    }
    return SUCCESS;
  });
}

error_code read_top(std::string_view key, ondemand::value& field, Walk& walk) {
  if (key == "choices") {
    return each_element(field, [&](ondemand::value& choice) { return read_choice(choice, walk); });
  }
  ChatChunk& out = walk.out;
  if (key == "usage") return read_usage(field, out);
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
  } else if (key == "service_tier") {
    out.tier = text_of(field);
  }
  return SUCCESS;
}

/// False for what is not one JSON object.
bool walk_chunk(ondemand::parser& parser, simdjson::padded_string_view json, Walk& walk) {
  // Grown ahead in powers of two: by itself simdjson reallocates for each slightly longer text.
  if (parser.capacity() < json.size()) {
    const std::size_t capacity = std::max(kSmallestCapacity, std::bit_ceil(json.size()));
    if (parser.allocate(capacity) != SUCCESS) return false;
  }
  ondemand::document document;
  if (parser.iterate(json).get(document) != SUCCESS) return false;
  ondemand::json_type type{};
  if (document.type().get(type) != SUCCESS || type != ondemand::json_type::object) return false;
  const error_code failure = each_field(
      document,
      [&walk](std::string_view key, ondemand::value& field) { return read_top(key, field, walk); });
  if (failure != SUCCESS) return false;
  // Anything behind the object means that it was not one JSON text.
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

}  // namespace

struct ChatChunkParser::Workspace {
  std::string text;  // of the last walk, with the padding that simdjson reads
  ondemand::parser parser;
  ChunkShape shape;
};

ChatChunkParser::ChatChunkParser() : workspace_(std::make_unique<Workspace>()) {}
ChatChunkParser::~ChatChunkParser() = default;

bool ChatChunkParser::read(std::string_view json, ChatChunk& out) {
  auto& [text, parser, shape] = *workspace_;
  if (shape.read(json, out)) return true;
  out = ChatChunk{};
  text.assign(json);
  text.append(simdjson::SIMDJSON_PADDING, '\0');
  const simdjson::padded_string_view padded(text.data(), json.size(), text.size());
  Walk walk{out, shape};
  shape.start(padded);
  if (!walk_chunk(parser, padded, walk)) return false;
  if (walk.repeatable) shape.complete(out);
  return true;
}

void ChatChunkParser::trim() {
  const std::size_t most = std::max(workspace_->parser.capacity(), workspace_->text.capacity());
  if (most > kMostKept) workspace_ = std::make_unique<Workspace>();
}

}  // namespace orbench::protocol
