#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

constexpr double kLiveShare = 0.95;
constexpr std::size_t kLeastSessions = 20;

/// A session is a cell with a session_id of its own, or one conversation of a cell whose workload
/// makes conversations: there each has the id that its first turn rendered.
struct SessionId {
  std::uint32_t cell = 0;
  std::uint64_t first = 0;  ///< number of its first request; 0 where the whole cell is one session
  friend auto operator<=>(const SessionId&, const SessionId&) = default;
};

SessionId session_of(const metrics::Sample& sample) {
  // Turns count from 1, and those of one conversation are numbered without a gap.
  return {sample.cell, sample.turn == 0 ? 0 : sample.seq - (sample.turn - 1)};
}

/// A session's turns in the order they were sent: pairs of consecutive ones are the samples.
class SessionRule final : public Rule {
 public:
  explicit SessionRule(const Case& ground) : ground_(ground) {}

  void observe(const Trial& trial, const Place& place) override {
    Turn turn;
    turn.sample = *trial.sample;
    if (trial.first && trial.served) turn.provider = trial.first->provider;
    turn.confirmed = trial.confirmed;
    if (place.arm == Arm::kControl) {
      if (!turn.provider.empty()) control_[turn.provider] += 1;
      return;
    }
    // The cells of a session rule differ in their session alone.
    sessions_[session_of(*trial.sample)].insert_or_assign(trial.sample->seq, std::move(turn));
  }

  [[nodiscard]] Finding conclude(double part) const override {
    ShareData data;
    Evidence moved;
    data.control = expected_by_chance();
    for (const auto& [id, turns] : sessions_) add_pairs(turns, data, moved);
    ShareTerms terms;
    terms.share = ground_.share(kLiveShare);
    terms.alpha_broken = ground_.alpha_broken * part;
    terms.alpha_kept *= part;
    const ShareAnswer answer = judge_share(data, terms);
    Finding finding;
    finding.answer = answer.answer;
    finding.n = data.seen.n;
    finding.contested = answer.contested;
    finding.expected = "a session goes on where it began";
    finding.note = answer.reason;
    finding.evidence = moved.ids();
    if (answer.answer == Answer::kKept && sessions_.size() < kLeastSessions) {
      finding.answer = Answer::kCannotTell;
      finding.note =
          fmt::format("{} sessions, and {} are needed", sessions_.size(), kLeastSessions);
    }
    finding.observed = fmt::format(
        "{}: {} of {} turns stayed, in {} sessions; by chance {:.0f} % would",
        to_string(finding.answer), answer.seen.good, answer.seen.n, sessions_.size(),
        data.control.n == 0
            ? 0.0
            : 100 * static_cast<double>(data.control.good) / static_cast<double>(data.control.n));
    return finding;
  }

 private:
  struct Turn {
    metrics::Sample sample;
    std::string provider;  ///< empty: an error, after which a session may move
    bool confirmed = false;
  };

  /// Two draws of the control agree with the sum of its squared shares.
  [[nodiscard]] Share expected_by_chance() const {
    Share share;
    double squares = 0;
    for (const auto& [provider, count] : control_) {
      share.n += count;
      squares += static_cast<double>(count) * static_cast<double>(count);
    }
    if (share.n > 0) {
      share.good = static_cast<std::int64_t>(squares / static_cast<double>(share.n) + 0.5);
    }
    return share;
  }

  static void add_pairs(const std::map<std::uint64_t, Turn>& turns, ShareData& data,
                        Evidence& moved) {
    const Turn* before = nullptr;
    for (const auto& [seq, turn] : turns) {
      if (before != nullptr && !before->provider.empty() && !turn.provider.empty()) {
        const bool stayed = before->provider == turn.provider;
        data.seen.n += 1;
        data.seen.good += stayed ? 1 : 0;
        if (!stayed) {
          const bool first = moved.ids().empty();
          data.confirmed = first ? turn.confirmed : data.confirmed || turn.confirmed;
          moved.add(0, turn.sample);
        }
      }
      before = &turn;
    }
  }

  const Case& ground_;
  std::map<SessionId, std::map<std::uint64_t, Turn>> sessions_;
  std::map<std::string, std::int64_t> control_;
};

}  // namespace

RuleKind session_rule() {
  RuleKind kind;
  kind.name = "session";
  kind.what = "row 29: after one success a session stays with its provider";
  kind.sent = [](const Asked& asked) { return !asked.session_id.empty() && asked.order.empty(); };
  kind.make = [](const Case& ground) -> std::unique_ptr<Rule> {
    return std::make_unique<SessionRule>(ground);
  };
  return kind;
}

}  // namespace orbench::verify::routing
