#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/api/paths.h"
#include "harness/core/json_text.h"
#include "harness/core/rng.h"
#include "mock/error_reply.h"
#include "mock/media/base64.h"
#include "mock/media/checksum.h"
#include "mock/responders/dispatch.h"
#include "mock/responders/metered.h"
#include "mock/responders/request_body.h"
#include "mock/responders/responder.h"

namespace orbench::mock {
namespace {

using nlohmann::json;

constexpr std::int64_t kDimensions = 256;
constexpr std::int64_t kMostDimensions = 8192;
constexpr std::int64_t kMostNumbers = 4'000'000;  // in one answer, which is held in memory

/// One thing to embed: what decides its vector, and how many tokens it counts.
struct Item {
  std::uint64_t key = 0;
  std::int64_t tokens = 0;
};

Item item_of(const json& input) {
  const std::string text = input.dump(-1, ' ', false, json::error_handler_t::replace);
  Item item{core::stable_hash(text), 0};
  if (input.is_string()) {
    item.tokens = body::tokens_of(input.get_ref<const std::string&>().size());
  } else if (input.is_array()) {
    item.tokens = static_cast<std::int64_t>(input.size());  // tokens already
  } else {
    item.tokens = body::tokens_of(body::content_bytes(body::at(input, "content")));
  }
  return item;
}

/// A string or a list of tokens is one item; a list of anything else is a batch.
std::vector<Item> items_of(const json& input) {
  if (input.is_string()) return {item_of(input)};
  std::vector<Item> items;
  if (!input.is_array() || input.empty()) return items;
  if (input.front().is_number()) return {item_of(input)};
  for (const json& one : input) items.push_back(item_of(one));
  return items;
}

/// Of length one, decided by the model and the input alone, so that equal texts are equal vectors.
std::vector<float> vector_of(const Item& item, const std::string& model, std::int64_t dimensions) {
  core::Rng rng(core::stable_hash(model), "embedding", item.key);
  std::vector<double> raw;
  double squares = 0.0;
  for (std::int64_t i = 0; i < dimensions; ++i) {
    raw.push_back(rng.uniform() - 0.5);
    squares += raw.back() * raw.back();
  }
  const double length = std::sqrt(squares);
  std::vector<float> unit;
  unit.reserve(raw.size());
  for (const double value : raw) unit.push_back(static_cast<float>(value / length));
  return unit;
}

void append_vector(std::string& out, const std::vector<float>& vector, bool as_base64) {
  if (!as_base64) {
    // The shortest decimal that reads back as this very float, so both formats say the same.
    out += '[';
    for (std::size_t i = 0; i < vector.size(); ++i) {
      fmt::format_to(std::back_inserter(out), "{}{}", i == 0 ? "" : ",", vector[i]);
    }
    out += ']';
    return;
  }
  std::string bytes;
  for (const float value : vector)
    append_little_endian(bytes, std::bit_cast<std::uint32_t>(value), 4);
  out.append("\"").append(base64(bytes)).append("\"");
}

std::string usage_text(std::int64_t tokens, const Cost& cost) {
  return core::dumped({{"prompt_tokens", tokens},
                       {"total_tokens", tokens},
                       {"cost", cost.total().dollars()},
                       {"is_byok", false},
                       {"cost_details",
                        {{"upstream_inference_cost", cost.total().dollars()},
                         {"upstream_inference_prompt_cost", cost.input.dollars()},
                         {"upstream_inference_completions_cost", 0}}},
                       {"prompt_tokens_details",
                        {{"text_tokens", tokens},
                         {"image_tokens", 0},
                         {"audio_tokens", 0},
                         {"video_tokens", 0},
                         {"file_tokens", 0}}}});
}

Script answer_embeddings(const Call& call) {
  const json body = body::parse(call.request.body);
  const auto missing = body::first_missing(body, {"input", "model"});
  if (!missing.empty()) return missing_parameter(missing);
  const std::vector<Item> items = items_of(body["input"]);
  if (items.empty()) return bad_request("\"input\" must not be empty");
  const std::string format = body::text_at(body, "encoding_format");
  if (!format.empty() && format != "float" && format != "base64") {
    return bad_request(R"("encoding_format" must be "float" or "base64")");
  }
  const std::int64_t dimensions = body::count_at(body, "dimensions").value_or(kDimensions);
  if (dimensions > kMostDimensions) {
    return bad_request(fmt::format("\"dimensions\" must be at most {}", kMostDimensions));
  }
  const auto count = static_cast<std::int64_t>(items.size());
  if (count > kMostNumbers / dimensions) return bad_request("\"input\" has too many entries");
  std::int64_t tokens = 0;
  for (const Item& item : items) tokens += item.tokens;
  auto served = route_metered(body, {"embeddings", tokens, 0}, call);
  if (!served) return served.error();
  const Endpoint& endpoint = *served->endpoint;
  const std::int64_t given = dimensions + (call.faults.has("wrong_dimensions", endpoint) ? 1 : 0);
  std::string data;
  for (std::size_t i = 0; i < items.size(); ++i) {
    fmt::format_to(std::back_inserter(data), R"({}{{"object":"embedding","index":{},"embedding":)",
                   i == 0 ? "" : ",", i);
    append_vector(data, vector_of(items[i], endpoint.model_id, given), format == "base64");
    data += '}';
  }
  Work work{"embeddings", tokens};
  work.first = work.took = served->pace.next(count);
  const Cost cost = note_work(work, *served, call);
  return metered_answer(
      fmt::format(R"({{"id":"{}","object":"list","data":[{}],"model":{},"usage":{}}})",
                  call.generation_id, data, core::dumped(endpoint.model_id),
                  usage_text(tokens, cost)),
      work.took, endpoint, call);
}

}  // namespace

Responder embeddings_responder() {
  return {"POST", api::paths::kEmbeddings, true, true, &answer_embeddings};
}

}  // namespace orbench::mock
