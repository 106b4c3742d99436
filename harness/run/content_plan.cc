#include "harness/run/content_plan.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/content/asked_format.h"

namespace orbench::run {
namespace {

/// A tag of the check's `where`; empty when it does not narrow by it.
std::string narrowed_to(const core::Json& check, const char* tag) {
  const auto where = check.find("where");
  if (where == check.end() || !where->is_object()) return {};
  const auto value = where->find(tag);
  return value != where->end() && value->is_string() ? value->get<std::string>() : std::string{};
}

bool admits(const std::string& narrowed, std::string_view name) {
  return narrowed.empty() || narrowed == name;
}

}  // namespace

ContentPlan::ContentPlan(const scenario::LoadedScenario& loaded, core::Diagnostics& diagnostics)
    : loaded_(loaded), diagnostics_(diagnostics) {
  const auto& specs = loaded.scenario.checks;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const core::Json& raw = specs[i].raw.get();
    if (!raw.is_object() || !raw.contains("content")) continue;
    const core::Json& content = raw.at("content");
    if (!content.is_object()) continue;  // its reader in verify says so
    const std::string pointer = core::child_pointer(specs[i].pointer, "content");
    core::Params params(content, pointer, loaded.source, diagnostics);
    auto probe = std::make_unique<protocol::CompiledProbe>(protocol::compile_content_probe(params));
    if (probe->kind != nullptr) params.finish();
    if (probe->probe == nullptr) continue;
    checks_.push_back({static_cast<std::uint32_t>(i), pointer, narrowed_to(raw, "workload"),
                       narrowed_to(raw, "endpoint"), probe.get()});
    probes_.push_back(std::move(probe));
  }
}

std::optional<protocol::ProbeSet> ContentPlan::probes_for(const scenario::Workload& workload,
                                                          std::string_view kind,
                                                          const protocol::RequestDraft& draft) {
  protocol::ProbeSet set(kind);
  std::unique_ptr<protocol::AskedFormat> format;
  const std::size_t mistakes = diagnostics_.errors().size();
  for (Check& check : checks_) {
    if (!admits(check.workload, workload.name) || !admits(check.endpoint, kind)) continue;
    if (!check.probe->looks_at(kind)) continue;
    if (check.probe->kind->needs_format) {
      if (format == nullptr) format = protocol::read_asked_format(kind, draft);
      if (format == nullptr) continue;
    }
    check.used = true;
    set.add(check.place, *check.probe);
  }
  if (diagnostics_.errors().size() > mistakes) return std::nullopt;
  set.set_format(std::move(format));
  return set;
}

void ContentPlan::report_idle() const {
  for (const Check& check : checks_) {
    if (check.used) continue;
    const protocol::ContentProbeKind& kind = *check.probe->kind;
    diagnostics_.error(
        core::ErrorCode::kInvalidArgument,
        fmt::format("no workload that this check looks at {}; \"{}\" is for {}",
                    kind.needs_format ? "asks for a format of its answers" : "has such replies",
                    kind.key,
                    kind.endpoints.empty() ? "all kinds of endpoint"
                                           : fmt::format("{}", fmt::join(kind.endpoints, ", "))),
        loaded_.source.locate(check.pointer));
  }
}

}  // namespace orbench::run
