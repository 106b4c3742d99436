#pragma once

#include <functional>
#include <string>

#include "harness/core/http.h"
#include "harness/core/result.h"
#include "harness/run/dispatcher.h"

namespace orbench::run {

struct TargetCheck {
  core::HttpVersion http = core::HttpVersion::kHttp1;
  core::Duration patience = std::chrono::seconds{10};
  std::function<bool()> give_up;  ///< asked a few times a second: the user wants out
};

/// GET /key with the run's own key: the request that costs nothing and that every target answers.
[[nodiscard]] core::HttpRequest key_request(const RunTarget& target);

/// Asks the target for anything before the load starts: GET /key with the run's own key and TLS
/// settings. Any HTTP answer will do, but 401 and 403 to a key say that the key is no good.
/// Errors: kNetwork with what happened and what to do: refused, no answer in time, TLS, no HTTP;
/// kCancelled when give_up said so.
[[nodiscard]] core::Result<void> check_target(const RunTarget& target, const TargetCheck& check,
                                              const core::Clock& clock);

/// Raises the soft limit of open files to the hard one, checks it against the plan's need, and has
/// the kernel make room for them.
/// Errors: kUnsupported with both numbers and the command that raises the limit.
[[nodiscard]] core::Result<void> check_open_files(const RunPlan& plan);

/// Checks that a key may be sent to this URL, and takes it from the environment variable.
/// A loopback target needs none: an empty variable gives a harmless stand-in.
/// Errors: kInvalidArgument for plain http to anything but loopback; kNetwork for a missing key.
[[nodiscard]] core::Result<core::Secret> key_for(const std::string& base_url,
                                                 const std::string& variable,
                                                 bool variable_was_chosen);

}  // namespace orbench::run
