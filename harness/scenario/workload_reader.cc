#include "harness/scenario/workload_reader.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/scenario/shared_fields.h"

namespace orbench::scenario {
namespace {

using core::Json;
using core::Params;

constexpr core::Bounds kCount{1, 1e15, false};
constexpr core::Bounds kInFlight{1, 1e6, false};
constexpr core::Bounds kSeconds{0, 1e7, true};
constexpr core::Bounds kSecondsOrNone{0, 1e7, false};

/// Writes the shared defaults into the raw object, so that what is stored says what was done.
void fill_in_defaults(const Load& load, Json& raw) {
  if (!raw.contains("arrivals")) raw["arrivals"] = load.arrivals;
  if (!raw.contains("warmup_s")) raw["warmup_s"] = 0;
  if (!raw.contains("overload")) raw["overload"] = "queue";
}

Load read_load(Params& workload) {
  Load load;
  load.raw = core::JsonValue(Json::object());
  load.pointer = core::child_pointer(workload.pointer(), "load");
  if (const Json* raw = workload.raw("load")) {
    Params own(*raw, load.pointer, workload.source(), workload.diagnostics());
    load.arrivals = own.text("arrivals", load.arrivals);
    load.duration = own.optional_duration("duration_s", kSeconds);
    load.requests = own.optional_integer("requests", kCount);
    load.warmup = own.duration("warmup_s", load.warmup, kSecondsOrNone);
    load.max_in_flight = own.optional_integer("max_in_flight", kInFlight);
    const bool drop = own.choice("overload", "queue", {"queue", "drop"}) == "drop";
    load.overload = drop ? Overload::kDrop : Overload::kQueue;
    // No finish(): the other keys are the arrival process's, which reports the unknown ones.
    if (raw->is_object()) load.raw = core::JsonValue(*raw);
  }
  fill_in_defaults(load, load.raw.get());
  return load;
}

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

std::vector<Variant> read_variants(Params& workload) {
  constexpr std::size_t kMost = 100;
  std::vector<Variant> variants;
  const Json* raw = workload.raw("variants");
  if (raw == nullptr) return variants;
  const std::string at = core::child_pointer(workload.pointer(), "variants");
  Params own(*raw, at, workload.source(), workload.diagnostics());
  if (!raw->is_object()) return variants;
  if (raw->size() > kMost) {
    workload.error("variants", fmt::format("a workload has at most {} variants", kMost));
    return variants;
  }
  for (const auto& [name, changes] : raw->items()) {
    if (changes.is_object()) {
      variants.push_back({name, core::JsonValue(changes)});
    } else {
      own.error(name, "a variant is an object that is laid over the request; {} changes nothing");
    }
  }
  return variants;
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

/// What every workload is read against.
struct Surroundings {
  Params& scenario;
  const Target& target;
  const Variables& variables;
};

Workload read_workload(const Json& value, const std::string& pointer,
                       const Surroundings& surroundings) {
  const auto& [scenario, target, variables] = surroundings;
  Params params(value, pointer, scenario.source(), scenario.diagnostics());
  Workload workload;
  workload.pointer = pointer;
  if (!value.is_object()) return workload;
  workload.name = read_name(params);
  workload.endpoint = params.required_text("endpoint");
  workload.request = read_raw_object(params, "request", Json::object());
  workload.salt = params.flag("salt", workload.salt);
  workload.variants = read_variants(params);
  workload.matrix = read_matrix(params);
  workload.blocks = static_cast<int>(params.integer("blocks", workload.blocks, {1, 10'000, false}));
  workload.load = read_load(params);
  workload.headers = target.headers;
  read_headers(params, variables, workload.headers);
  workload.timeouts = target.timeouts;
  read_timeouts(params, workload.timeouts);
  workload.objectives = read_raw_object(params, "objectives", nullptr);
  workload.compare = read_raw_object(params, "compare", nullptr);
  params.finish();
  return workload;
}

}  // namespace

std::vector<Workload> read_workloads(Params& scenario, const Target& target,
                                     const Variables& variables) {
  std::vector<Workload> workloads;
  const bool present = read_list(
      scenario, "workloads", kMaxWorkloads, [&](const Json& value, const std::string& pointer) {
        Workload workload = read_workload(value, pointer, {scenario, target, variables});
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
