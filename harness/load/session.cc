#include "harness/load/session.h"

#include <nlohmann/json.hpp>

namespace orbench::load {
namespace {

constexpr core::Bounds kTurns{2, 1000, false};
constexpr std::size_t kMostFollowUps = 1000;
constexpr const char* kGoOn = "Go on.";

}  // namespace

SessionPlan read_session(core::Params& session) {
  SessionPlan plan;
  plan.turns = static_cast<std::uint32_t>(session.integer("turns", 2, kTurns));
  plan.think_time = read_think_time(session);
  session.array("follow_ups", [&](const core::Json& value, const std::string& pointer) {
    if (value.is_string() && plan.follow_ups.size() < kMostFollowUps) {
      plan.follow_ups.push_back(value.get<std::string>());
      return;
    }
    session.diagnostics().error(core::ErrorCode::kInvalidArgument,
                                value.is_string()
                                    ? "a conversation has at most 1000 follow-ups"
                                    : "a follow-up is what the user says next: a string",
                                session.source().locate(pointer));
  });
  const core::Json* const list = session.raw("follow_ups");
  if (list != nullptr && list->is_array() && list->empty()) {
    session.error("follow_ups",
                  "\"follow_ups\" holds nothing to say; add a string, or leave it out");
  }
  if (plan.follow_ups.empty()) plan.follow_ups.emplace_back(kGoOn);
  return plan;
}

std::optional<core::Duration> Session::next(core::Duration at, bool answered) {
  if (!answered || turns_left() == 0) return std::nullopt;
  ++turn_;
  return at + plan_->think_time.draw(pauses_);
}

}  // namespace orbench::load
