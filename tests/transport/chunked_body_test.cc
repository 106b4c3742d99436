#include "harness/transport/chunked_body.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/core/rng.h"

namespace orbench::transport {
namespace {

/// What comes out of a body that is read in pieces of so many bytes.
std::string taken(std::string_view wire, std::size_t piece) {
  ChunkedBody body;
  std::string room;
  std::string out;
  for (; !wire.empty(); wire.remove_prefix(std::min(piece, wire.size()))) {
    out += body.take(wire.substr(0, piece), room);
  }
  return out;
}

struct Row {
  std::string_view what;
  std::string_view wire;
  std::string_view body;
};

TEST(ChunkedBody, TakesTheFramesAwayWhereverTheReadsAreCut) {
  for (const Row& row : {
           Row{"nothing", "", ""},
           Row{"an empty body", "0\r\n\r\n", ""},
           Row{"one chunk", "2\r\nab\r\n0\r\n\r\n", "ab"},
           Row{"several", "2\r\nab\r\n1\r\nc\r\n3\r\ndef\r\n0\r\n\r\n", "abcdef"},
           Row{"sizes of both cases", "a\r\n0123456789\r\nB\r\nabcdefghijk\r\n",
               "0123456789abcdefghijk"},
           Row{"zeros in front", "0002\r\nab\r\n00000000000000a\r\n0123456789\r\n", "ab0123456789"},
           Row{"an extension", "2;a=\"b\"\r\nab\r\n1 \r\nc\r\n", "abc"},
           Row{"line ends without CR", "2\nab\n1\nc\n0\n\n", "abc"},
           Row{"more CR than one", "2\r\nab\r\r\n1\r\nc\r\n", "abc"},
           Row{"frames in the data", "7\r\n1\r\nx\r\n0\r\n0\r\n\r\n", "1\r\nx\r\n0"},
           Row{"trailers", "1\r\na\r\n0\r\nX-Sum: 2\r\nb\r\n\r\n", "a"},
           Row{"no size", "zz\r\nab\r\n", ""},
           Row{"a broken size behind a chunk", "2\r\nab\r\nzz\r\nab\r\n", "ab"},
           Row{"a size beyond any number", "fffffffffffffffff\r\nab", ""},
           Row{"no line end behind the data", "2\r\nabc\r\n1\r\nd\r\n", "ab"},
           Row{"an end inside a chunk", "5\r\nab", "ab"},
       }) {
    for (std::size_t piece = 1; piece <= std::max<std::size_t>(1, row.wire.size()); ++piece) {
      EXPECT_EQ(taken(row.wire, piece), row.body) << row.what << ", " << piece << " bytes a read";
    }
  }
}

TEST(ChunkedBody, GivesBackWhatWasFramed) {
  core::Rng rng(7, "chunks");
  for (int round = 0; round < 200; ++round) {
    std::string wire;
    std::string body;
    for (std::uint64_t chunks = rng.below(40); chunks > 0; --chunks) {
      std::string data(1 + rng.below(700), ' ');
      std::generate(data.begin(), data.end(), [&] { return static_cast<char>(rng.next()); });
      wire += fmt::format("{:x}\r\n{}\r\n", data.size(), data);
      body += data;
    }
    wire += "0\r\n\r\n";
    EXPECT_EQ(taken(wire, 1 + rng.below(wire.size())), body);
  }
}

TEST(ChunkedBody, LendsTheBytesOfASingleChunkAndJoinsThoseOfSeveral) {
  ChunkedBody body;
  std::string room;
  const std::string one = "2\r\nab\r\n";
  EXPECT_EQ(body.take(one, room).data(), one.data() + 3);
  const std::string two = one + one;
  const std::string_view joined = body.take(two, room);
  EXPECT_EQ(joined, "abab");
  EXPECT_EQ(joined.data(), room.data());
}

TEST(ChunkedBody, ReadsNoByteBehindTheRead) {
  const std::string whole = "2;x\r\nab\r\n3\r\ncde\r\n0\r\n\r\n";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto exact = std::make_unique<char[]>(size);
    std::copy_n(whole.begin(), size, exact.get());
    ChunkedBody body;
    std::string room;
    EXPECT_TRUE(std::string_view("abcde").starts_with(body.take({exact.get(), size}, room)));
  }
}

TEST(ChunkedBody, CountsNoLineEndThatCameInASecondRead) {
  ChunkedBody body;
  std::string room;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(body.take("4\r\nab", room), "ab");
    EXPECT_EQ(body.take("cd\r\n4\r", room), "cd");
    EXPECT_EQ(body.take("\nefgh\r", room), "efgh");
    EXPECT_EQ(body.take("\n", room), "");
  }
  EXPECT_EQ(body.skipped(), 0U);
}

TEST(ChunkedBody, CountsWhatAPeerMaySendWithoutEnd) {
  ChunkedBody body;
  std::string room;
  EXPECT_EQ(body.take("2\r\nab\r\n", room), "ab");
  EXPECT_EQ(body.skipped(), 0U);
  EXPECT_EQ(body.take("1;" + std::string(998, 'x'), room), "");
  EXPECT_EQ(body.skipped(), 999U);
  EXPECT_EQ(body.take("\r\na\r\n0\r\n" + std::string(500, 'y'), room), "a");
  EXPECT_EQ(body.skipped(), 999U + 500);
  body.reset();
  EXPECT_EQ(body.skipped(), 0U);
  EXPECT_EQ(body.take("1\r\nz\r\n", room), "z");
}

}  // namespace
}  // namespace orbench::transport
