#include "harness/protocol/chat_chunk.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "harness/protocol/error_json.h"
#include "harness/protocol/json_walk.h"
#include "harness/protocol/sse_parser.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

static_assert(kSsePadding >= simdjson::SIMDJSON_PADDING);

constexpr std::size_t kSmallestCapacity = 4096;
constexpr std::size_t kMostKept = 1U << 20U;

std::uint32_t size_of(std::string_view text) {
  return static_cast<std::uint32_t>(std::min<std::size_t>(text.size(), UINT32_MAX));
}

/// The reasoning of one delta. Its text comes twice, as `reasoning` and inside the details (and as
/// `reasoning_content` from some servers), so it is gathered here and counted once.
struct Reasoning {
  std::uint32_t plain = 0;
  std::uint32_t detailed = 0;
  std::uint32_t summary = 0;
  bool encrypted = false;

  void add_to(ChatChunk& out) const {
    const std::uint32_t bytes = std::max(plain, detailed + summary);
    out.material.reasoning_bytes += bytes;
    out.material.has_reasoning |= bytes > 0 || encrypted;
    // A summary also stands in the plain field; only the details tell the two apart.
    out.reasoning_text |= detailed > 0 || (plain > 0 && summary == 0);
    out.reasoning_opaque |= summary > 0 || encrypted;
  }
};

error_code read_details(ondemand::value& value, Reasoning& reasoning) {
  return each_element(value, [&](ondemand::value& detail) {
    return each_field(detail, [&](std::string_view key, ondemand::value& field) {
      if (key == "text") {
        reasoning.detailed += size_of(text_of(field));
      } else if (key == "summary") {
        reasoning.summary += size_of(text_of(field));
      } else if (key == "data") {
        reasoning.encrypted |= !text_of(field).empty();
      }
      return SUCCESS;
    });
  });
}

void add_answer(std::string_view text, EventMaterial& material) {
  material.answer_bytes += size_of(text);
  material.has_answer |= !text.empty();
}

error_code read_tool_calls(ondemand::value& value, EventMaterial& material) {
  return each_element(value, [&](ondemand::value& call) {
    return each_field(call, [&](std::string_view key, ondemand::value& field) {
      if (key != "function") return SUCCESS;
      return each_field(field, [&](std::string_view name, ondemand::value& text) {
        if (name == "name" || name == "arguments") add_answer(text_of(text), material);
        return SUCCESS;
      });
    });
  });
}

error_code read_audio(ondemand::value& value, EventMaterial& material) {
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "transcript") {
      add_answer(text_of(field), material);
    } else if (key == "data") {
      material.has_answer |= !text_of(field).empty();  // base64 is no text
    }
    return SUCCESS;
  });
}

error_code read_images(ondemand::value& value, EventMaterial& material) {
  return each_element(value, [&](ondemand::value&) {
    material.has_answer = true;
    return SUCCESS;
  });
}

/// A `delta` of a stream or the `message` of a whole reply.
error_code read_delta(ondemand::value& value, ChatChunk& out) {
  Reasoning reasoning;
  const auto failure = each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "content" || key == "refusal") {
      add_answer(text_of(field), out.material);
    } else if (key == "reasoning" || key == "reasoning_content") {
      reasoning.plain = std::max(reasoning.plain, size_of(text_of(field)));
    } else if (key == "reasoning_details") {
      return read_details(field, reasoning);
    } else if (key == "tool_calls") {
      return read_tool_calls(field, out.material);
    } else if (key == "audio") {
      return read_audio(field, out.material);
    } else if (key == "images") {
      return read_images(field, out.material);
    }
    return SUCCESS;
  });
  reasoning.add_to(out);
  return failure;
}

error_code read_choice(ondemand::value& value, ChatChunk& out) {
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "delta" || key == "message") return read_delta(field, out);
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

error_code read_top(std::string_view key, ondemand::value& field, ChatChunk& out) {
  if (key == "choices") {
    return each_element(field, [&](ondemand::value& choice) { return read_choice(choice, out); });
  }
  if (key == "usage") return read_usage(field, out);
  if (key == "error") return read_api_error(field, out.error);
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

}  // namespace

struct ChatChunkParser::Workspace {
  ondemand::parser parser;
};

ChatChunkParser::ChatChunkParser() : workspace_(std::make_unique<Workspace>()) {}
ChatChunkParser::~ChatChunkParser() = default;

bool ChatChunkParser::read(std::string_view json, ChatChunk& out) {
  out = ChatChunk{};
  ondemand::parser& parser = workspace_->parser;
  // Grown ahead in powers of two: by itself simdjson reallocates for each slightly longer text.
  if (parser.capacity() < json.size()) {
    const std::size_t capacity = std::max(kSmallestCapacity, std::bit_ceil(json.size()));
    if (parser.allocate(capacity) != SUCCESS) return false;
  }
  const simdjson::padded_string_view padded(json.data(), json.size(), json.size() + kSsePadding);
  ondemand::document document;
  if (parser.iterate(padded).get(document) != SUCCESS) return false;
  ondemand::json_type type{};
  if (document.type().get(type) != SUCCESS || type != ondemand::json_type::object) return false;
  const error_code failure = each_field(
      document,
      [&out](std::string_view key, ondemand::value& field) { return read_top(key, field, out); });
  if (failure != SUCCESS) return false;
  // Anything behind the object means that it was not one JSON text.
  return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

void ChatChunkParser::trim() {
  if (workspace_->parser.capacity() > kMostKept) workspace_ = std::make_unique<Workspace>();
}

}  // namespace orbench::protocol
