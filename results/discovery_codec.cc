#include "results/discovery_codec.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "results/discovery_fields.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using core::Json;

}  // namespace

std::string encode_discovery(const Discovery& discovery) {
  Json document;
  JsonOut out(document);
  fields(out, discovery);
  return core::dumped(document, 2) + "\n";
}

core::Result<Discovery> decode_discovery(std::string_view text) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const auto document = core::parse_json_document(text, "discovery.json", source, diagnostics);
  if (document == nullptr || !diagnostics.ok()) {
    core::Error error = diagnostics.errors().front();
    error.code = ErrorCode::kParse;
    return tl::unexpected(std::move(error));
  }
  JsonIn::State state;
  JsonIn in(*document, state);
  std::string schema;
  in("schema", schema);
  if (schema != kDiscoverySchema) {
    in.problem("schema", fmt::format("must be \"{}\"", kDiscoverySchema));
  }
  Discovery discovery;
  fields(in, discovery);
  if (state.problem) {
    return core::fail(ErrorCode::kParse,
                      fmt::format("{} {}", state.problem->pointer, state.problem->message),
                      source.locate(state.problem->pointer));
  }
  return discovery;
}

}  // namespace orbench::results
