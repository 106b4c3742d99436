#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/api_client.h"
#include "results/discovery.h"

namespace orbench::run {

/// What to GET for one generation. Empty for an id that none of the API's looks like.
[[nodiscard]] std::optional<std::string> generation_path(const std::string& id);

/// One request to look up.
struct AuditSubject {
  std::string sample;         ///< its id in the run
  std::string generation_id;  ///< as the reply gave it
};

/// How the look-up behaves: it comes after the load and may take a while, but never hammers.
struct AuditManner {
  std::size_t most = 200;                                      ///< requests looked up
  core::Duration spacing = std::chrono::milliseconds{50};      ///< between two questions
  core::Duration first_wait = std::chrono::milliseconds{500};  ///< doubles with each round
  int rounds = 6;  ///< of asking again for those that are not known yet
  /// Waits; false when the user wants out. Tests step a clock instead.
  std::function<bool(core::Duration)> wait;
};

struct AuditResult {
  std::vector<results::Generation> found;
  std::vector<std::string> missing;  ///< sample ids; unavailable, which is no failure
};

/// Asks `GET /generation` for each subject, at most `most` of them, evenly spread. A record is
/// written a moment after its reply, so a 404 is asked again in later rounds, each after twice the
/// wait of the one before.
/// Source: the API reference, section 1.10.
[[nodiscard]] AuditResult audit_generations(
    const std::function<core::Result<ApiReply>(const std::string& path)>& get,
    const std::vector<AuditSubject>& subjects, const AuditManner& manner);

}  // namespace orbench::run
