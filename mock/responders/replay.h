#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/params.h"
#include "harness/core/result.h"
#include "mock/server/script.h"

namespace orbench::mock {

/// Recorded answers that a model gives in place of made ones.
struct Replay {
  std::string model;
  std::string endpoint;            ///< `/chat/completions`; empty: all
  std::vector<Script> recordings;  ///< taken in turn
};

/// Reads `replays` of the configuration. Files are relative to the folder of `origin`, the
/// configuration's own path.
/// Source: the format is described in mock/catalog/README.md.
[[nodiscard]] std::vector<Replay> read_replays(core::Params& params, const std::string& origin);

/// One recorded answer: JSON lines, a head and then what came when. The error names the line.
[[nodiscard]] core::Result<Script> parse_transcript(std::string_view text,
                                                    const std::string& origin);

/// The recorded answer to a request, when its model has one for this endpoint.
[[nodiscard]] std::optional<Script> replayed(const std::vector<Replay>& replays,
                                             std::string_view endpoint, std::string_view body,
                                             std::uint64_t sequence);

}  // namespace orbench::mock
