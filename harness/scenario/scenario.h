#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/http.h"
#include "harness/core/json.h"
#include "harness/core/units.h"
#include "harness/data/data_set.h"
#include "harness/scenario/load_settings.h"
#include "harness/scenario/target_settings.h"

/// What the user asked for, as plain data: comparable, printable, with every default filled in.
/// Names that other layers own (endpoint kinds, arrival processes, curves, metrics, checks) stay
/// text or raw JSON here; those layers resolve them and report against the same source map.
namespace orbench::scenario {

struct EngineSettings {
  int workers = 1;              ///< 1-64
  std::string stamps = "auto";  ///< auto | kernel | callback
  core::Duration spin{0};
  /// Longest time that arrived bytes may wait to be read together with others.
  core::Duration rest = std::chrono::microseconds{500};
  bool reuse_connections = true;
  bool prewarm_connections = true;
  friend bool operator==(const EngineSettings&, const EngineSettings&) = default;
};

/// Caps of the whole run. Reaching one is no failure: `run.stopped_by` says so.
struct Limits {
  std::optional<core::Usd> max_cost;
  /// Worst case of one request; needed wherever max_cost holds.
  std::optional<core::Usd> max_cost_per_request;
  /// Sends the prices that the bound rests on as provider.max_price.
  bool enforce_price_cap = false;
  std::optional<std::int64_t> max_requests;
  std::optional<core::Duration> max_duration;
  std::optional<std::int64_t> max_in_flight;
  friend bool operator==(const Limits&, const Limits&) = default;
};

/// An environment variable that the scenario allows itself to read. The value is in no file.
struct Variable {
  std::string name;
  std::optional<std::string> value;  ///< empty when it is not set
  friend bool operator==(const Variable&, const Variable&) = default;
};

/// A data set: rows for `${data.NAME.FIELD}`.
struct DataSource {
  data::DataSpec spec;  ///< `file` is absolute, or relative to the current folder
  std::string pointer;
  friend bool operator==(const DataSource&, const DataSource&) = default;
};

/// One axis of a matrix: a path inside the workload and the values it takes.
struct MatrixAxis {
  std::string path;  ///< for example `request.model`
  std::vector<core::JsonValue> values;
  friend bool operator==(const MatrixAxis&, const MatrixAxis&) = default;
};

/// One way of asking: what it lays over the request. Interleaved with the others like the cells of
/// a matrix, for A/B comparisons of requests that differ in more than one path.
struct Variant {
  std::string name;
  core::JsonValue changes;  ///< a merge patch (RFC 7386)
  friend bool operator==(const Variant&, const Variant&) = default;
};

/// How the cells of a workload share its load.
enum class Interleave {
  kBlock,    ///< arrivals are dealt to them in turns
  kSegment,  ///< each gets the whole load, one after another
};

struct Workload {
  std::string name;
  std::string endpoint;
  core::JsonValue request;  ///< the body with its templates unresolved
  bool salt = true;         ///< a nonce goes before the first prompt, unless the body has one
  std::vector<Variant> variants;
  std::vector<MatrixAxis> matrix;
  Interleave interleave = Interleave::kBlock;
  int blocks = 20;
  Load load;  ///< its own, or the scenario's
  bool shares_load = false;
  int weight = 1;  ///< its part of the scenario's load
  std::optional<Cancel> cancel;
  Retries retries;
  core::JsonValue session;            ///< raw object, read by load::read_session; null when absent
  std::vector<core::Header> headers;  ///< the target's, with this workload's own on top
  Timeouts timeouts;                  ///< the target's, with this workload's own on top
  std::optional<JobSettings> job;     ///< as far as given; for endpoints that make jobs
  core::JsonValue objectives;         ///< raw object, for example {"ttft": "1s"}; null when absent
  core::JsonValue compare;            ///< raw object: how its cells are compared; null when absent
  std::string pointer;                ///< of the workload in the scenario
  friend bool operator==(const Workload&, const Workload&) = default;
};

/// A check as written; verify resolves it.
struct CheckSpec {
  core::JsonValue raw;
  std::string pointer;
  friend bool operator==(const CheckSpec&, const CheckSpec&) = default;
};

struct Scenario {
  std::string name;
  std::uint64_t seed = 0;
  Target target;
  EngineSettings engine;
  core::Duration graceful_stop = std::chrono::seconds{30};
  Limits limits;
  std::vector<std::pair<std::string, std::string>> tags;
  std::vector<Variable> env;
  std::vector<DataSource> data;
  std::optional<Load> load;  ///< shared by the workloads without one of their own
  std::vector<Workload> workloads;
  std::vector<CheckSpec> checks;
  friend bool operator==(const Scenario&, const Scenario&) = default;
};

}  // namespace orbench::scenario
