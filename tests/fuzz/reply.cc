#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <vector>

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
}

}  // namespace orbench::fuzz
