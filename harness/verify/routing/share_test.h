#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orbench::verify::routing {

/// What a check of the router's word can come to. Nothing is ever concluded from silence.
enum class Answer : std::uint8_t { kKept, kBroken, kCannotTell };
[[nodiscard]] std::string_view to_string(Answer answer);

/// Good samples of a group.
struct Share {
  std::int64_t good = 0;
  std::int64_t n = 0;
};

/// What was seen of one preference.
struct ShareData {
  Share seen;                ///< with the preference, as far as it could be judged
  Share control;             ///< without it
  std::int64_t unknown = 0;  ///< samples with it that could not be judged
  bool confirmed = true;     ///< a second source agrees with at least one bad sample
};

/// What a share is judged by.
struct ShareTerms {
  double share = 1;             ///< of good samples that an obedient router reaches at least
  double alpha_broken = 1e-4;   ///< 0: only what needs no error probability is concluded
  double alpha_kept = 0.05;     ///< likewise
  double least_unlike = 0.03;   ///< of samples that a router left alone does otherwise
  std::optional<double> alone;  ///< good share without the preference, when it needs no control
  /// Broken only when not even half of the effect from the control's share to `share` can be there:
  /// for demands whose winner cannot be foretold.
  bool effect_only = false;
};

/// An answer with what it rests on.
struct ShareAnswer {
  Answer answer = Answer::kCannotTell;
  Share seen;
  Share control;
  double alone_upper = 1;              ///< upper 95 % bound of the control's good share
  double p = 1;                        ///< of the test that decided
  std::optional<std::int64_t> needed;  ///< samples that would tell, when more would
  bool discriminating = true;          ///< false: the router would do the same unasked
  bool contested = false;  ///< where all must be good, one source alone speaks of a bad one
  std::string reason;      ///< why it cannot be told; empty otherwise
};

/// Judges a share by statistics of the design, section 6.3. *Kept* is said only when "ignored half
/// of the time" is refuted; an answer holds with all unknown samples good and all bad, or they are
/// few. Data that are looked at several times are judged with a part of both error probabilities at
/// each look (looks.h).
/// Threads: pure function.
[[nodiscard]] ShareAnswer judge_share(const ShareData& data, const ShareTerms& terms);

/// Samples needed for *kept*, all good or at `share`, when the control's good share is at most
/// `alone_upper`; empty when no reasonable number would tell.
[[nodiscard]] std::optional<std::int64_t> samples_needed(double share, double alone_upper,
                                                         double alpha_kept);

}  // namespace orbench::verify::routing
