#include "mock/router/sticky_sessions.h"

#include <fmt/format.h>

namespace orbench::mock {

std::string Conversation::key() const {
  // Lengths keep two texts from running into one another.
  const std::string who = fmt::format("{}:{}|{}:{}|", account.size(), account, model.size(), model);
  if (!session_id.empty()) return who + "session:" + session_id;
  if (!prompt_cache_key.empty()) return who + "cache:" + prompt_cache_key;
  return fmt::format("{}text:{}:{}{}", who, first_system.size(), first_system, first_other);
}

const Endpoint* StickySessions::find(std::string_view key, core::Duration now) const {
  const auto found = kept_.find(std::string(key));
  if (found == kept_.end() || now - found->second.used >= kIdle) return nullptr;
  return found->second.endpoint;
}

void StickySessions::succeeded(const std::string& key, const Endpoint& endpoint,
                               core::Duration now) {
  if (kept_.size() >= kMostKept && !kept_.contains(key)) {
    std::erase_if(kept_, [&](const auto& pair) { return now - pair.second.used >= kIdle; });
    if (kept_.size() >= kMostKept) kept_.clear();
  }
  kept_[key] = {&endpoint, now};
}

}  // namespace orbench::mock
