#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "harness/core/units.h"
#include "harness/load/arrival.h"
#include "harness/search/limit/hunt.h"

namespace orbench::search {

/// What came of one request of a phase.
struct Met {
  enum class What : std::uint8_t { kAccepted, kRefused, kLost };  ///< lost: nobody knows
  What what = What::kLost;
  bool by_outer = false;  ///< refused by another limit than the one that is hunted
  core::Duration sent{0};
  core::Duration ended{0};
};

/// One phase of a hunt. It says when it wants to send, and when it is over which phase follows.
/// Threads: one thread per object.  Lifetime: borrows the hunt.
class Phase {
 public:
  using Wish = std::variant<core::Duration, load::Waiting, load::Ended>;

  Phase(Hunt& hunt, std::string name) : hunt_(hunt), name_(std::move(name)) {}
  virtual ~Phase() = default;

  /// Ended: every answer is here, and next() may be called.
  [[nodiscard]] Wish wish() const;
  void take(core::Duration at);
  void learn(const Met& met);
  /// It sends the heavier requests.
  [[nodiscard]] virtual bool is_heavier() const { return false; }
  /// Where it is: `ramp at 120 rps`.
  [[nodiscard]] std::string standing() const;
  /// What was done, for the report.
  void note_step() const;
  /// The phase that follows; null when the search is over. REQUIRES: wish() ended.
  [[nodiscard]] virtual std::unique_ptr<Phase> next() = 0;

 protected:
  [[nodiscard]] Hunt& hunt() const { return hunt_; }
  [[nodiscard]] std::int64_t taken() const { return taken_; }
  [[nodiscard]] std::int64_t open() const { return open_; }

 private:
  /// When to send next; Waiting for an answer; Ended when no further request is wanted.
  [[nodiscard]] virtual Wish want() const = 0;
  virtual void on_taken(core::Duration /*at*/) {}
  virtual void on_met(const Met& met) = 0;
  /// The rate that was held, for the report.
  [[nodiscard]] virtual double level() const = 0;

  Hunt& hunt_;
  std::string name_;
  std::int64_t taken_ = 0;
  std::int64_t open_ = 0;
  std::int64_t refused_ = 0;
  core::Duration begin_{0};
  core::Duration end_{0};
};

// Each in its own file; all begin at `now` or later.
/// Learns the server's clock, and waits for the beginning of a window if there might be any.
[[nodiscard]] std::unique_ptr<Phase> make_approach(Hunt& hunt);
/// A rate that doubles every two seconds, until the first refusal.
[[nodiscard]] std::unique_ptr<Phase> make_ramp(Hunt& hunt, core::Duration begin);
/// Waits until a request passes again: at `first` if given, then after longer and longer pauses.
[[nodiscard]] std::unique_ptr<Phase> make_pause(Hunt& hunt, std::optional<core::Duration> first);
/// At the rate of the first refusal until refused again. `passed`: the request that ended a pause.
[[nodiscard]] std::unique_ptr<Phase> make_burst(Hunt& hunt, const Met& passed,
                                                core::Duration refused_before);
/// A little above the rate of a bucket, until the rate is known well.
[[nodiscard]] std::unique_ptr<Phase> make_bucket(Hunt& hunt, core::Duration begin);
/// The same for a bucket that refused requests empty too. `rate`: as far as it is known.
[[nodiscard]] std::unique_ptr<Phase> make_refill(Hunt& hunt, double rate);
/// The same for one that is so small that it is full again before a refusal is known here.
[[nodiscard]] std::unique_ptr<Phase> make_ladder(Hunt& hunt, double rate);
/// The bucket's rate is known: proves its size. `now`: it was emptied.
[[nodiscard]] std::unique_ptr<Phase> settle_bucket(Hunt& hunt, BucketFinding found,
                                                   core::Duration now);
/// It refuses all: a window is full, it seems, and what was sent before is in it still. Waits until
/// nothing is, once; null and the end of the hunt after that.
[[nodiscard]] std::unique_ptr<Phase> suspect_window(Hunt& hunt, core::Duration now);
/// What a sliding window took leaves it one by one: asks when a few have. Null where no such window
/// explains the log, or where too little leaves it between `now` and `latest`.
[[nodiscard]] std::unique_ptr<Phase> make_leaving(Hunt& hunt, core::Duration now,
                                                  core::Duration latest = core::Duration::max());
/// Counts out the window around the one that was found, where one was met and may be waited for.
[[nodiscard]] std::unique_ptr<Phase> make_outer(Hunt& hunt);
/// Another limit stood in the way: once that is open, the window of about these figures is counted.
[[nodiscard]] std::unique_ptr<Phase> wait_for_outer(Hunt& hunt, std::int64_t amount,
                                                    core::Duration length);
/// The same once more with heavier requests: null where there are none. REQUIRES: a limit was
/// found.
[[nodiscard]] std::unique_ptr<Phase> make_heavier(Hunt& hunt);

/// The size of a bucket of this rate, by the ramp: it found the bucket full where it crossed the
/// rate, and empty where it was refused.
void size_by_ramp(const Hunt& hunt, BucketFinding& found);

/// What is supposed of a window when one request has passed in it.
struct WindowGuess {
  core::Duration first{0};     ///< that request was sent
  core::Duration boundary{0};  ///< the window began
  core::Duration length{0};    ///< about; 0: nobody knows
  bool at_least = false;       ///< it may last several times as long
  std::int64_t amount = 0;     ///< about
  bool on_grid = false;        ///< it begins at a mark of the grid
  bool whole = false;          ///< nothing passed in it before
};
/// When a full window may be open again.
struct Reopening {
  core::Duration boundary{0};         ///< it began
  std::vector<core::Duration> tries;  ///< to ask at; later and later after the last of them
};
/// Asks, one request at a time, until one passes, and whether as many pass then as ever.
[[nodiscard]] std::unique_ptr<Phase> make_next_window(Hunt& hunt, Reopening when);
/// The same after one request just before `boundary`, which a window must refuse.
[[nodiscard]] std::unique_ptr<Phase> make_edge(Hunt& hunt, core::Duration boundary, Reopening when);
/// Counts a window out, and looks whether the next begins with nothing used.
[[nodiscard]] std::unique_ptr<Phase> make_window(Hunt& hunt, const WindowGuess& guess,
                                                 core::Duration begin);

}  // namespace orbench::search
