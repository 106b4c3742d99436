#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "harness/verify/routing/rule.h"
#include "results/compare/looks.h"

namespace orbench::verify::routing {

/// Looks at a rule's requests after planned numbers of them with the preference, each time with its
/// part of the error probabilities, and takes the first answer. A violation where none is allowed
/// counts whenever it came, and so does one that nobody confirms. Beyond the last look nothing else
/// is concluded.
/// Source: the design's statistics, 6.5. Hard rules are looked at for *kept* in the same way.
class SequentialRule final : public Rule {
 public:
  /// An empty plan stands for 25, 50, 100 and 200.
  SequentialRule(std::unique_ptr<Rule> rule, const results::LookPlan& plan);

  /// REQUIRES: requests in the order in which they were dealt.
  void observe(const Trial& trial, const Place& place) override;
  [[nodiscard]] Finding conclude(double part) const override;
  /// What conclude() says will stand, whatever comes, but for a violation.
  [[nodiscard]] bool decided() const;

 private:
  [[nodiscard]] Finding with_note(Finding finding) const;

  std::unique_ptr<Rule> rule_;
  std::vector<results::Look> looks_;
  std::size_t taken_ = 0;           // looks
  std::int64_t seen_ = 0;           // requests with the preference
  double left_ = 1;                 // of the error probabilities
  std::optional<Finding> finding_;  // that stands, or of the last look
};

}  // namespace orbench::verify::routing
