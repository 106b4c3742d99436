#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/units.h"
#include "mock/limits/limit_rule.h"
#include "mock/limits/limiter.h"

namespace orbench::mock {

/// Who asks for what, as far as limits care.
struct LimitSubject {
  std::string_view key;       ///< stands for the key; no secret
  std::string_view model;     ///< as the request names it
  std::string_view provider;  ///< slug of the endpoint, for limits of providers
  std::string_view tag;       ///< and its tag
  std::string_view provider_name;
  double tokens = 0.0;  ///< of the prompt, and of the completion at most
};

/// A limit that said no.
/// Lifetime: the rule is the book's.
struct LimitRefusal {
  const LimitRule* rule = nullptr;
  double left = 0.0;
  core::Duration opens_at{};  ///< since 1970
};

/// All counts under all limits. A request passes when every limit of that owner which covers it
/// has room, and counts under each; a refused one counts only where refused ones do.
/// Memory:   at most kMostSubjects counts of one rule; further subjects share one.
/// Lifetime: a refusal points into the book.
/// Threads:  one thread per object.
class LimitBook {
 public:
  static constexpr std::size_t kMostSubjects = 10'000;

  explicit LimitBook(std::vector<LimitRule> rules)
      : rules_(std::move(rules)), counts_(rules_.size()), refused_(rules_.size()) {}

  /// `now` is the time since 1970. The refusal is the first limit's that had no room.
  [[nodiscard]] std::optional<LimitRefusal> ask(LimitOwner owner, const LimitSubject& subject,
                                                core::Duration now);
  /// Of this rule, for the subject: what is left, for those who only look.
  [[nodiscard]] double left(const LimitRule& rule, const LimitSubject& subject, core::Duration now);
  /// By rule, in their order.
  [[nodiscard]] const std::vector<std::uint64_t>& refused() const { return refused_; }
  [[nodiscard]] const std::vector<LimitRule>& rules() const { return rules_; }
  void clear();

 private:
  [[nodiscard]] Limiter& count_of(std::size_t rule, const LimitSubject& subject);

  std::vector<LimitRule> rules_;
  std::vector<std::map<std::string, Limiter, std::less<>>> counts_;  // by rule
  std::vector<std::uint64_t> refused_;
};

}  // namespace orbench::mock
