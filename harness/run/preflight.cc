#include "harness/run/preflight.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "harness/api/error_codes.h"
#include "harness/api/paths.h"
#include "harness/core/http.h"
#include "harness/core/open_files.h"
#include "harness/transport/reactor.h"

namespace orbench::run {
namespace {

constexpr core::Duration kLook = std::chrono::milliseconds{100};

/// Hears the one answer of the preflight request; its body does not matter.
class AnswerSink final : public transport::ResponseSink {
 public:
  void on_sent(core::Duration /*at*/) override {}
  void on_head(core::Duration /*at*/, const core::ResponseHead& head) override {
    status = head.status;
  }
  bool on_bytes(core::Duration /*at*/, std::string_view /*bytes*/) override { return false; }
  void on_closed(core::Duration /*at*/, const transport::TransferResult& result) override {
    closed = true;
    error = result.error;
  }
  int status = 0;
  bool closed = false;
  std::string error;
};

core::Result<void> judge_answer(const AnswerSink& answer, const std::string& base_url,
                                core::Duration patience) {
  using core::ErrorCode;
  namespace codes = api::error_codes;
  if (answer.status == codes::kUnauthorized || answer.status == codes::kForbidden) {
    return core::fail(ErrorCode::kNetwork,
                      fmt::format("{} refused the key ({}); check the variable it was read from",
                                  base_url, answer.status));
  }
  if (answer.status != 0) return {};
  if (!answer.closed) {
    return core::fail(
        ErrorCode::kNetwork,
        fmt::format("{} gave no HTTP answer within {:g} s (timeouts.connect_ms); check "
                    "the address, or whether something else listens there",
                    base_url, core::to_seconds(patience)));
  }
  return core::fail(ErrorCode::kNetwork,
                    fmt::format("{} cannot be used: {}; check the address and that the server runs",
                                base_url, answer.error.empty() ? "no HTTP answer" : answer.error));
}

}  // namespace

core::HttpRequest key_request(const RunTarget& target) {
  core::HttpRequest request;
  request.method = "GET";
  request.url = target.base_url + std::string(api::paths::kKey);
  if (!target.key.empty()) {
    request.headers.push_back({"Authorization", "Bearer " + target.key.reveal()});
  }
  return request;
}

core::Result<void> check_target(const RunTarget& target, const TargetCheck& check,
                                const core::Clock& clock) {
  auto reactor = transport::Reactor::create();
  if (!reactor) return tl::unexpected(reactor.error());
  transport::TransportOptions options;
  options.http = check.http;
  options.expected_in_flight = 1;
  options.tls = core::split_url(target.base_url).tls;
  options.ca_file = target.ca_file;
  options.hosts = target.hosts;
  auto transport = transport::make_curl_transport(**reactor, clock, options);
  if (!transport) return tl::unexpected(transport.error());

  AnswerSink answer;
  const auto id = (*transport)->start(key_request(target), answer);
  if (!id) return tl::unexpected(id.error());
  const core::Duration deadline = clock.now() + check.patience;
  while (!answer.closed && answer.status == 0 && clock.now() < deadline) {
    (*reactor)->run_until(std::min(deadline, clock.now() + kLook));
    if (check.give_up && check.give_up()) {
      (*transport)->cancel(*id);
      return core::fail(core::ErrorCode::kCancelled, "interrupted before anything was sent");
    }
  }
  const core::Result<void> judged = judge_answer(answer, target.base_url, check.patience);
  (*transport)->cancel(*id);
  return judged;
}

core::Result<void> check_open_files(const RunPlan& plan) {
  // Per worker: loop, wake-up and multi descriptors; the rest are logs, libraries and the mock.
  const std::uint64_t own = 128 + 32 * static_cast<std::uint64_t>(plan.engine.workers);
  const auto limit = core::raise_open_files_limit();
  const auto most = plan.most_in_flight();
  if (limit && most && *most + own > *limit) {
    return core::fail(
        core::ErrorCode::kUnsupported,
        fmt::format("{} requests in flight need about {} open files, and the limit is {}; raise it "
                    "with `ulimit -n {}` or lower concurrency or max_in_flight",
                    *most, *most + own, *limit, *most + own));
  }
  // A mock within this process needs as many.
  core::make_room_for_open_files(most ? 2 * *most + own : core::kManyOpenFiles);
  return {};
}

core::Result<core::Secret> key_for(const std::string& base_url, const std::string& variable,
                                   bool variable_was_chosen) {
  const core::UrlParts url = core::split_url(base_url);
  const bool loopback = url.ok && core::is_loopback_host(url.host);
  if (!url.tls && !loopback) {
    return core::fail(core::ErrorCode::kInvalidArgument,
                      fmt::format("{} is plain http, and a key is sent only over TLS or to "
                                  "loopback; use https",
                                  base_url),
                      "/target/base_url");
  }
  const char* value = std::getenv(variable.c_str());
  if (value != nullptr && *value != '\0') return core::Secret(value);
  if (loopback && !variable_was_chosen) return core::Secret("loopback-needs-no-key");
  return core::fail(core::ErrorCode::kNetwork,
                    fmt::format("the environment variable {} holds no key; `export {}=…`, or name "
                                "another variable in target.api_key_env",
                                variable, variable),
                    "/target/api_key_env");
}

}  // namespace orbench::run
