#include "mock/responders/chat_usage.h"

#include <nlohmann/json.hpp>

namespace orbench::mock {

core::Json usage_json(const Generation& said) {
  const auto cost_of = [](const Price& price, std::int64_t tokens) {
    return core::Usd::from_pico(price.per_token.pico() * tokens);
  };
  const core::Usd prompt = cost_of(said.endpoint->prompt_price, said.prompt_tokens);
  const core::Usd completion = cost_of(said.endpoint->completion_price, said.completion_tokens());
  const core::Usd total = prompt + completion;
  return {
      {"prompt_tokens", said.prompt_tokens},
      {"completion_tokens", said.completion_tokens()},
      {"total_tokens", said.prompt_tokens + said.completion_tokens()},
      {"cost", total.dollars()},
      {"is_byok", false},
      {"prompt_tokens_details",
       {{"cached_tokens", 0}, {"cache_write_tokens", 0}, {"audio_tokens", 0}, {"video_tokens", 0}}},
      {"cost_details",
       {{"upstream_inference_cost", total.dollars()},
        {"upstream_inference_prompt_cost", prompt.dollars()},
        {"upstream_inference_completions_cost", completion.dollars()}}},
      {"completion_tokens_details",
       {{"reasoning_tokens", said.reasoning.size()}, {"image_tokens", 0}, {"audio_tokens", 0}}}};
}

}  // namespace orbench::mock
