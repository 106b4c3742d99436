#include "harness/scenario/workload_reader.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/scenario/load_reader.h"
#include "harness/scenario/shared_fields.h"

namespace orbench::scenario {
namespace {

using core::Json;
using core::Params;

bool is_path(std::string_view path) {
  return !path.empty() && path.front() != '.' && path.back() != '.' &&
         path.find("..") == std::string_view::npos;
}

std::vector<MatrixAxis> read_matrix(Params& workload) {
  std::vector<MatrixAxis> axes;
  std::size_t cells = 1;
  const Json* raw = workload.raw("matrix");
  if (raw == nullptr) return axes;
  const std::string at = core::child_pointer(workload.pointer(), "matrix");
  Params matrix(*raw, at, workload.source(), workload.diagnostics());
  if (!raw->is_object()) return axes;
  if (raw->size() > kMaxAxes) {
    workload.error("matrix", fmt::format("the matrix has more than {} keys", kMaxAxes));
    return axes;
  }
  for (const auto& item : raw->items()) {
    MatrixAxis axis{item.key(), {}};
    if (!is_path(axis.path)) {
      matrix.error(axis.path, "a matrix key is a path from the workload, such as request.model");
    }
    const bool is_list = item.value().is_array();
    matrix.array(item.key(), [&axis](const Json& value, const std::string&) {
      axis.values.emplace_back(value);
    });
    if (is_list && axis.values.empty()) {
      matrix.error(item.key(), "a matrix key needs at least one value");
    }
    // Held under the cap at each step, so that the product cannot overflow.
    if (!axis.values.empty() && cells <= kMaxCells) cells *= axis.values.size();
    axes.push_back(std::move(axis));
  }
  if (cells > kMaxCells) {
    workload.error("matrix", fmt::format("the matrix has more than {} combinations: leave some out",
                                         kMaxCells));
  }
  return axes;
}

/// The object at `key` as it stands, or `fallback`.
core::JsonValue read_raw_object(Params& params, std::string_view key, Json fallback) {
  const Json* raw = params.raw(key);
  if (raw == nullptr) return core::JsonValue(std::move(fallback));
  // Built only to report a value that is no object; its keys belong to another layer.
  const Params typed(*raw, core::child_pointer(params.pointer(), key), params.source(),
                     params.diagnostics());
  return raw->is_object() ? core::JsonValue(*raw) : core::JsonValue(std::move(fallback));
}

/// A workload has a load of its own, or a weight in the scenario's.
void read_load_or_share(Params& params, const SharedSettings& shared, Workload& workload) {
  const bool own = params.has("load");
  const bool weighted = params.has("weight");
  workload.weight = static_cast<int>(params.integer("weight", 1, {1, 1000, false}));
  if (own && weighted) {
    params.error("weight",
                 "a workload has either a \"load\" of its own or a \"weight\" in the scenario's "
                 "\"load\"; take one out");
  } else if (weighted && !shared.load) {
    params.error("weight",
                 "\"weight\" is a part of the scenario's \"load\", and there is none; add a "
                 "\"load\" beside \"workloads\"");
  }
  workload.shares_load = !own && shared.load.has_value();
  workload.load = workload.shares_load ? *shared.load : read_load(params);
}

Workload read_workload(const Json& value, const std::string& pointer, Params& scenario,
                       const SharedSettings& shared) {
  const Target& target = shared.target;
  Params params(value, pointer, scenario.source(), scenario.diagnostics());
  Workload workload;
  workload.pointer = pointer;
  if (!value.is_object()) return workload;
  workload.name = read_name(params);
  workload.endpoint = params.required_text("endpoint");
  workload.request = read_raw_object(params, "request", Json::object());
  workload.salt = params.flag("salt", workload.salt);
  workload.matrix = read_matrix(params);
  const bool segments = params.choice("interleave", "block", {"block", "segment"}) == "segment";
  workload.interleave = segments ? Interleave::kSegment : Interleave::kBlock;
  workload.blocks = static_cast<int>(params.integer("blocks", workload.blocks, {1, 10'000, false}));
  read_load_or_share(params, shared, workload);
  workload.cancel = read_cancel(params);
  workload.retries = read_retries(params);
  workload.session = read_raw_object(params, "session", nullptr);
  workload.headers = target.headers;
  read_headers(params, shared.variables, workload.headers);
  workload.timeouts = target.timeouts;
  read_timeouts(params, workload.timeouts);
  workload.objectives = read_raw_object(params, "objectives", nullptr);
  params.finish();
  return workload;
}

}  // namespace

std::vector<Workload> read_workloads(Params& scenario, const SharedSettings& shared) {
  std::vector<Workload> workloads;
  const bool present = read_list(
      scenario, "workloads", kMaxWorkloads, [&](const Json& value, const std::string& pointer) {
        Workload workload = read_workload(value, pointer, scenario, shared);
        const bool taken = std::any_of(workloads.begin(), workloads.end(), [&](const Workload& w) {
          return !w.name.empty() && w.name == workload.name;
        });
        if (taken) {
          scenario.diagnostics().error(
              core::ErrorCode::kInvalidArgument,
              fmt::format("two workloads are named \"{}\": rename one", workload.name),
              scenario.source().locate(core::child_pointer(pointer, "name")));
        }
        workloads.push_back(std::move(workload));
      });
  const Json* raw = scenario.raw("workloads");
  const bool empty_list = raw != nullptr && raw->is_array() && raw->empty();
  if (!present || empty_list) {
    scenario.error("workloads", "a scenario needs at least one workload in \"workloads\"");
  }
  return workloads;
}

}  // namespace orbench::scenario
