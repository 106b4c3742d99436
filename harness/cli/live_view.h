#pragma once

#include <memory>
#include <optional>
#include <string>

#include "harness/cli/console.h"
#include "harness/run/progress.h"

namespace orbench::cli {

/// What a view needs to say how far a run is.
struct RunOutlook {
  std::string name;
  std::optional<core::Duration> length;  ///< of the longest workload, when time stops it
  std::optional<double> requests;        ///< expected in all, when it is known
};

/// Shows a run while it goes, on stderr. Called about four times a second.
class ProgressView {
 public:
  virtual ~ProgressView() = default;
  virtual void show(const run::Progress& progress, bool draining) = 0;
  /// Leaves the terminal as it found it.
  virtual void close() {}
};

/// `auto` (live on a terminal, plain lines elsewhere), `plain`, `json` (a line of JSON each) or
/// `none`.
[[nodiscard]] std::unique_ptr<ProgressView> make_progress_view(const std::string& mode,
                                                               const RunOutlook& outlook,
                                                               Console& console);

/// One picture of a run, and the terminal it must fit.
struct LiveFrame {
  const run::Progress& progress;
  double rate_rps = 0;
  bool draining = false;
  int width = 80;
  bool color = false;
};

/// The two lines of the live view, without colour codes unless the frame wants them. Neither is
/// wider than the frame; figures drop out from the right when they do not fit.
struct LiveLines {
  std::string bar;
  std::string figures;
};
[[nodiscard]] LiveLines draw_live_lines(const RunOutlook& outlook, const LiveFrame& frame);

}  // namespace orbench::cli
