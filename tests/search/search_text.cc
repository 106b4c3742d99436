#include "tests/search/search_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"

namespace orbench::search {
namespace {

struct Read {
  std::unique_ptr<SearchPlan> plan;
  std::vector<std::string> errors;
};

Read read(const std::string& text) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  Read result;
  const auto document = core::parse_json_document(text, "test.json", source, diagnostics);
  if (document != nullptr) {
    core::Params params(*document, "", source, diagnostics);
    result.plan = read_search(params);
    params.finish();
  }
  for (const core::Error& error : diagnostics.errors()) {
    result.errors.push_back(error.where + ": " + error.message);
  }
  return result;
}

}  // namespace

std::vector<std::string> search_errors(const std::string& text) { return read(text).errors; }

std::unique_ptr<SearchPlan> search_plan(const std::string& text) {
  Read result = read(text);
  for (const std::string& error : result.errors) ADD_FAILURE() << error;
  return std::move(result.plan);
}

std::unique_ptr<Search> search_of(const std::string& text, std::uint64_t seed) {
  const auto plan = search_plan(text);
  if (plan == nullptr) return nullptr;
  load::ArrivalContext context;
  context.seed = seed;
  context.workload = "test";
  return plan->make_search(context);
}

}  // namespace orbench::search
