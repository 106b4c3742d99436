#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "harness/core/result.h"
#include "mock/account/account_config.h"
#include "mock/state/collections.h"

namespace orbench::mock {

/// Knows whose secret a request brings: that of a configured key, of one that a client made under
/// `/keys`, or of nobody.
/// Memory:  of the keys that clients make, the secrets of at most kMostIssued, the deleted ones
///          among them; a secret forgotten is nobody's.
/// Threads: one thread per object.
class KeyRing {
 public:
  static constexpr std::size_t kMostIssued = 65'536;

  /// A key was made; `hash` names its row among `/keys`.
  void issue(std::string secret, std::string hash);

  /// The terms of a key that may be used at this time, or why it may not.
  [[nodiscard]] tl::expected<KeyTerms, std::string_view> find(std::string_view secret,
                                                              const AccountConfig& config,
                                                              Collections& rows,
                                                              std::int64_t now_unix) const;
  void clear() { issued_.clear(); }

 private:
  std::map<std::string, std::string, std::less<>> issued_;  // secret to hash
};

/// The terms that a row of `/keys` shows.
[[nodiscard]] KeyTerms terms_of(const Row& row);

}  // namespace orbench::mock
