#include "mock/state/state.h"

#include <algorithm>
#include <utility>

namespace orbench::mock {
namespace {

constexpr int kOk = 200;
constexpr int kServerError = 500;
constexpr int kBadGateway = 502;
// What never ends holds its money that long.
constexpr core::Duration kLongest = std::chrono::hours(1);

core::Duration length_of(const Script& script) {
  core::Duration length{};
  for (const Piece& piece : script.pieces) {
    length = std::min(length + std::min(piece.gap, kLongest), kLongest);
  }
  return length;
}

/// Lets all that the provider says come later; the router's own head and comments of a stream go
/// out at once.
void delay(Script& answer, core::Duration by) {
  const auto first =
      std::find_if(answer.pieces.begin(), answer.pieces.end(), [&](const Piece& piece) {
        const bool router =
            answer.streamed() && (piece.part == Part::kHead || piece.part == Part::kComment);
        return !router;
      });
  if (first != answer.pieces.end() && first->gap != kForever) first->gap += by;
}

/// An error is free of charge. It was the provider's when nobody refused before it was asked.
void fail(Served& served, int status) {
  served.failed = true;
  served.cost = {};
  served.completion_tokens = served.reasoning_tokens = served.images = 0;
  served.finish_reason = "error";
  served.output.clear();
  served.reasoning.clear();
  if (served.attempts.empty() || served.attempts.back().status != kOk) return;
  if (status == kOk) status = kBadGateway;  // said inside the answer
  if (status >= kServerError) served.attempts.back().status = status;
}

}  // namespace

void State::conclude(const Decision& known) {
  Decision decision = std::exchange(decision_, {});
  decision.number = known.number;
  decision.generation_id = known.generation_id;
  decision.path = known.path;
  decision.faults = known.faults;
  decision.status = known.status;
  decisions.add(std::move(decision));
}

void State::settle(Script& answer, const Request& request, const KeyTerms& key) {
  const core::Usd reserved = std::exchange(reserved_, {});
  if (!served_) return;
  Served served = std::move(*std::exchange(served_, std::nullopt));
  served.key = key.id;
  if (answer.failed) fail(served, answer.status);
  if (served.endpoint != nullptr && served.endpoint->servers > 0) queue(answer, served);
  if (reserved > core::Usd{}) {
    account.hold(reserved - served.cost, clock.now() + length_of(answer) + hold_after_);
  }
  note(std::move(served), request);
}

void State::queue(Script& answer, Served& served) {
  const core::Duration waited = queues.enter(*served.endpoint, clock.now(), length_of(answer));
  delay(answer, waited);
  served.ttft += waited;
  served.took += waited;
  if (!served.attempts.empty()) served.attempts.back().latency += waited;
}

void State::note(Served served, const Request& request) {
  served.at = clock.now();
  served.created_unix = clock.unix_seconds();
  if (const auto agent = request.header("user-agent")) served.user_agent = *agent;
  if (const auto referer = request.header("http-referer")) served.http_referer = *referer;
  account.bill(served.key, served.cost, clock.wall_seconds());
  statistics.add(served);
  if (watched_) tally.count(served);
  generations.add(std::move(served));
}

void State::reset() {
  clock.reset();
  account.clear();
  keys.clear();
  limits.clear();
  generations.clear();
  statistics.clear();
  collections.clear();
  videos.clear();
  sticky.clear();
  tally.clear();
  decisions.clear();
  queues.clear();
  decision_ = {};
  reserved_ = {};
  served_.reset();
}

}  // namespace orbench::mock
