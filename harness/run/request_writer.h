#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/core/http.h"
#include "harness/core/secret.h"
#include "harness/protocol/endpoint.h"
#include "harness/run/due.h"
#include "harness/run/plan.h"
#include "harness/transport/transport.h"

namespace orbench::run {

/// Where requests go. The key is never in a RunPlan, so a plan may be printed.
struct RunTarget {
  std::string base_url;  ///< without a trailing slash
  core::Secret key;
  std::string ca_file;
  std::vector<transport::KnownHost> hosts = {};  ///< resolved before, so that no request waits
  /// Puts the target's clock forward, where it is a mock of this process; may be called from any
  /// thread. Empty elsewhere.
  std::function<void(core::Duration by)> step_clock = {};
};

/// Writes the HTTP request of what is due. One request object a cell: its headers never change, so
/// each writing touches only URL and body, and transport sees that its header list is still good.
/// Threads: one thread per object.  Lifetime: borrows plan and target.
class RequestWriter {
 public:
  RequestWriter(const RunPlan& plan, const RunTarget& target);

  /// What distinguishes a request's rendering from others.
  [[nodiscard]] static protocol::RenderContext context_of(const RunPlan& plan, const Due& due);
  /// Valid until the next call for the same cell.
  [[nodiscard]] const core::HttpRequest& render(const Due& due);
  /// The next exchange of a request of this cell. REQUIRES: reader.next_exchange().
  [[nodiscard]] core::HttpRequest render_next_exchange(std::uint32_t cell,
                                                       protocol::ResponseReader& reader) const;

 private:
  [[nodiscard]] std::vector<core::Header> headers_of(const CellPlan& cell) const;

  const RunPlan& plan_;
  const RunTarget& target_;
  std::vector<core::HttpRequest> requests_;
};

}  // namespace orbench::run
