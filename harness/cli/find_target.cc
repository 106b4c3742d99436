#include "harness/cli/find_target.h"

#include <utility>

#include "harness/run/preflight.h"

namespace orbench::cli {

core::Result<FoundTarget> find_target(const scenario::Target& target,
                                      std::optional<std::uint64_t> seed) {
  FoundTarget found;
  if (target.is_mock()) {
    mock::Options options;
    if (!target.mock.config.empty()) options.config_path = target.mock.config;
    options.seed = seed;
    options.faults = target.mock.faults;
    auto server = mock::Server::create(options);
    if (!server) return tl::unexpected(server.error());
    found.mock = std::move(*server);
    found.mock->start();
    found.address = address_of(*found.mock);
    found.address.step_clock = [server = found.mock.get()](core::Duration by) {
      server->step_clock(by);
    };
  } else {
    const bool chosen = target.api_key_env != scenario::Target{}.api_key_env;
    auto key = run::key_for(target.base_url, target.api_key_env, chosen);
    if (!key) return tl::unexpected(key.error());
    found.address.base_url = target.base_url;
    found.address.key = std::move(*key);
  }
  found.address.ca_file = target.ca_file;
  return found;
}

run::RunTarget address_of(const mock::Server& server) {
  run::RunTarget address;
  address.base_url = server.base_url();
  address.key = core::Secret("the-mock-takes-any-key");
  return address;
}

}  // namespace orbench::cli
