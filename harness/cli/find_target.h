#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "harness/core/result.h"
#include "harness/run/request_writer.h"
#include "harness/scenario/target_settings.h"
#include "mock/server/server.h"

namespace orbench::cli {

/// Where a command sends its requests: a URL with its key, or a mock within this process.
/// Lifetime: the mock serves as long as this object lives.
struct FoundTarget {
  run::RunTarget address;
  std::unique_ptr<mock::Server> mock;  ///< null for a URL
};

/// Finds what the user named. `seed` overrides that of a mock's configuration.
/// Errors: as run::key_for and mock::Server::create.
[[nodiscard]] core::Result<FoundTarget> find_target(const scenario::Target& target,
                                                    std::optional<std::uint64_t> seed = {});

/// A mock within this process as a target.
[[nodiscard]] run::RunTarget address_of(const mock::Server& server);

}  // namespace orbench::cli
