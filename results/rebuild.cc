#include "results/rebuild.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/clock.h"
#include "harness/core/json_document.h"
#include "results/compare/compare_cells.h"
#include "results/compare/stored_terms.h"
#include "results/hlog.h"
#include "results/run_folder.h"
#include "results/sample_log.h"
#include "results/summarize.h"

namespace orbench::results {
namespace {

namespace fs = std::filesystem;
using core::Duration;
using core::ErrorCode;
using core::Result;
using metrics::MetricId;
using metrics::Recorder;

/// Of all cells together: what a header may make us hold.
constexpr std::int64_t kMostBlocks = 1'000'000;
constexpr double kSameInstant = 0.001;  // seconds: to what a histogram log writes them

Result<core::JsonValue> read_settings(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) return tl::unexpected(text.error());
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const auto document = core::parse_json_document(*text, path, source, diagnostics);
  if (document == nullptr || !diagnostics.ok()) return tl::unexpected(diagnostics.errors().front());
  return core::JsonValue(std::move(*document));
}

Result<std::vector<CellSchedule>> schedules_of(const SampleLogHeader& header,
                                               const std::string& path) {
  std::vector<CellSchedule> out = header.schedules;
  out.resize(header.cells.size());
  std::int64_t blocks = 0;
  for (const CellSchedule& schedule : out) blocks += std::max(1, schedule.plan.blocks);
  if (blocks <= kMostBlocks) return out;
  return core::fail(ErrorCode::kTooLarge,
                    fmt::format("{} speaks of {} blocks; is it a sample log?", path, blocks), path);
}

/// What folding the samples tells besides the recorder's own figures.
struct Seen {
  Duration last{0};
  metrics::Histogram send_lag{metrics::unit_info(metrics::Unit::kMilliseconds).range};
  std::int64_t samples = 0;
  std::int64_t planned = 0;
  std::int64_t late = 0;

  void add(const metrics::Sample& sample) {
    constexpr Duration kLateAfter = std::chrono::milliseconds{5};
    ++samples;
    planned += sample.phase == metrics::Phase::kMeasured ? 1 : 0;
    for (const core::Stamp at : {sample.at.intended, sample.at.dispatched, sample.at.closed}) {
      if (at.is_set()) last = std::max(last, at.since_epoch());
    }
    if (!sample.at.dispatched.is_set() || !sample.at.admitted.is_set()) return;
    const Duration lag = sample.at.dispatched.since_epoch() - sample.at.admitted.since_epoch();
    send_lag.record(lag.count() / 1000);
    late += lag > kLateAfter ? 1 : 0;
  }
};

/// The most requests that a workload had open at once, as far as their ends are known.
class MostOpen {
 public:
  void add(const metrics::Sample& sample) {
    if (!sample.at.dispatched.is_set() || !sample.at.closed.is_set()) return;
    starts_.push_back(sample.at.dispatched);
    ends_.push_back(sample.at.closed);
  }
  [[nodiscard]] std::int64_t most() {
    std::sort(starts_.begin(), starts_.end());
    std::sort(ends_.begin(), ends_.end());
    std::int64_t most = 0;
    std::size_t ended = 0;
    for (std::size_t started = 0; started < starts_.size();) {
      const core::Stamp now = starts_[started++];
      while (ended < ends_.size() && ends_[ended] <= now) ++ended;
      most = std::max(most, static_cast<std::int64_t>(started) - static_cast<std::int64_t>(ended));
    }
    return most;
  }

 private:
  std::vector<core::Stamp> starts_;
  std::vector<core::Stamp> ends_;
};

/// Adds the values that no sample holds; says in words what is missing.
std::string add_icl(const std::string& path, double epoch, Recorder& recorder) {
  const auto add = [&](const HlogLine& line) {
    const auto series = parse_hlog_tag(line.tag);
    if (!series || series->metric != MetricId::icl) return;
    if (series->cell >= recorder.cells().size()) return;
    std::vector<metrics::BlockRecord>& blocks = recorder.cells()[series->cell].blocks;
    const auto block = static_cast<std::size_t>(series->block);
    if (block < blocks.size()) blocks[block].ok.merge(MetricId::icl, line.histogram);
  };
  // Known only at its end: a log of another run must not leave anything behind.
  const Result<double> base = read_hlog(path, {});
  if (!base) return fmt::format("icl is not known: {}", base.error().message);
  if (std::abs(*base - epoch) > kSameInstant) {
    return fmt::format("icl is not known: {} is of another run", path);
  }
  const Result<double> read = read_hlog(path, {add});
  return read ? "" : fmt::format("icl is not whole: {}", read.error().message);
}

/// Cells that had the load in turn were measured from when their turn came, which nobody knew at
/// the start. What came in the last second before a kill may not be told.
void take_windows(const std::string& path, double epoch, std::vector<Recorder::CellPlan>& plans) {
  std::vector<HlogWindow> told;
  const Result<double> base =
      read_hlog(path, {{}, [&told](const HlogWindow& window) { told.push_back(window); }});
  if (!base || std::abs(*base - epoch) > kSameInstant) return;
  for (const HlogWindow& one : told) {
    if (one.cell < plans.size()) plans[one.cell].window = one.window;
  }
}

int workers_of(const core::Json& settings) {
  const auto engine = settings.find("engine");
  if (engine == settings.end() || !engine->is_object()) return ClientReport{}.workers;
  const auto workers = engine->find("workers");
  if (workers == engine->end() || !workers->is_number_unsigned()) return ClientReport{}.workers;
  constexpr std::uint64_t kMost = 1'000'000;
  return static_cast<int>(std::min(workers->get<std::uint64_t>(), kMost));
}

ClientReport client_of(const Seen& seen, const Recorder& recorder) {
  ClientReport client;
  client.stamps = "unknown";
  client.send_lag = summarize_histogram(seen.send_lag, metrics::Unit::kMilliseconds, false, 0);
  for (const metrics::CellRecord& cell : recorder.cells()) {
    client.dropped += cell.counters().of(core::Outcome::kNotSent);
  }
  client.planned = seen.planned;
  client.late = seen.late;
  return client;
}

void describe_run(RunResult& result, const std::string& folder, const SampleLogHeader& header) {
  const core::Json& settings = result.settings.get();
  result.tool_version = header.tool_version;
  result.environment = header.environment;
  const fs::path path = fs::path(folder).lexically_normal();
  result.run.id = (path.has_filename() ? path : path.parent_path()).filename().string();
  const auto name = settings.find("name");
  if (name != settings.end() && name->is_string()) {
    result.run.name = name->get_ref<const std::string&>();
  }
  if (const auto tags = settings.find("tags"); tags != settings.end() && tags->is_object()) {
    for (const auto& [key, value] : tags->items()) {
      if (value.is_string()) result.run.tags.emplace_back(key, value.get_ref<const std::string&>());
    }
  }
  result.run.epoch = header.epoch;
  result.run.started_at = core::iso8601_utc(header.epoch);
  result.run.seed = header.seed;
  result.run.partial = true;
  result.run.stopped_by = "kill";
}

}  // namespace

Result<RunResult> rebuild_run(const std::string& folder) {
  const RunFolder files{folder};
  SampleLogHeader header;
  const auto source = open_sample_log(files.samples(), &header);
  if (!source) return tl::unexpected(source.error());
  auto settings = read_settings(files.scenario());
  if (!settings) return tl::unexpected(settings.error());
  const auto schedules = schedules_of(header, files.samples());
  if (!schedules) return tl::unexpected(schedules.error());

  std::vector<Recorder::CellPlan> plans;
  std::vector<std::optional<double>> offered;
  for (const CellSchedule& schedule : *schedules) {
    plans.push_back(schedule.plan);
    offered.push_back(schedule.offered_rps);
  }
  take_windows(files.histograms(), header.epoch, plans);
  Recorder recorder(plans);
  Seen seen;
  std::map<std::string, MostOpen> open;  // by workload, whose cells share its slots
  const Result<void> read = (*source)->for_each([&](const metrics::Sample& sample) {
    recorder.add(sample);
    seen.add(sample);
    open[header.cells[sample.cell].workload].add(sample);
  });
  if (!read) return tl::unexpected(read.error());
  for (std::size_t i = 0; i < header.cells.size(); ++i) {
    recorder.cells()[i].max_in_flight = open[header.cells[i].workload].most();
  }
  const std::string missing = add_icl(files.histograms(), header.epoch, recorder);
  recorder.end_windows(seen.last);

  RunResult result;
  result.settings = std::move(*settings);
  describe_run(result, folder, header);
  result.run.duration_s = core::to_seconds(seen.last);
  result.cells = summarize_cells(recorder, header.cells, offered);
  for (CellResult& cell : result.cells) {
    cell.notes.emplace_back(
        "rebuilt from the files of a run that left no summary: what was in flight at its end is "
        "not in it, nor is the providers' icl");
    if (!missing.empty()) cell.notes.push_back(missing);
  }
  result.timeline_interval_s = core::to_seconds(recorder.timeline().interval());
  result.timeline = summarize_timeline(recorder.timeline());
  result.comparisons =
      compare_workloads(recorder.cells(), header.cells,
                        stored_terms(result.settings.get(), header.cells), header.seed);
  result.client = client_of(seen, recorder);
  result.client.workers = workers_of(result.settings.get());
  return result;
}

Result<LoadedRun> load_or_rebuild_run(const std::string& path) {
  std::error_code error;
  const bool is_folder = fs::is_directory(path, error);
  Result<StoredRun> stored = load_run(path);
  LoadedRun loaded;
  if (stored) {
    SampleLogHeader header;
    const bool stale = is_folder && open_sample_log(RunFolder{path}.samples(), &header) &&
                       std::abs(header.epoch - stored->result.run.epoch) > kSameInstant;
    loaded.run = std::move(*stored);
    if (!stale) return loaded;
    loaded.rebuilt = "its summary.json is of another run than its samples";
  } else if (!is_folder || stored.error().code != ErrorCode::kNotFound) {
    return tl::unexpected(stored.error());
  } else {
    loaded.rebuilt = "it holds no summary.json: the run was killed, or is still going on";
  }
  Result<RunResult> rebuilt = rebuild_run(path);
  if (!rebuilt) {
    core::Error problem = rebuilt.error();
    problem.message =
        fmt::format("{} cannot be reported: {}; and {}", path, loaded.rebuilt, problem.message);
    return tl::unexpected(std::move(problem));
  }
  loaded.run = {std::move(*rebuilt), {}};
  return loaded;
}

}  // namespace orbench::results
