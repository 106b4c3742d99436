#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/api/fields.h"
#include "mock/behavior/faults.h"
#include "mock/config.h"
#include "mock/server/message.h"
#include "mock/server/script.h"
#include "mock/state/state.h"

namespace orbench::mock {

/// One request on its way to a responder.
/// Lifetime: everything is borrowed for the call; a Script holds copies only.
struct Call {
  const Request& request;
  const Config& config;
  const ActiveFaults& faults;
  /// How many requests of this responder's kind came before: the key of every draw.
  std::uint64_t sequence = 0;
  /// What the `{…}` segments of the path matched, in order.
  std::vector<std::string_view> path_arguments;
  /// What the service remembers; an inference responder says what it serves (State::serve).
  State& state;
  /// What X-Generation-Id says; empty outside inference.
  std::string generation_id;
  /// Whose request it is; empty where no key is needed.
  KeyTerms key;
};

/// Answers one operation of the API. A pure function of the call and the state that the calls
/// before it left, so that the same seed and the same requests in the same order give the same
/// answers.
struct Responder {
  std::string_view method;
  /// Relative to the mount; `{name}` stands for one segment: `/models/{author}/{slug}/endpoints`.
  std::string_view path;
  bool needs_key = true;
  /// Inference has a sequence and generation ids of its own, so that discovery between two
  /// completions does not change them.
  bool is_inference = false;
  Script (*answer)(const Call& call) = nullptr;
  /// Begins the ids of its generations.
  std::string_view id_prefix = api::fields::kGenerationIdPrefix;
  /// `x-api-key` will do for a key.
  bool takes_api_key_header = false;
  /// Refuses a body before the key is looked at, where the service does.
  std::optional<Script> (*refuse_first)(const Request& request) = nullptr;
  /// Rewrites an error in the common envelope, whoever made it, as this operation shows it.
  void (*dress_error)(Script& script) = nullptr;
};

/// In the order of responders.def.
[[nodiscard]] const std::vector<Responder>& responders();

}  // namespace orbench::mock
