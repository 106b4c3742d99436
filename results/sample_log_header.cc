#include "results/sample_log_header.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "results/cell_fields.h"

namespace orbench::results {
namespace {

using core::Json;

template <class Archive>
void fields(Archive& a, Is<SampleLogHeader> auto& header) {
  a.derived("schema", std::string(kSamplesSchema));
  a("epoch", header.epoch);
  a("seed", header.seed);
  a.list("cells", header.cells);
}

}  // namespace

std::string encode_sample_log_header(const SampleLogHeader& header) {
  Json document;
  JsonOut out(document);
  fields(out, header);
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
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
