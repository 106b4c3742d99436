#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/units.h"
#include "mock/router/catalog.h"

namespace orbench::mock {

/// One endpoint that was tried for a request.
struct Attempt {
  const Endpoint* endpoint = nullptr;
  int status = 200;
  core::Duration latency{};  ///< to its first answer
};

/// What the service remembers of one inference request: `GET /generation` shows it, live
/// statistics and the account's usage count it. A responder notes it when it has its answer.
/// Lifetime: the endpoint belongs to the catalog.
struct Served {
  std::string id;                      ///< of the generation
  std::string_view api_type;           ///< `completions`, `responses`, `embeddings`, …; static
  const Endpoint* endpoint = nullptr;  ///< that answered
  std::vector<Attempt> attempts;       ///< empty: the endpoint above answered at once
  bool streamed = false;
  bool failed = false;        ///< the client got an error, which costs nothing
  std::string key;            ///< stands for the key that asked (KeyTerms::id)
  std::string finish_reason;  ///< empty where the kind has none
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;  ///< reasoning included
  std::int64_t reasoning_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::int64_t images = 0;  ///< made
  core::Usd cost;
  core::Duration ttft{};  ///< from dispatch to the first token, or to the answer
  core::Duration took{};  ///< from dispatch to the last token
  std::string session_id;
  std::string user;
  std::string input;      ///< the request's body; kept only when settings.log_content
  std::string output;     ///< as `input`
  std::string reasoning;  ///< as `input`
  // Filled in when noted.
  core::Duration at{};  ///< ServiceClock::now() at dispatch
  std::int64_t created_unix = 0;
  std::string user_agent;
  std::string http_referer;
};

/// As much of a text as is kept of it.
[[nodiscard]] inline std::string logged(std::string_view text) {
  constexpr std::size_t kMost = 16'384;
  return std::string(text.substr(0, kMost));
}

}  // namespace orbench::mock
