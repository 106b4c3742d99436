#include "mock/responders/chat_usage.h"

#include <nlohmann/json.hpp>

#include "mock/responders/cost.h"

namespace orbench::mock {

core::Json usage_json(const Generation& said) {
  const Cost cost = cost_of(*said.endpoint, said.prompt_tokens, said.completion_tokens());
  return {
      {"prompt_tokens", said.prompt_tokens},
      {"completion_tokens", said.completion_tokens()},
      {"total_tokens", said.prompt_tokens + said.completion_tokens()},
      {"cost", cost.total().dollars()},
      {"is_byok", false},
      {"prompt_tokens_details",
       {{"cached_tokens", 0}, {"cache_write_tokens", 0}, {"audio_tokens", 0}, {"video_tokens", 0}}},
      {"cost_details",
       {{"upstream_inference_cost", cost.total().dollars()},
        {"upstream_inference_prompt_cost", cost.input.dollars()},
        {"upstream_inference_completions_cost", cost.output.dollars()}}},
      {"completion_tokens_details",
       {{"reasoning_tokens", said.reasoning.size()}, {"image_tokens", 0}, {"audio_tokens", 0}}}};
}

}  // namespace orbench::mock
