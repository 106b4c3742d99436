#pragma once

#include <cstdint>

namespace orbench::search {

enum class Lean : std::uint8_t {
  kOpen,  ///< the data cannot tell yet
  kPass,  ///< bad requests are rare enough
  kFail,  ///< they are not
};

/// Wald's sequential test of whether the share of bad requests lies under a limit: after every
/// batch it may be asked, and either answer is wrong in at most 2 % however often it was.
/// Requests that start together share their luck, so the evidence is divided by how much more the
/// batches differ than independent requests would.
/// Source: Wald, Sequential Analysis; overdispersion by batch means.
/// Threads: one thread per object.
class SequentialTest {
 public:
  /// The two shares between which the test decides. REQUIRES: 0 < pass < fail < 1.
  struct Hypotheses {
    double pass = 0;
    double fail = 0;
  };
  /// To tell a load that is held from one that is not: 0.7 and 1.4 of the limit.
  [[nodiscard]] static Hypotheses exact(double limit);
  /// To notice a clear failure only: 0.7 and 3 of the limit.
  [[nodiscard]] static Hypotheses coarse(double limit);

  explicit SequentialTest(Hypotheses hypotheses) : hypotheses_(hypotheses) {}

  /// REQUIRES: 0 <= bad <= requests.
  void add_batch(std::int64_t requests, std::int64_t bad);
  /// A batch that was added has other bad requests than it seemed.
  /// REQUIRES: 0 <= was, bad <= requests.
  void correct_batch(std::int64_t requests, std::int64_t was, std::int64_t bad);

  [[nodiscard]] Lean lean() const;
  [[nodiscard]] std::int64_t requests() const { return requests_; }
  [[nodiscard]] std::int64_t bad() const { return bad_; }
  /// How much more the batches differ than by chance; at least 1.
  [[nodiscard]] double overdispersion() const;

 private:
  Hypotheses hypotheses_;
  std::int64_t batches_ = 0;
  std::int64_t requests_ = 0;
  std::int64_t bad_ = 0;
  // Sums over the batches, from which the variance follows for any share.
  double bad_squared_ = 0;
  double cross_ = 0;
  double requests_squared_ = 0;
};

}  // namespace orbench::search
