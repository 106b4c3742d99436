#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/data/material.h"
#include "harness/protocol/body_template.h"
#include "harness/protocol/chat_wire.h"
#include "harness/protocol/endpoint.h"
#include "harness/protocol/reply_reader.h"
#include "tests/protocol/recorded_streams.h"
#include "tests/protocol/told.h"

namespace {

/// Allocations of this whole test program. Replacing operator new needs a global.
std::atomic<std::size_t> allocations{0};  // NOLINT(*-avoid-non-const-global-variables)

}  // namespace

void* operator new(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return operator new(size);
}
void* operator new[](std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return operator new(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t /*size*/) noexcept { std::free(memory); }

namespace orbench::protocol {
namespace {

/// Gives one reply and counts what was allocated meanwhile.
std::size_t allocated_by(ReplyReader& reader, const std::vector<std::string_view>& pieces) {
  const core::ResponseHead head = head_of(kStreamType);
  const std::size_t before = allocations.load();
  reader.reset();
  reader.on_head(head);
  for (const std::string_view piece : pieces) reader.on_bytes(at_ms(1), piece);
  reader.finish(at_ms(2), true);
  return allocations.load() - before;
}

std::vector<std::string_view> cut_in_pieces_of(std::string_view bytes, std::size_t size) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < bytes.size(); at += size) pieces.push_back(bytes.substr(at, size));
  return pieces;
}

TEST(Allocations, AreCounted) {
  const std::size_t before = allocations.load();
  const std::string text(1000, 'x');
  EXPECT_GT(allocations.load(), before) << text.size();
}

/// What a failure says is put into words, and the router's account comes once, and only to those
/// who ask for it.
bool settles(const RecordedStream& row, const std::string& bytes) {
  return row.told.starts_with("ok") && bytes.find("openrouter_metadata") == std::string::npos;
}

void expect_none_the_second_time(const RecordedWire& wire, const std::string& bytes) {
  for (const std::size_t size : {bytes.size(), std::size_t{1000}, std::size_t{7}}) {
    const auto pieces = cut_in_pieces_of(bytes, size);
    ReplyReader reader(wire.make());
    allocated_by(reader, pieces);  // its memory grows to what it takes
    EXPECT_EQ(allocated_by(reader, pieces), 0U) << "in pieces of " << size;
  }
}

TEST(Allocations, ARecycledReaderNeedsNoneForAWholeReply) {
  for (const RecordedWire& wire : recorded_wires()) {
    for (const RecordedStream& row : wire.streams) {
      SCOPED_TRACE(fmt::format("{} {}", wire.name, row.name));
      const std::string bytes = recorded(row.name, wire.name);
      if (settles(row, bytes)) expect_none_the_second_time(wire, bytes);
    }
  }
}

TEST(Allocations, ChunksOfGrowingSizeCostFewAndThenNone) {
  ReplyReader reader(make_chat_wire());
  reader.reset();
  reader.on_head(head_of(kStreamType));
  const auto chunk = [](std::size_t size) {
    return R"(data: {"choices":[{"delta":{"content":")" + std::string(size, 'x') +
           R"("}}]})"
           "\n\n";
  };
  std::vector<std::string> chunks;
  for (std::size_t size = 0; size < 2000; ++size) chunks.push_back(chunk(size));
  const std::size_t before = allocations.load();
  for (const std::string& bytes : chunks) reader.on_bytes(at_ms(1), bytes);
  const std::size_t grown = allocations.load();
  for (const std::string& bytes : chunks) reader.on_bytes(at_ms(2), bytes);
  const std::size_t settled = allocations.load();
  // A few buffers that double: far from one for each of the 2,000 sizes.
  EXPECT_LE(grown - before, 40U);
  EXPECT_EQ(settled - grown, 0U);
  EXPECT_EQ(reader.timeline().token_events, 3998U);
}

TEST(Allocations, AnEndThatIsLongerThanAllEventsStaysWithNoReader) {
  const auto event = [](std::string_view fields) {
    return fmt::format(R"(data: {{"id":"gen-1",{}}})", fields) + "\n\n";
  };
  const std::string chunk = event(R"("choices":[{"delta":{"content":"tide"}}])");
  const std::string usage = event(
      fmt::format(R"("choices":[],"note":"{}","usage":{{"prompt_tokens":7,"completion_tokens":2}})",
                  std::string(900, 'x')));
  const auto allocated_by_the_end = [&] {
    ReplyReader reader(make_chat_wire());
    reader.reset();
    reader.on_head(head_of(kStreamType));
    for (int i = 0; i < 2; ++i) reader.on_bytes(at_ms(i), chunk);
    const std::size_t before = allocations.load();
    reader.on_bytes(at_ms(3), usage);
    EXPECT_EQ(reader.facts().usage.output_tokens, 2);
    return allocations.load() - before;
  };
  allocated_by_the_end();  // the room of the thread's readers grows
  EXPECT_EQ(allocated_by_the_end(), 0U);
}

TEST(Allocations, ARenderedBodyNeedsNoneOnceItsBufferHasGrown) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  data::Material material;
  data::Table prompts({"text"});
  for (int i = 0; i < 10; ++i) prompts.append(std::string(40, 'x'));
  material.add("prompts", data::DataSet(std::move(prompts), {"prompts", "", {}, ""}, 1));
  material.allow("JOB", "nightly");
  const auto json = core::parse_json_document(
      R"({"messages": [{"role": "user", "content":)"
      R"("${nonce} ${uuid} ${seq} ${data.prompts.text} ${text:200} ${env.JOB}"}], "stream": true})",
      "f.json", source, diagnostics);
  RequestDraft draft(*json, "", source, diagnostics);
  draft.material = &material;
  const auto body = BodyTemplate::compile(draft);
  ASSERT_NE(body, nullptr);
  std::string out;
  body->render({1, 1'000'000, false, 0, 0}, out);
  out.reserve(2 * out.size());
  const std::size_t before = allocations.load();
  for (std::uint64_t seq = 0; seq < 100; ++seq) {
    out.clear();
    body->render({1, seq, false, 0, seq}, out);
  }
  EXPECT_EQ(allocations.load() - before, 0U);
}

}  // namespace
}  // namespace orbench::protocol
