#include "results/sample_log_header.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "harness/core/json_text.h"
#include "results/cell_fields.h"

namespace orbench::results {
namespace {

using core::Json;

/// An offset from the run epoch, in seconds. Windows are whole milliseconds.
template <class Archive>
void offset_field(Archive& a, std::string_view key, Is<core::Duration> auto& offset) {
  double seconds = core::to_seconds(offset);
  a(key, seconds);
  if constexpr (Archive::kReads) offset = core::from_ms(seconds * 1000.0);
}

}  // namespace

// Found by its argument, from within the archives.
template <class Archive>
void fields(Archive& a, Is<CellSchedule> auto& schedule) {
  offset_field(a, "window_start_s", schedule.plan.window.start);
  auto& end = schedule.plan.window.end;
  if constexpr (Archive::kReads) {
    if (a.has("window_end_s")) end.emplace();
  }
  if (end) offset_field(a, "window_end_s", *end);
  a("blocks", schedule.plan.blocks);
  a("offered_rps", schedule.offered_rps);
}

namespace {

template <class Archive>
void fields(Archive& a, Is<SampleLogHeader> auto& header) {
  a.derived("schema", std::string(kSamplesSchema));
  a("epoch", header.epoch);
  a("seed", header.seed);
  a("tool_version", header.tool_version);
  a("environment", header.environment);
  a.list("cells", header.cells);
  a.list("schedules", header.schedules);
}

}  // namespace

std::string encode_sample_log_header(const SampleLogHeader& header) {
  Json document;
  JsonOut out(document);
  fields(out, header);
  return core::dumped(document) + "\n";
}

core::Result<SampleLogHeader> decode_sample_log_header(std::string_view line,
                                                       const std::string& path) {
  const auto refuse = [&](std::string_view reason) {
    return core::fail(core::ErrorCode::kParse,
                      fmt::format("{} does not begin as a sample log must: {}", path, reason),
                      path + ":1");
  };
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const auto document = core::parse_json_document(line, path, source, diagnostics);
  if (document == nullptr || !diagnostics.ok()) return refuse("the first line is no JSON object");
  JsonIn::State state;
  JsonIn in(*document, state);
  std::string schema;
  in("schema", schema);
  if (schema != kSamplesSchema) {
    return refuse(fmt::format("its \"schema\" is not \"{}\"", kSamplesSchema));
  }
  SampleLogHeader header;
  in.require("cells");
  fields(in, header);
  if (state.problem) {
    return refuse(fmt::format("{} {}", state.problem->pointer, state.problem->message));
  }
  return header;
}

}  // namespace orbench::results
