#include "harness/cli/ab_scenario.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_text.h"

namespace orbench::cli {
namespace {

using core::ErrorCode;
using core::Json;

constexpr const char* kRequest = "request";

using Keys = std::vector<std::string_view>;

/// The first key, but for `free` ones, in which two objects differ; empty when none does.
std::string difference(const Json& base, const Json& candidate, const Keys& free) {
  const auto is_free = [&free](const std::string& key) {
    return std::find(free.begin(), free.end(), key) != free.end();
  };
  for (const auto& [key, value] : base.items()) {
    const auto other = candidate.find(key);
    if (!is_free(key) && (other == candidate.end() || *other != value)) return key;
  }
  for (const auto& [key, value] : candidate.items()) {
    if (!is_free(key) && !base.contains(key)) return key;
  }
  return {};
}

tl::unexpected<core::Error> refuse(const std::string& what) {
  return core::fail(
      ErrorCode::kInvalidArgument,
      fmt::format("{}; with --ab the two scenarios may differ in their requests only", what));
}

/// Null when the file cannot be used: the diagnostics say why.
std::unique_ptr<Json> read_effective(const std::string& path,
                                     const std::vector<scenario::Override>& overrides,
                                     core::Diagnostics& diagnostics) {
  const auto loaded = scenario::load_file(path, overrides, diagnostics);
  if (!loaded || !diagnostics.ok()) return nullptr;
  return std::make_unique<Json>(scenario::effective_json(loaded->scenario).get());
}

/// Lays the candidate's request beside the base's.
core::Result<void> add_variants(Json& workload, const Json& other) {
  if (workload.contains("variants") || other.contains("variants")) {
    return refuse(fmt::format("workload \"{}\" has variants of its own",
                              workload["name"].get_ref<const std::string&>()));
  }
  if (const std::string key = difference(workload, other, {kRequest, "compare"}); !key.empty()) {
    return refuse(fmt::format(R"(workload "{}" differs in "{}")",
                              workload["name"].get_ref<const std::string&>(), key));
  }
  Json variants = Json::object();
  variants["base"] = workload[kRequest];
  variants["candidate"] = other.at(kRequest);
  workload["variants"] = std::move(variants);
  workload[kRequest] = Json::object();
  workload["compare"]["baseline"] = Json{{"variant", "base"}};
  return {};
}

}  // namespace

core::Result<std::string> ab_scenario(const std::string& base, const std::string& candidate,
                                      const std::vector<scenario::Override>& overrides,
                                      const TermFlags& flags, core::Diagnostics& diagnostics) {
  const auto left = read_effective(base, overrides, diagnostics);
  const auto right = read_effective(candidate, overrides, diagnostics);
  if (left == nullptr || right == nullptr) return std::string();
  if (const std::string key =
          difference(*left, *right, {"name", "seed", "tags", "workloads", "checks"});
      !key.empty()) {
    return refuse(fmt::format("they differ in \"{}\"", key));
  }
  Json& workloads = left->at("workloads");
  const Json& others = right->at("workloads");
  if (workloads.size() != others.size()) return refuse("they differ in their number of workloads");
  for (std::size_t i = 0; i < workloads.size(); ++i) {
    if (const auto added = add_variants(workloads[i], others[i]); !added) {
      return tl::unexpected(added.error());
    }
    set_terms(flags, workloads[i]["compare"]);
  }
  return core::dumped(*left, 2);
}

}  // namespace orbench::cli
