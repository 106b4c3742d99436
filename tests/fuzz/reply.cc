#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/core/json.h"
#include "harness/protocol/content/asked_format.h"
#include "harness/protocol/content_probe.h"
#include "harness/protocol/endpoint.h"
#include "tests/fuzz/targets.h"

namespace orbench::fuzz {
namespace {

constexpr std::array<std::string_view, 4> kTypes = {"text/event-stream", "application/json",
                                                    "audio/pcm;rate=24000", ""};
constexpr std::array<int, 4> kStatuses = {200, 429, 502, 402};

void expect(bool holds) {
  if (!holds) std::abort();
}

/// Feeds the reply in reads of `read` bytes; whatever it was, the reader's figures must agree.
void read_reply(protocol::ResponseReader& reader, std::string_view body,
                const core::ResponseHead& head, std::size_t read) {
  core::Duration now{};
  reader.reset();
  reader.on_head(head);
  for (bool more = true; more && !body.empty();) {
    now += std::chrono::milliseconds(1);
    more = reader.on_bytes(core::Stamp(now), body.substr(0, read));
    body.remove_prefix(std::min(read, body.size()));
  }
  reader.finish(core::Stamp(now), true);
  const protocol::ResponseFacts& facts = reader.facts();
  const protocol::TokenTimeline& times = reader.timeline();
  expect(facts.error.empty() == (facts.verdict == protocol::BodyVerdict::kOk));
  expect(times.token_events <= times.events);
  expect(times.token_reads <= times.token_events);
  expect(times.answer_bytes <= times.token_bytes);
}

/// One probe of each kind, as a content check has it, for every kind of endpoint.
class EveryProbe {
 public:
  EveryProbe() {
    for (const char* const content :
         {R"({"pointer": "/choices/0/message/content", "matches": "^(a|b+)*$"})",
          R"({"pointer": "/usage", "equals": {"cost": 1}})", R"({"finish_reason": "stop"})",
          R"({"tool_calls": "parse"})", R"({"response_format": "honoured"})", R"({"dimension": 8})",
          R"({"image": "decodes"})", R"({"error": "documented"})"}) {
      const core::Json written = core::Json::parse(content);
      core::Params params(written, "", source_, diagnostics_);
      probes_.push_back(protocol::compile_content_probe(params));
    }
    const core::Json request = core::Json::parse(R"({"response_format": {"type": "json_schema",
        "json_schema": {"schema": {"items": {"$ref": "#"}, "uniqueItems": true}}}})");
    for (const auto* endpoint : protocol::all_endpoints()) {
      protocol::ProbeSet& set = sets_.emplace_back(endpoint->name());
      for (std::uint32_t i = 0; i < probes_.size(); ++i) set.add(i, probes_[i]);
      set.set_format(protocol::read_asked_format(
          "chat", protocol::RequestDraft(request, "", source_, diagnostics_)));
    }
    expect(diagnostics_.ok());
  }

  void look(int status, std::string_view body, const protocol::ResponseFacts& facts) const {
    std::vector<protocol::ContentFinding> findings;
    for (const protocol::ProbeSet& set : sets_) set.look(status, body, facts, findings);
    for (const protocol::ContentFinding& finding : findings) {
      expect(finding.held == finding.found.empty());
      expect(finding.found.size() <= protocol::kMaxFoundBytes);
    }
  }

 private:
  core::SourceMap source_;
  core::Diagnostics diagnostics_;
  std::vector<protocol::CompiledProbe> probes_;
  std::vector<protocol::ProbeSet> sets_;
};

}  // namespace

void reply(std::string_view bytes) {
  static const auto readers = [] {
    std::vector<std::unique_ptr<protocol::ResponseReader>> made;
    for (const auto* endpoint : protocol::all_endpoints()) made.push_back(endpoint->make_reader());
    return made;
  }();
  if (bytes.size() < 2) return;
  const auto how = static_cast<unsigned char>(bytes.back());
  const auto cut = static_cast<unsigned char>(bytes[bytes.size() - 2]);
  bytes.remove_suffix(2);
  core::ResponseHead head;
  head.status = kStatuses[how % kStatuses.size()];
  head.content_type = kTypes[how / kStatuses.size() % kTypes.size()];
  for (const auto& reader : readers) read_reply(*reader, bytes, head, cut + std::size_t{1});
  static const EveryProbe probes;
  probes.look(head.status, bytes, readers.front()->facts());
}

}  // namespace orbench::fuzz
