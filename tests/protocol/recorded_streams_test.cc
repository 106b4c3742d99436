#include "tests/protocol/recorded_streams.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/core/rng.h"
#include "harness/protocol/reply_reader.h"
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

std::string told_with_cuts(ReplyReader& reader, std::string_view bytes,
                           const std::set<std::size_t>& cuts) {
  std::vector<std::unique_ptr<char[]>> memory;
  return told_of(reader, head_of(kStreamType), cut_at(bytes, cuts, memory));
}

class RecordedStreams : public testing::TestWithParam<RecordedWire> {
 protected:
  std::string bytes_of(const RecordedStream& row) const {
    return recorded(row.name, GetParam().name);
  }
  ReplyReader reader_{GetParam().make()};
};

TEST_P(RecordedStreams, TellWhatIsExpectedInOneRead) {
  for (const RecordedStream& row : GetParam().streams) {
    EXPECT_EQ(told_with_cuts(reader_, bytes_of(row), {}), row.told) << row.name << ": " << row.what;
  }
}

TEST_P(RecordedStreams, TellTheSameCutAtEveryByte) {
  for (const RecordedStream& row : GetParam().streams) {
    for (const std::string_view line_end : {"\n", "\r\n", "\r"}) {
      const std::string stream = with_line_ends(bytes_of(row), line_end);
      // Other line ends change nothing inside a line: there, every third byte will do.
      const std::size_t step = line_end == "\n" ? 1 : 3;
      for (std::size_t cut = 0; cut <= stream.size(); cut += step) {
        ASSERT_EQ(told_with_cuts(reader_, stream, {cut}), row.told)
            << row.name << " cut at byte " << cut << " of " << stream.size();
      }
    }
  }
}

TEST_P(RecordedStreams, TellTheSameByteByByte) {
  for (const RecordedStream& row : GetParam().streams) {
    for (const std::string_view line_end : {"\n", "\r\n", "\r"}) {
      const std::string stream = with_line_ends(bytes_of(row), line_end);
      std::set<std::size_t> cuts;
      for (std::size_t i = 0; i < stream.size(); ++i) cuts.insert(i);
      ASSERT_EQ(told_with_cuts(reader_, stream, cuts), row.told) << row.name;
      // One event per read at most: nothing can have shared a stamp.
      EXPECT_EQ(reader_.timeline().coalesced, 0U) << row.name;
      EXPECT_EQ(reader_.timeline().token_reads, reader_.timeline().token_events) << row.name;
    }
  }
}

TEST_P(RecordedStreams, TellTheSameUnderRandomCuts) {
  for (const RecordedStream& row : GetParam().streams) {
    core::Rng rng(7, row.name);
    const std::string stream = bytes_of(row);
    for (int round = 0; round < 100; ++round) {
      std::set<std::size_t> cuts;
      for (std::uint64_t n = rng.below(12); n > 0; --n) cuts.insert(rng.below(stream.size() + 1));
      ASSERT_EQ(told_with_cuts(reader_, stream, cuts), row.told) << row.name;
    }
  }
}

TEST_P(RecordedStreams, NeverPretendToBeWholeWhenTheirEndIsMissing) {
  for (const RecordedStream& row : GetParam().streams) {
    const std::string stream = bytes_of(row);
    const std::size_t end = std::min(stream.find(GetParam().end), stream.size());
    for (std::size_t size = 0; size < end; ++size) {
      told_of(reader_, head_of(kStreamType), {std::string_view(stream).substr(0, size)});
      const BodyVerdict verdict = reader_.facts().verdict;
      ASSERT_TRUE(verdict != BodyVerdict::kOk && verdict != BodyVerdict::kEmpty)
          << row.name << " after " << size << " bytes";
    }
  }
}

TEST_P(RecordedStreams, HaveARowForEveryFile) {
  std::set<std::string> rows;
  for (const RecordedStream& row : GetParam().streams) rows.emplace(row.name);
  std::set<std::string> files;
  std::string folder = ORBENCH_SOURCE_DIR "/tests/protocol/streams/";
  folder += GetParam().name;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.insert(entry.path().stem().string());
  }
  EXPECT_EQ(rows, files);
}

INSTANTIATE_TEST_SUITE_P(Wires, RecordedStreams, testing::ValuesIn(recorded_wires()),
                         [](const auto& wire) { return std::string(wire.param.name); });

}  // namespace
}  // namespace orbench::protocol
