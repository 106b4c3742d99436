#include "tests/protocol/told.h"

#include <array>
#include <chrono>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace orbench::protocol {
namespace {

std::string_view name_of(BodyVerdict verdict) {
  constexpr std::array<std::string_view, 7> kNames = {
      "rate_limited", "http_error", "in_band_error", "malformed", "truncated", "empty", "ok"};
  return kNames.at(static_cast<std::size_t>(verdict));
}

void add(std::string& line, std::string_view name, std::string_view value) {
  if (!value.empty()) line += fmt::format(" {}={}", name, value);
}

void add_count(std::string& line, std::string_view name, std::uint64_t value) {
  if (value != 0) line += fmt::format(" {}={}", name, value);
}

void add_usage(std::string& line, const ResponseFacts& facts) {
  if (!facts.has_usage) return;
  const auto shown = [](const std::optional<std::int64_t>& tokens) {
    return tokens.has_value() ? fmt::format("{}", *tokens) : std::string("-");
  };
  line += fmt::format(" usage={}/{}/{}/{}", shown(facts.usage.prompt_tokens),
                      shown(facts.usage.output_tokens), shown(facts.usage.reasoning_tokens),
                      shown(facts.usage.cached_tokens));
  if (facts.usage.cost.has_value()) line += fmt::format(" pico={}", facts.usage.cost->pico());
}

}  // namespace

core::Stamp at_ms(int ms) { return core::Stamp(std::chrono::milliseconds(ms)); }

core::ResponseHead head_of(std::string_view content_type, int status) {
  core::ResponseHead head;
  head.status = status;
  head.content_type = content_type;
  return head;
}

std::string told(const ResponseReader& reader) {
  const ResponseFacts& facts = reader.facts();
  const TokenTimeline& times = reader.timeline();
  std::string line(name_of(facts.verdict));
  add(line, "owner", core::to_string(facts.limit_owner));
  if (facts.stream) {
    line += fmt::format(" events={}/{}", times.token_events, times.events);
    add_count(line, "bytes", times.token_bytes);
    add_count(line, "answer", times.answer_bytes);
    add_count(line, "comments", times.comments);
  }
  if (facts.cached) line += " cached";
  if (facts.product != core::Product::kTokens) add(line, "of", core::to_string(facts.product));
  add_count(line, "items", facts.items);
  if (facts.audio.has_value()) line += fmt::format(" audio={}ms", core::to_ms(*facts.audio));
  if (facts.reasoning_text) line += " thinks";
  if (facts.reasoning_opaque) line += " thinks_hidden";
  add_usage(line, facts);
  add(line, "tier", facts.served.tier);
  add(line, "finish", facts.served.finish_reason);
  add(line, "by", facts.served.provider);
  add(line, "model", facts.served.model);
  add(line, "id", facts.served.generation_id);
  if (!facts.error.empty()) line += " | " + facts.error;
  return line;
}

std::string told_of(ResponseReader& reader, const core::ResponseHead& head,
                    const std::vector<std::string_view>& pieces, bool complete) {
  reader.reset();
  reader.on_head(head);
  int ms = 0;
  for (const std::string_view piece : pieces) {
    if (!reader.on_bytes(at_ms(++ms), piece)) break;
  }
  reader.finish(at_ms(++ms), complete);
  return told(reader);
}

std::string recorded(std::string_view name, std::string_view wire) {
  const std::string path =
      fmt::format("{}/tests/protocol/streams/{}/{}.sse", ORBENCH_SOURCE_DIR, wire, name);
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path << " is missing";
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace orbench::protocol
