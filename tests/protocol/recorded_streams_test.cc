#include "tests/protocol/recorded_streams.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "harness/protocol/chat_reader.h"
#include "tests/protocol/told.h"

namespace orbench::protocol {
namespace {

std::string with_line_ends(std::string_view text, std::string_view line_end) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += line_end;
    } else {
      out += c;
    }
  }
  return out;
}

/// Each piece in memory of its own and no byte longer, so that a sanitizer sees a read behind it.
std::vector<std::string_view> cut_at(std::string_view bytes, const std::set<std::size_t>& cuts,
                                     std::vector<std::unique_ptr<char[]>>& memory) {
  std::vector<std::string_view> pieces;
  std::size_t from = 0;
  const auto add = [&](std::size_t to) {
    const std::string_view piece = bytes.substr(from, to - from);
    memory.push_back(std::make_unique<char[]>(piece.size()));
    std::copy(piece.begin(), piece.end(), memory.back().get());
    pieces.emplace_back(memory.back().get(), piece.size());
    from = to;
  };
  for (const std::size_t cut : cuts) add(cut);
  add(bytes.size());
  return pieces;
}

std::string told_with_cuts(ChatReader& reader, std::string_view bytes,
                           const std::set<std::size_t>& cuts) {
  std::vector<std::unique_ptr<char[]>> memory;
  return told_of(reader, head_of(kStreamType), cut_at(bytes, cuts, memory));
}

TEST(RecordedStreams, TellWhatIsExpectedInOneRead) {
  ChatReader reader;
  for (const RecordedStream& row : recorded_streams()) {
    EXPECT_EQ(told_with_cuts(reader, recorded(row.name), {}), row.told)
        << row.name << ": " << row.what;
  }
}

TEST(RecordedStreams, TellTheSameCutAtEveryByteWithEveryLineEnd) {
  ChatReader reader;
  for (const RecordedStream& row : recorded_streams()) {
    for (const std::string_view line_end : {"\n", "\r\n", "\r"}) {
      const std::string stream = with_line_ends(recorded(row.name), line_end);
      for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        ASSERT_EQ(told_with_cuts(reader, stream, {cut}), row.told)
            << row.name << " cut at byte " << cut << " of " << stream.size();
      }
    }
  }
}

TEST(RecordedStreams, TellTheSameByteByByte) {
  ChatReader reader;
  for (const RecordedStream& row : recorded_streams()) {
    for (const std::string_view line_end : {"\n", "\r\n", "\r"}) {
      const std::string stream = with_line_ends(recorded(row.name), line_end);
      std::set<std::size_t> cuts;
      for (std::size_t i = 0; i < stream.size(); ++i) cuts.insert(i);
      ASSERT_EQ(told_with_cuts(reader, stream, cuts), row.told) << row.name;
      // One event per read at most: nothing can have shared a stamp.
      EXPECT_EQ(reader.timeline().coalesced, 0U) << row.name;
      EXPECT_EQ(reader.timeline().token_reads, reader.timeline().token_events) << row.name;
    }
  }
}

TEST(RecordedStreams, TellTheSameUnderRandomCuts) {
  ChatReader reader;
  for (const RecordedStream& row : recorded_streams()) {
    core::Rng rng(7, row.name);
    const std::string stream = recorded(row.name);
    for (int round = 0; round < 200; ++round) {
      std::set<std::size_t> cuts;
      for (std::uint64_t n = rng.below(12); n > 0; --n) cuts.insert(rng.below(stream.size() + 1));
      ASSERT_EQ(told_with_cuts(reader, stream, cuts), row.told) << row.name;
    }
  }
}

TEST(RecordedStreams, NeverPretendToBeWholeWhenTheirEndIsMissing) {
  ChatReader reader;
  for (const RecordedStream& row : recorded_streams()) {
    const std::string stream = recorded(row.name);
    const std::size_t end = std::min(stream.find("[DONE]"), stream.size());
    for (std::size_t size = 0; size < end; ++size) {
      told_of(reader, head_of(kStreamType), {std::string_view(stream).substr(0, size)});
      const BodyVerdict verdict = reader.facts().verdict;
      ASSERT_TRUE(verdict != BodyVerdict::kOk && verdict != BodyVerdict::kEmpty)
          << row.name << " after " << size << " bytes";
    }
  }
}

TEST(RecordedStreams, HaveARowForEveryFile) {
  std::set<std::string> rows;
  for (const RecordedStream& row : recorded_streams()) rows.emplace(row.name);
  std::set<std::string> files;
  const std::string folder = std::string(ORBENCH_SOURCE_DIR) + "/tests/protocol/streams";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.insert(entry.path().stem().string());
  }
  EXPECT_EQ(rows, files);
}

}  // namespace
}  // namespace orbench::protocol
