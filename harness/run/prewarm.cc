#include "harness/run/prewarm.h"

#include <algorithm>
#include <vector>

#include "harness/run/preflight.h"

namespace orbench::run {
namespace {

constexpr core::Duration kPatience = std::chrono::seconds{3};
constexpr core::Duration kLook = std::chrono::milliseconds{100};
constexpr std::size_t kGuess = 64;  // for a load that names no bound

/// Hears all the answers; their bodies are read, because a connection is kept only after a whole
/// answer.
class CountingSink final : public transport::ResponseSink {
 public:
  void on_sent(core::Duration /*at*/) override {}
  void on_head(core::Duration /*at*/, const core::ResponseHead& /*head*/) override {}
  bool on_bytes(core::Duration /*at*/, std::string_view /*bytes*/) override { return true; }
  void on_closed(core::Duration /*at*/, const transport::TransferResult& result) override {
    ++closed;
    if (result.end == transport::TransferEnd::kComplete) ++answered;
  }
  std::size_t closed = 0;
  std::size_t answered = 0;
};

}  // namespace

std::size_t connections_to_warm(const RunPlan& plan, std::uint64_t workers) {
  if (!plan.engine.prewarm_connections || !plan.engine.reuse_connections) return 0;
  // What opens them would count against the very limit that is looked for.
  const bool searches = std::any_of(plan.loads.begin(), plan.loads.end(),
                                    [](const LoadPlan& load) { return load.search != nullptr; });
  if (searches) return 0;
  auto wanted = static_cast<std::size_t>(plan.most_in_flight().value_or(kGuess));
  if (const auto requests = plan.expected_requests()) {
    wanted = std::min(wanted, static_cast<std::size_t>(std::max(*requests, 0.0)));
  }
  const std::size_t part = (wanted + workers - 1) / workers;
  // Over HTTP/2 one connection carries them all.
  if (plan.http != core::HttpVersion::kHttp1) return std::min<std::size_t>(part, 1);
  return std::min(part, kMostWarmConnections);
}

std::size_t prewarm(const PrewarmParts& parts, std::size_t connections,
                    const std::function<bool()>& give_up) {
  const core::HttpRequest request = key_request(parts.target);
  CountingSink sink;
  std::vector<transport::TransferId> open;
  for (std::size_t i = 0; i < connections; ++i) {
    const auto id = parts.transport.start(request, sink);
    if (!id) break;
    open.push_back(*id);
  }
  const core::Duration deadline = parts.clock.now() + kPatience;
  while (sink.closed < open.size() && parts.clock.now() < deadline && !give_up()) {
    parts.reactor.run_until(std::min(deadline, parts.clock.now() + kLook));
  }
  const std::size_t answered = sink.answered;
  for (const transport::TransferId id : open) parts.transport.cancel(id);
  return answered;
}

}  // namespace orbench::run
