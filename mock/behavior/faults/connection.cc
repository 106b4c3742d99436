// Faults of the connection: silence, closing, resets, bytes that are no HTTP.
#include <chrono>

#include "mock/behavior/faults/edits.h"

namespace orbench::mock::fault_edits {
namespace {

constexpr core::Duration kSlowHead = std::chrono::seconds(2);

/// Ends the script at `from` with one last action.
void end_with(Script& script, std::size_t from, Action action, core::Duration gap = {}) {
  script.pieces.resize(from);
  script.add(action, Part::kEnd, gap, {});
}

}  // namespace

void hang(Script& script, const FaultContext&) { end_with(script, 0, Action::kCut, kForever); }

void slow_headers(Script& script, const FaultContext&) {
  if (!script.pieces.empty() && script.pieces.front().gap != kForever) {
    script.pieces.front().gap += kSlowHead;
  }
}

void close_before_headers(Script& script, const FaultContext&) {
  end_with(script, 0, Action::kCut);
}

void not_http(Script& script, const FaultContext&) {
  script.pieces.clear();
  script.add(Action::kRaw, Part::kFault, {}, "\x16\x03\x01 this is no HTTP\r\n\r\n");
  script.add(Action::kCut, Part::kEnd, {}, {});
}

void wrong_content_type(Script& script, const FaultContext&) {
  script.set_header("Content-Type", "text/plain");
}

void stall_mid_stream(Script& script, const FaultContext&) {
  end_with(script, halfway(script), Action::kCut, kForever);
}

void reset_mid_stream(Script& script, const FaultContext&) {
  end_with(script, halfway(script), Action::kReset);
}

}  // namespace orbench::mock::fault_edits
