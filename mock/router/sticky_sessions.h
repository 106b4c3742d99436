#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "harness/core/units.h"
#include "mock/router/catalog.h"

namespace orbench::mock {

/// What names a conversation, from the strongest: `session_id`, `prompt_cache_key`, else its first
/// system message and its first other one.
struct Conversation {
  std::string account;  ///< who asks, for instance the key
  std::string model;
  std::string session_id;
  std::string prompt_cache_key;
  std::string first_system;
  std::string first_other;

  /// Equal for requests of one conversation.
  [[nodiscard]] std::string key() const;
};

/// Which endpoint served each conversation last.
/// Memory:  at most kMostKept conversations; beyond, the idle ones go, else all.
/// Threads: one thread per object.
/// Source:  the API reference, section 2.5.
class StickySessions {
 public:
  static constexpr core::Duration kIdle = std::chrono::minutes(10);
  static constexpr std::size_t kMostKept = 10'000;

  /// Null when the conversation is new, or has been idle for ten minutes.
  [[nodiscard]] const Endpoint* find(std::string_view key, core::Duration now) const;
  /// After a success. Without a session id only one that read from the prompt cache sticks, so
  /// the caller says whether it does. An error renews nothing: it is not told.
  void succeeded(const std::string& key, const Endpoint& endpoint, core::Duration now);
  void clear() { kept_.clear(); }

 private:
  struct Kept {
    const Endpoint* endpoint = nullptr;
    core::Duration used{};
  };
  std::unordered_map<std::string, Kept> kept_;
};

}  // namespace orbench::mock
