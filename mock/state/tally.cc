#include "mock/state/tally.h"

namespace orbench::mock {

void Tally::count(const Served& served) {
  if (served.endpoint == nullptr) return;
  Tokens& tokens = tokens_[served.endpoint->provider_name];
  tokens.prompt += served.prompt_tokens;
  tokens.completion += served.completion_tokens;
}

void Tally::clear() {
  answers_.clear();
  tokens_.clear();
}

}  // namespace orbench::mock
