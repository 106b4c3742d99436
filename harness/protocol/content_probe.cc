#include "harness/protocol/content_probe.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/content/asked_format.h"
#include "harness/protocol/content/assembled_reply.h"
#include "harness/protocol/printable.h"

namespace orbench::protocol {

#define ORBENCH_ENTRY(stem) ContentProbeKind stem##_probe();
#include "harness/protocol/content/probes.def"
#undef ORBENCH_ENTRY

namespace {

/// The kind whose key the object holds. Reports none and several.
const ContentProbeKind* kind_of(core::Params& params) {
  const ContentProbeKind* found = nullptr;
  std::vector<std::string> keys;
  for (const ContentProbeKind& kind : content_probe_kinds()) {
    keys.push_back(kind.key);
    if (!params.has(kind.key)) continue;
    if (found != nullptr) {
      params.error(kind.key, fmt::format("one check looks for one thing: \"{}\" or \"{}\", not "
                                         "both; write two checks",
                                         found->key, kind.key));
      return nullptr;
    }
    found = &kind;
  }
  if (found == nullptr) {
    params.error("", fmt::format(R"("content" needs a key that says what to look for: "{}")",
                                 fmt::join(keys, R"(", ")")));
  }
  return found;
}

/// What a body says: an answer or an error, or nothing that can be judged.
enum class Told : std::uint8_t { kAnswer, kError, kNothing };

Told told_by(BodyVerdict verdict) {
  switch (verdict) {
    case BodyVerdict::kRateLimited:
    case BodyVerdict::kHttpError:
    case BodyVerdict::kInBandError:
      return Told::kError;
    case BodyVerdict::kMalformed:  // it keeps no promise about its content
    case BodyVerdict::kEmpty:
    case BodyVerdict::kOk:
      return Told::kAnswer;
    case BodyVerdict::kTruncated:
      break;
  }
  return Told::kNothing;
}

}  // namespace

const std::vector<ContentProbeKind>& content_probe_kinds() {
  static const std::vector<ContentProbeKind> kinds = {
#define ORBENCH_ENTRY(stem) stem##_probe(),
#include "harness/protocol/content/probes.def"
#undef ORBENCH_ENTRY
  };
  return kinds;
}

bool CompiledProbe::looks_at(std::string_view endpoint) const {
  const auto& known = kind->endpoints;
  return known.empty() || std::find(known.begin(), known.end(), endpoint) != known.end();
}

CompiledProbe compile_content_probe(core::Params& params) {
  CompiledProbe compiled;
  compiled.kind = kind_of(params);
  if (compiled.kind != nullptr) compiled.probe = compiled.kind->read(params);
  return compiled;
}

ProbeSet::ProbeSet(std::string_view endpoint) : endpoint_(endpoint) {}
ProbeSet::~ProbeSet() = default;
ProbeSet::ProbeSet(ProbeSet&&) noexcept = default;
ProbeSet& ProbeSet::operator=(ProbeSet&&) noexcept = default;

void ProbeSet::add(std::uint32_t check, const CompiledProbe& probe) {
  uses_.push_back({check, &probe});
}

void ProbeSet::set_format(std::unique_ptr<AskedFormat> format) { format_ = std::move(format); }

void ProbeSet::look(int status, std::string_view body, const ResponseFacts& facts,
                    std::vector<ContentFinding>& out) const {
  const Told told = told_by(facts.verdict);
  const auto is_about = [told](const Use& use) {
    return told == (use.probe->kind->judges_refusals ? Told::kError : Told::kAnswer);
  };
  if (std::none_of(uses_.begin(), uses_.end(), is_about)) return;
  const ForeignJson document = assemble_reply(body);
  const SeenReply reply{document, endpoint_, status, facts.served.finish_reason, format_.get()};
  for (const Use& use : uses_) {
    if (!is_about(use)) continue;
    const ProbeFinding finding = use.probe->probe->look(reply);
    if (finding.answer == ProbeAnswer::kNothing) continue;
    out.push_back({use.check, finding.answer == ProbeAnswer::kHeld, {}});
    append_printable(out.back().found, finding.found, kMaxFoundBytes);
  }
}

}  // namespace orbench::protocol
