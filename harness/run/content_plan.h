#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/protocol/content_probe.h"
#include "harness/protocol/request_draft.h"
#include "harness/scenario/loader.h"

namespace orbench::run {

/// The content checks of a scenario as probes, dealt to the cells whose replies they look at.
/// Which samples count for a check, its reader in verify decides; here `where` only spares
/// workloads and endpoint kinds that cannot matter.
/// Lifetime: borrows both arguments.
class ContentPlan {
 public:
  /// Mistakes are reported, each at its place.
  ContentPlan(const scenario::LoadedScenario& loaded, core::Diagnostics& diagnostics);

  /// What the replies to one request are looked at for; nothing when the format that the request
  /// asks for has mistakes, which are reported. `kind` is of static lifetime.
  [[nodiscard]] std::optional<protocol::ProbeSet> probes_for(const scenario::Workload& workload,
                                                             std::string_view kind,
                                                             const protocol::RequestDraft& draft);
  /// Reports checks that no request gives anything to look at. REQUIRES: all were seen.
  void report_idle() const;
  /// Ends this object. The sets given out borrow from what is returned.
  [[nodiscard]] std::vector<std::unique_ptr<protocol::CompiledProbe>> take() {
    return std::move(probes_);
  }

 private:
  struct Check {
    std::uint32_t place;
    std::string pointer;
    std::string workload;  // of `where`; empty: all
    std::string endpoint;
    const protocol::CompiledProbe* probe;
    bool used = false;
  };

  const scenario::LoadedScenario& loaded_;
  core::Diagnostics& diagnostics_;
  std::vector<std::unique_ptr<protocol::CompiledProbe>> probes_;
  std::vector<Check> checks_;
};

}  // namespace orbench::run
