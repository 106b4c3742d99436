#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/api/fields.h"
#include "harness/core/units.h"
#include "mock/config.h"
#include "mock/responders/text_request.h"
#include "mock/state/served.h"

namespace orbench::mock {

/// One token of the answer and how long it took after the one before (the first: time to first
/// token). The text is ready for use inside a JSON string.
struct Token {
  std::string_view text;
  core::Duration took;
};

/// What the model "said", before any wire shape. Each kind of token is in order, and the kinds
/// follow one another: reasoning, then content or a tool call's arguments.
/// Lifetime: texts are static, or views into `written`; model and endpoint belong to the catalog.
struct Generation {
  std::string id;
  std::int64_t created = 0;
  const Model* model = nullptr;
  const Endpoint* endpoint = nullptr;
  std::vector<Token> reasoning;
  std::vector<Token> content;
  std::vector<Token> tool_arguments;
  std::string tool_name;
  std::string tool_call_id;
  std::unique_ptr<const std::string> written;  ///< an answer that is no mere words
  bool reasoning_visible = true;
  std::string_view finish_reason;  ///< empty when there is no completion at all
  std::int64_t prompt_tokens = 0;

  [[nodiscard]] std::int64_t completion_tokens() const {
    return static_cast<std::int64_t>(reasoning.size() + content.size() + tool_arguments.size());
  }
  /// From dispatch to the last token.
  [[nodiscard]] core::Duration total_time() const;
  /// From dispatch to the first token; without one, as long as the endpoint takes at the median.
  [[nodiscard]] core::Duration first_token_at() const;
  /// Prompt and completion at the endpoint's prices.
  [[nodiscard]] core::Usd cost() const;
  /// What the service remembers of it, still without the request's own fields.
  [[nodiscard]] Served served(std::string_view api_type, bool streamed) const;
};

/// Draws lengths, words and delays, each keyed by (seed, sequence), so that none shifts another.
/// Id and time are the caller's to fill in.
[[nodiscard]] Generation generate(const TextRequest& request, const Endpoint& endpoint,
                                  const Config& config, std::uint64_t sequence);
/// The same without a token: what an empty completion is.
[[nodiscard]] Generation generate_nothing(const TextRequest& request, const Endpoint& endpoint,
                                          const Config& config, std::uint64_t sequence);

/// `gen-<unix>-<20 letters and digits>`, or with another beginning.
[[nodiscard]] std::string generation_id(std::uint64_t seed, std::uint64_t sequence,
                                        std::int64_t now_unix, std::string_view prefix);
/// Random letters and digits for the other ids of an answer, keyed by what they are for.
[[nodiscard]] std::string random_id(std::string_view prefix, std::uint64_t seed,
                                    std::uint64_t sequence);

}  // namespace orbench::mock
