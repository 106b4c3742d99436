#include "results/hlog.h"

#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/metrics/histogram_codec.h"
#include "tests/support/temporary_folder.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using metrics::MetricId;
using support::TemporaryFolder;
using testing::HasSubstr;

constexpr double kEpoch = 1769860800.25;

metrics::Histogram some_values() {
  metrics::Histogram histogram;
  for (const std::int64_t value : {1200, 3400, 3400, 99'000'000}) histogram.record(value);
  return histogram;
}

HlogLine some_line(const std::string& tag = "cell=0;metric=ttft;block=3") {
  HlogLine line;
  line.tag = tag;
  line.start_s = 12.5;
  line.length_s = 9.25;
  line.max = 99'000.0;
  line.histogram = some_values();
  return line;
}

std::string text_of(const HlogLine& line) {
  std::string out;
  EXPECT_TRUE(append_hlog_line(line, out));
  return out;
}

struct Read {
  core::Result<double> base;
  std::vector<HlogLine> lines;
  std::vector<HlogWindow> windows;
};
Read read(const std::string& text) {
  const TemporaryFolder folder;
  Read out;
  out.base = read_hlog(folder.write("some.hlog", text),
                       {[&](const HlogLine& line) { out.lines.push_back(line); },
                        [&](const HlogWindow& window) { out.windows.push_back(window); }});
  return out;
}

TEST(HlogTag, ComesBackAsItWas) {
  const HlogSeries series{17, MetricId::icl, 4};
  EXPECT_EQ(hlog_tag(series), "cell=17;metric=icl;block=4");
  EXPECT_EQ(parse_hlog_tag(hlog_tag(series)), series);
  EXPECT_EQ(parse_hlog_tag("block=4;more=1;metric=icl;cell=17"), series)
      << "in any order, with keys of later versions";
}

TEST(HlogWindow, ComesBackAsItWasAmongDataLines) {
  const HlogWindow closed{2,
                          {std::chrono::milliseconds{12500}, std::chrono::nanoseconds{123456789}}};
  const HlogWindow open{3, {std::chrono::seconds{90}, {}}};
  const Read found = read(text_of(some_line()) + encode_hlog_window(closed) + text_of(some_line()) +
                          encode_hlog_window(open));
  EXPECT_EQ(found.lines.size(), 2U) << "which other readers see alone";
  EXPECT_THAT(found.windows, testing::ElementsAre(closed, open));
  for (const char* wrong : {"#[Window: cell=2]", "#[Window: start=1]", "#[Window: cell=-2 start=1]",
                            "#[Window: ", "#[Window: cell=2 start=x]", "#[Window: cell=2 start=-1]",
                            "#[Window: cell=2 start=1e300]", "#[Window: cell=2 start=1 end=nan]",
                            "#[StartTime: 1]", "# Window: cell=2 start=1"}) {
    EXPECT_EQ(parse_hlog_window(wrong), std::nullopt) << wrong;
  }
}

TEST(HlogTag, OfOtherMakingIsNone) {
  for (const char* tag :
       {"", "A", "cell=1", "cell=1;metric=ttft", "cell=x;metric=ttft;block=1",
        "cell=-1;metric=ttft;block=1", "cell=1;metric=ttft;block=-1", "cell=1;metric=no;block=1",
        "cell=99999999999;metric=ttft;block=1", "cell=1;metric=ttft;block=", ";;;",
        "=;=", "cell=1 ;metric=ttft;block=1"}) {
    EXPECT_EQ(parse_hlog_tag(tag), std::nullopt) << tag;
  }
}

TEST(Hlog, WritesTheLineOfTheFormat) {
  const std::string text = text_of(some_line());
  EXPECT_THAT(
      text, testing::StartsWith("Tag=cell=0;metric=ttft;block=3,12.500,9.250,99000.000,HISTFAAA"));
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  EXPECT_EQ(text.find(' '), std::string::npos) << "readers split on spaces too";
  EXPECT_THAT(text_of(some_line("")), testing::StartsWith("12.500,9.250,99000.000,HISTFAAA"));
}

TEST(Hlog, WritesSmallMoneyWithTheDecimalsItNeeds) {
  HlogLine line = some_line();
  line.max = 0.000000125;
  line.max_decimals = 9;
  EXPECT_THAT(text_of(line), HasSubstr(",0.000000125,"));
}

TEST(Hlog, RefusesTagsThatNoReaderCouldRead) {
  for (const char* tag : {"a,b", "a b", "a\rb", "a\nb", ",", "x "}) {
    std::string out;
    const auto appended = append_hlog_line(some_line(tag), out);
    ASSERT_FALSE(appended) << tag;
    EXPECT_EQ(appended.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(out, "") << "not half a line";
  }
}

TEST(Hlog, HeaderSaysVersionTimesCellsAndLegend) {
  CellIdentity cell;
  cell.workload = "chat\nTag=evil,1,2,3";
  cell.model = std::string(300, 'm');
  const std::string header = encode_hlog_header({kEpoch, {cell}});
  EXPECT_THAT(header, testing::StartsWith("#[Histogram log format version 1.3]\n"));
  EXPECT_THAT(header, HasSubstr("\n#[BaseTime: 1769860800.250 (seconds since epoch)]\n"));
  EXPECT_THAT(header, HasSubstr("\n#[StartTime: 1769860800.250 (seconds since epoch), 2026-"));
  EXPECT_THAT(header, testing::EndsWith("\n\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                                        "\"Interval_Compressed_Histogram\"\n"));
  EXPECT_THAT(header, HasSubstr("\n# cell 0: workload=chat?Tag=evil,1,2,3 model=mmm"));
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = header.find('\n', begin)) != std::string::npos;
       begin = end + 1) {
    EXPECT_LT(end - begin, 128U) << "a reader in C takes lines in pieces of that size";
  }
}

TEST(Hlog, ReadsBackWhatItWrote) {
  const Read got =
      read(encode_hlog_header({kEpoch, {}}) + text_of(some_line()) + text_of(some_line("")));
  ASSERT_TRUE(got.base) << got.base.error().message;
  EXPECT_DOUBLE_EQ(*got.base, kEpoch);
  ASSERT_EQ(got.lines.size(), 2U);
  EXPECT_EQ(got.lines[0].tag, "cell=0;metric=ttft;block=3");
  EXPECT_EQ(got.lines[1].tag, "");
  EXPECT_DOUBLE_EQ(got.lines[0].start_s, 12.5);
  EXPECT_DOUBLE_EQ(got.lines[0].length_s, 9.25);
  EXPECT_DOUBLE_EQ(got.lines[0].max, 99'000.0);
  EXPECT_EQ(got.lines[0].histogram.count(), 4);
  EXPECT_EQ(got.lines[0].histogram.value_at(core::Percentile{75}),
            some_values().value_at(core::Percentile{75}));
}

TEST(Hlog, FindsTheBaseTimeAsTheReferenceDoes) {
  const std::string start = "#[StartTime: 1000000000.500 (seconds since epoch), some day]\n";
  const std::string relative = text_of(some_line());
  HlogLine late = some_line();
  late.start_s = 1'000'000'010.0;
  struct Row {
    const char* what;
    std::string text;
    double base;
  };
  const std::vector<Row> rows = {
      {"a base time wins", start + "#[BaseTime: 7.250 (seconds since epoch)]\n" + relative, 7.25},
      {"a start a year before the log began counts from its beginning", start + relative,
       1'000'000'000.5},
      {"any other start is a wall time", start + text_of(late), 0.0},
      {"without any time, starts are what they are", relative, 0.0}};
  for (const Row& row : rows) {
    const Read got = read(row.text);
    ASSERT_TRUE(got.base) << row.what;
    EXPECT_DOUBLE_EQ(*got.base, row.base) << row.what;
  }
}

TEST(Hlog, ReadsWhatOthersWriteDifferently) {
  const std::string line = text_of(some_line("A"));
  const Read got = read(
      "#[Histogram log format version 1.2]\r\n# a note\r\n"
      "\"StartTimestamp\",\"Interval_Length\"\r\n\r\n" +
      line.substr(0, line.size() - 1) + "\r\n");
  ASSERT_TRUE(got.base) << got.base.error().message;
  EXPECT_EQ(got.lines.size(), 1U);
}

TEST(Hlog, ForgivesACutLastLineAtEveryByte) {
  const std::string whole = text_of(some_line());
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    const Read got = read(whole + whole.substr(0, cut));
    ASSERT_TRUE(got.base) << cut;
    // But for its newline the last line is whole.
    EXPECT_EQ(got.lines.size(), cut == whole.size() - 1 ? 2U : 1U) << cut;
  }
}

TEST(Hlog, NamesTheLineItCannotRead) {
  const std::string good = text_of(some_line());
  const std::string histogram = good.substr(good.rfind(',') + 1);
  for (const std::string& bad :
       {std::string("garbage\n"), "Tag=a,1,2," + histogram, "1,2,x," + histogram,
        "nan,2,3," + histogram, "1,inf,3," + histogram, std::string("1,2,3,HISTFAAA\n"),
        std::string("1,2,3\n"), std::string("1,2,3,\n")}) {
    const Read got = read(good + bad + good);
    ASSERT_FALSE(got.base) << bad;
    EXPECT_EQ(got.base.error().code, ErrorCode::kParse) << bad;
    EXPECT_THAT(got.base.error().where, testing::EndsWith("some.hlog:2")) << bad;
    EXPECT_EQ(got.lines.size(), 1U);
  }
}

TEST(Hlog, RefusesFormatsAndFilesItDoesNotKnow) {
  EXPECT_EQ(read("#[Histogram log format version 2.0]\n").base.error().code,
            ErrorCode::kUnsupported);
  EXPECT_EQ(read(std::string(9U << 20U, 'x')).base.error().code, ErrorCode::kTooLarge);
  const auto missing = read_hlog("no/such.hlog", {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace orbench::results
