#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace orbench::search {

/// Why a level is tried. Names are on disk.
enum class Purpose : std::uint8_t {
  kAscent,  ///< on the way up: only a clear failure counts
  kBisect,  ///< between the highest level that held and the lowest that did not
  kLower,   ///< the lower end of the bracket, on fresh data
  kUpper,   ///< the upper end, likewise
};
[[nodiscard]] std::string_view to_string(Purpose purpose);

enum class StepVerdict : std::uint8_t { kPassed, kFailed, kUndecided };
[[nodiscard]] std::string_view to_string(StepVerdict verdict);

/// Which load to try next, to find the highest that passes: doubles until one clearly fails,
/// halves the bracket on the scale of logarithms down to the resolution, and then tries both ends
/// again on fresh data. The lower end is proven when it passed twice more often than not; the upper
/// must not pass. What contradicts the bracket moves it by one step of the resolution, 20 times at
/// most; while nothing passes on the way down, each move is twice the one before. Undecided counts
/// as not passed, but for an ascent.
/// Knows neither time nor requests. Units: of the level, a rate or a number of requests.
/// Threads: one thread per object.
class Staircase {
 public:
  struct Range {
    double from = 1;  ///< REQUIRES: 0 < from <= to
    double to = 1;
    double resolution = 0.05;  ///< REQUIRES: > 0
    bool whole = false;        ///< levels are whole numbers
  };
  struct Trial {
    double level = 0;
    Purpose purpose = Purpose::kAscent;
  };
  enum class Ending : std::uint8_t {
    kOpen,       ///< a trial is to be made
    kFound,      ///< between `lower` and `upper`
    kUnlimited,  ///< `to` itself is proven
    kNothing,    ///< not even `from` passes
    kUnsettled,  ///< the ends contradicted each other to the last
  };

  explicit Staircase(const Range& range);

  /// The trial to make; meaningful while ending() is kOpen.
  [[nodiscard]] Trial next() const { return trial_; }
  void on_verdict(StepVerdict verdict);
  [[nodiscard]] Ending ending() const { return ending_; }
  /// The highest level that has not failed so far.
  [[nodiscard]] double lower() const { return lower_; }
  /// The highest level proven so far.
  [[nodiscard]] std::optional<double> proven() const { return proven_; }
  /// The lowest level that did not pass, above `proven`.
  [[nodiscard]] std::optional<double> refuted() const { return upper_; }

 private:
  void on_ascent(bool failed);
  void on_lower(bool passed);
  void on_upper(bool passed);
  void move_down();
  void move_up();
  /// True when the moves are used up.
  bool count_move();
  /// Chooses the trial that the bracket asks for.
  void proceed();
  [[nodiscard]] bool is_narrow() const;
  [[nodiscard]] double between() const;
  [[nodiscard]] double step_up(double level) const;
  [[nodiscard]] double steps_down(double level, int steps) const;

  Range range_;
  Trial trial_;
  Ending ending_ = Ending::kOpen;
  double lower_;
  std::int64_t lead_ = 0;  // passes minus other verdicts at lower_
  double below_;           // the ascent's level before lower_
  std::optional<double> upper_;
  bool upper_confirmed_ = false;  // on fresh data
  std::optional<double> proven_;
  int moves_ = 0;
  int stride_ = 1;  // resolution steps of the next move down
};

}  // namespace orbench::search
