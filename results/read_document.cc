#include "results/read_document.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"

namespace orbench::results {

core::Result<void> read_document(std::string_view text, const std::string& name,
                                 const std::function<void(JsonIn&)>& read) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const auto document = core::parse_json_document(text, name, source, diagnostics);
  if (document == nullptr || !diagnostics.ok()) {
    core::Error error = diagnostics.errors().front();
    error.code = core::ErrorCode::kParse;
    return tl::unexpected(std::move(error));
  }
  JsonIn::State state;
  JsonIn in(*document, state);
  read(in);
  if (!state.problem) return {};
  return core::fail(core::ErrorCode::kParse,
                    fmt::format("{} {}", state.problem->pointer, state.problem->message),
                    source.locate(state.problem->pointer));
}

}  // namespace orbench::results
