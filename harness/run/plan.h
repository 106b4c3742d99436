#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/diagnostics.h"
#include "harness/core/json.h"
#include "harness/data/material.h"
#include "harness/load/arrival.h"
#include "harness/load/session.h"
#include "harness/metrics/expression.h"
#include "harness/metrics/recorder.h"
#include "harness/protocol/content_probe.h"
#include "harness/protocol/conversation.h"
#include "harness/protocol/endpoint.h"
#include "harness/run/cost_bound.h"
#include "harness/scenario/loader.h"
#include "harness/search/search.h"
#include "results/compare/terms.h"
#include "results/run_result.h"

namespace orbench::run {

/// A request that is to be compiled once more, with the caps of prices that are not known yet.
struct UncappedRequest {
  core::JsonValue body;
  bool salted = false;
};

/// One combination of a workload's matrix: what is sent, and the name it is reported under.
struct CellPlan {
  results::CellIdentity identity;
  std::uint32_t workload = 0;
  std::unique_ptr<protocol::RequestTemplate> request;
  protocol::ProbeSet content;         ///< what its replies are looked at for
  std::optional<RequestShape> shape;  ///< where the prices of endpoints must bound its cost
  CostBound cost;
  std::optional<UncappedRequest> uncapped;  ///< where limits.enforce_price_cap asks for caps
  core::JsonValue price_cap;                ///< sent as provider.max_price; null: none
};

/// When one or several workloads send: one arrival process, dealt among its members by weight.
struct LoadPlan {
  struct Member {
    std::uint32_t workload = 0;
    std::uint32_t weight = 1;
  };
  std::string name;  ///< keys the random streams: the workload's, or that of the shared load
  std::unique_ptr<load::ArrivalPlan> arrivals;
  const search::SearchPlan* search = nullptr;  ///< `arrivals`, where they are a search
  load::StopRule stop;                         ///< of a search: caps, of which it may have none
  std::optional<std::int64_t> max_in_flight;
  scenario::Overload overload = scenario::Overload::kQueue;
  std::vector<Member> members;
  std::uint32_t segments = 1;  ///< the load is played so often, each time for another cell

  /// What is measured, from when the load begins.
  [[nodiscard]] metrics::Window window() const;
  /// The part of the arrivals that goes to a workload, 0-1.
  [[nodiscard]] double share_of(std::uint32_t workload) const;
};

/// One workload with every name resolved. Its cells are [first_cell, first_cell + cells).
struct WorkloadPlan {
  std::string name;
  const protocol::Endpoint* endpoint = nullptr;
  std::uint32_t load = 0;  ///< index into RunPlan::loads
  scenario::Timeouts timeouts;
  scenario::JobSettings job;          ///< for endpoints that make jobs
  std::vector<core::Header> headers;  ///< the target's, then the workload's own
  std::vector<metrics::Objective> objectives;
  std::optional<scenario::Cancel> cancel;
  scenario::Retries retries;
  std::optional<load::SessionPlan> session;
  std::unique_ptr<protocol::FollowUps> follow_ups;  ///< null without a session
  results::ComparisonTerms comparison;              ///< of its cells with each other
  std::uint32_t first_cell = 0;
  std::uint32_t cells = 0;
  /// One round of the dealer: cells counted from first_cell, each as often as it is in a round.
  /// Empty: each once.
  std::vector<std::uint32_t> deal;
  std::uint32_t blocks = 1;

  [[nodiscard]] std::size_t requests_per_round() const {
    return deal.empty() ? cells : deal.size();
  }
  /// Requests that an arrival becomes, retries aside.
  [[nodiscard]] std::uint32_t requests_per_arrival() const { return session ? session->turns : 1; }
};

/// A scenario compiled: nothing in it can fail any more for reasons of spelling.
struct RunPlan {
  std::string name;
  std::uint64_t seed = 0;
  scenario::EngineSettings engine;
  scenario::Limits limits;
  core::HttpVersion http = core::HttpVersion::kHttp1;
  core::Duration graceful_stop{0};
  std::unique_ptr<data::Material> material;  ///< what the cells' requests borrow from
  /// Of the content checks; the cells borrow them.
  std::vector<std::unique_ptr<protocol::CompiledProbe>> probes;
  std::vector<LoadPlan> loads;
  std::vector<WorkloadPlan> workloads;
  std::vector<CellPlan> cells;

  [[nodiscard]] const LoadPlan& load_of(const WorkloadPlan& workload) const {
    return loads[workload.load];
  }
  [[nodiscard]] std::vector<results::CellIdentity> identities() const;
  [[nodiscard]] std::vector<std::optional<double>> offered_rps() const;
  [[nodiscard]] std::vector<results::ComparisonTerms> comparison_terms() const;  ///< of each cell
  [[nodiscard]] std::vector<metrics::Recorder::CellPlan> recorder_plan() const;
  /// Most requests that may be open at once, as far as the load bounds it.
  [[nodiscard]] std::optional<std::uint64_t> most_in_flight() const;
  /// Requests that will be sent in all; empty where it depends on the target's speed.
  [[nodiscard]] std::optional<double> expected_requests() const;
  /// Length of the longest load, the draining between segments aside, warm-up
  /// included; empty when one stops by count.
  [[nodiscard]] std::optional<core::Duration> length() const;
};

/// Resolves every name of the scenario through the registries. All mistakes are reported, each at
/// its place; the plan may be run only when diagnostics.ok().
[[nodiscard]] RunPlan compile(const scenario::LoadedScenario& loaded,
                              core::Diagnostics& diagnostics);

}  // namespace orbench::run
