#pragma once

#include "harness/core/result.h"
#include "harness/run/dispatcher.h"

namespace orbench::run {

/// Asks the target for anything before the load starts: GET /key with the run's own key and TLS
/// settings. Any HTTP answer will do, but 401 and 403 to a key say that the key is no good.
/// Errors: kNetwork with what happened and what to do: refused, no answer within 10 s, TLS, no
/// HTTP.
[[nodiscard]] core::Result<void> check_target(const RunTarget& target, core::HttpVersion http,
                                              const core::Clock& clock);

/// Raises the soft limit of open files to the hard one and checks it against the plan's need.
/// Errors: kUnsupported with both numbers and the command that raises the limit.
[[nodiscard]] core::Result<void> check_open_files(const RunPlan& plan);

/// Checks that a key may be sent to this URL, and takes it from the environment variable.
/// A loopback target needs none: an empty variable gives a harmless stand-in.
/// Errors: kInvalidArgument for plain http to anything but loopback; kNetwork for a missing key.
[[nodiscard]] core::Result<core::Secret> key_for(const std::string& base_url,
                                                 const std::string& variable,
                                                 bool variable_was_chosen);

}  // namespace orbench::run
