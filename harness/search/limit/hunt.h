#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/outcome.h"
#include "harness/core/units.h"
#include "harness/search/limit/findings.h"
#include "harness/search/limit/request_log.h"
#include "harness/search/limit/server_clock.h"
#include "results/search_report.h"

/// The hunt for a rate limit (statistics.md section 7): phases that follow each other, and what
/// they hand on. Instants count from the run epoch, rates are requests per second.
namespace orbench::search {

/// What the scenario says of it.
struct LimitTerms {
  double from = 1;
  double to = 0;
  core::Duration grid = std::chrono::seconds{60};  ///< windows are expected to begin at multiples
                                                   ///< of it on the server's clock; 0: anywhere
  core::Duration longest_wait = std::chrono::seconds{180};  ///< for a limit to open again
  bool proof = true;        ///< a bucket's size is proved, which costs as many requests
  bool in_tokens = false;   ///< figures are told in tokens
  bool heavier = false;     ///< there are heavier requests to tell tokens from requests with
  bool step_clock = false;  ///< the service's clock is put forward instead of waiting

  /// For how long a search may be held up by one pause.
  [[nodiscard]] core::Duration patience() const;
  /// The grid, or the multiple of it that lies in there; empty where none does.
  [[nodiscard]] std::optional<core::Duration> grid_length_in(core::Duration shortest,
                                                             core::Duration longest) const;
  /// What is said of seconds in a minute, for a grid of another length.
  [[nodiscard]] core::Duration seconds(double of_a_minute) const;
};

/// Tokens that a request takes, on average.
class Weight {
 public:
  void add(double tokens) {
    sum_ += tokens;
    ++count_;
  }
  /// 0 where nobody said.
  [[nodiscard]] double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

 private:
  double sum_ = 0;
  std::int64_t count_ = 0;
};

struct Hunt {
  explicit Hunt(const LimitTerms& of) : terms(of) {}

  const LimitTerms terms;
  ServerClock clock;
  RequestLog log;
  core::LimitOwner owner = core::LimitOwner::kNone;
  std::optional<Hint> hint;                ///< of the latest refusal
  std::vector<Hint> hints;                 ///< of all of them
  std::optional<double> limit_header;      ///< X-RateLimit-Limit
  std::optional<Hint> tried;               ///< a hint that was taken at its word
  std::optional<core::Duration> recovery;  ///< from a refusal until the first request that passed

  core::Duration ramp_begin{0};
  core::Duration ramp_refused{0};  ///< the first refused request was sent
  double ramp_rate = 0;            ///< by then
  std::int64_t ramp_accepted = 0;  ///< until then
  double rate = 0;                 ///< an estimate of what flows into a bucket
  double least_rate = 0;           ///< no less does, by what one gave since it was empty
  double full_rate = 0;            ///< another one: the bucket was full again before it was emptied
  std::int64_t expected = 0;       ///< what a window may hold; 0: there is no thought of one
  core::Duration expected_length{0};  ///< and its length, where that is known
  std::int64_t burst = 0;             ///< the most that passed in one
  std::int64_t small = 0;             ///< what passed in a burst that said nothing of a rate

  std::optional<BucketFinding> bucket;
  std::optional<WindowFinding> window;
  Weight weight;          ///< of the requests in the log
  Weight heavier_weight;  ///< of heavier ones, which are not in it
  std::optional<HeavierFinding> heavier;
  std::optional<OuterFinding> outer;
  bool hints_lie = false;       ///< the hint that was tried was wrong: nothing passed then
  bool window_again = false;    ///< a window was found half full once, and counted anew
  int leavings = 0;             ///< how often it was looked whether requests leave one by one
  bool window_twice = false;    ///< one was counted anew to see whether it slides
  bool spares_refused = false;  ///< it was seen that a refused request takes nothing from a bucket
  results::SearchStatus status = results::SearchStatus::kUndecided;
  std::string reason;  ///< why nothing was found, for people
  std::vector<results::SearchStep> steps;
  std::vector<results::SearchClaim> claims;
  std::vector<std::string> notes;

  /// How exactly an instant of the server is known here.
  [[nodiscard]] core::Duration slack() const;
  [[nodiscard]] core::Duration ramp_length() const { return ramp_refused - ramp_begin; }
  /// The mark of the grid that an instant means which is known so well; empty where none is near.
  [[nodiscard]] std::optional<core::Duration> mark_near(core::Duration at,
                                                        core::Duration error) const;
  /// So many passed within `elapsed` of a refusal: if it is a bucket, no less flowed in.
  void learn_least_rate(std::int64_t passed, core::Duration elapsed);
  /// The rate of the ramp at this instant.
  [[nodiscard]] double ramp_rate_at(core::Duration at) const;
  /// The latest hint, if it may still be believed.
  [[nodiscard]] const Hint* believed() const;
  /// It is so far off, for the rate at which the ramp was refused, that a window speaks.
  [[nodiscard]] bool hint_is_of_window() const;
  /// When to take a hint at its word. Of a window a little later: what is asked exactly one length
  /// after something else tells little of how it counts.
  [[nodiscard]] core::Duration opens_surely(const Hint& told, bool of_window) const;
  /// Why the search ends here: without an answer, unless it was found before.
  void give_up(std::string why);
};

}  // namespace orbench::search
