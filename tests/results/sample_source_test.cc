#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/line_reader.h"
#include "results/sample_log.h"
#include "results/sample_log_header.h"
#include "tests/results/full_sample.h"
#include "tests/support/temporary_folder.h"

namespace orbench::results {
namespace {

using core::ErrorCode;
using metrics::Sample;
using support::TemporaryFolder;
using testing::HasSubstr;

std::string line(const Sample& sample) {
  std::string out;
  append_sample_line(sample, sample_fields_of({}), out);
  return out;
}

struct Read {
  std::size_t count = 0;
  core::Result<void> result;
};

/// Reads a log whose header is followed by `lines`.
Read read(const std::string& lines) {
  const TemporaryFolder folder;
  const std::string path =
      folder.write("samples.jsonl", encode_sample_log_header(full_header()) + lines);
  Read out;
  const auto source = open_sample_log(path);
  EXPECT_TRUE(source) << source.error().message;
  if (source) out.result = (*source)->for_each([&](const Sample&) { ++out.count; });
  return out;
}

TEST(SampleSource, GivesTheHeaderBack) {
  const TemporaryFolder folder;
  const std::string path = folder.write("samples.jsonl", encode_sample_log_header(full_header()));
  SampleLogHeader header;
  ASSERT_TRUE(open_sample_log(path, &header));
  EXPECT_EQ(header.epoch, full_header().epoch);
  EXPECT_EQ(header.seed, full_header().seed);
  EXPECT_EQ(header.cells, full_header().cells);
  EXPECT_EQ(header.tool_version, full_header().tool_version);
  EXPECT_EQ(header.environment, full_header().environment);
  EXPECT_EQ(encode_sample_log_header(header), encode_sample_log_header(full_header()));
}

TEST(SampleSource, OutlivesItsFile) {
  const TemporaryFolder folder;
  const std::string path = folder.write(
      "samples.jsonl", encode_sample_log_header(full_header()) + line(full_sample()) + "\n");
  const auto source = open_sample_log(path);
  std::filesystem::remove(path);
  int count = 0;
  EXPECT_TRUE((*source)->for_each([&](const Sample&) { ++count; }));
  EXPECT_EQ(count, 1) << "the folder of a run may go away before it is judged";
}

TEST(SampleSource, CanBeReadAgain) {
  const TemporaryFolder folder;
  const std::string path = folder.write(
      "samples.jsonl", encode_sample_log_header(full_header()) + line(full_sample()) + "\n");
  const auto source = open_sample_log(path);
  for (int round = 0; round < 2; ++round) {
    int count = 0;
    EXPECT_TRUE((*source)->for_each([&](const Sample&) { ++count; }));
    EXPECT_EQ(count, 1);
  }
}

TEST(SampleSource, ForgivesACutLastLineAtEveryByte) {
  const std::string good = line(full_sample());
  for (std::size_t cut = 0; cut <= good.size(); cut += 7) {
    const Read got = read(good + "\n" + good.substr(0, cut));
    EXPECT_TRUE(got.result) << cut;
    EXPECT_EQ(got.count, cut == good.size() ? 2U : 1U) << cut;
  }
  EXPECT_EQ(read(good).count, 1U) << "whole, but for its newline";
}

TEST(SampleSource, NamesTheLineItCannotRead) {
  const std::string good = line(full_sample()) + "\n";
  for (const std::string& bad :
       {std::string("garbage\n"), std::string("\n"), good.substr(0, good.size() / 2) + "\n"}) {
    const Read got = read(good + good + bad + good);
    ASSERT_FALSE(got.result) << bad;
    EXPECT_EQ(got.count, 2U);
    EXPECT_EQ(got.result.error().code, ErrorCode::kParse);
    EXPECT_THAT(got.result.error().where, testing::EndsWith("samples.jsonl:4"));
  }
}

TEST(SampleSource, RefusesACellThatTheHeaderDoesNotHave) {
  Sample sample = full_sample();
  sample.cell = 2;
  const Read got = read(line(sample) + "\n");
  ASSERT_FALSE(got.result);
  EXPECT_THAT(got.result.error().message, HasSubstr("\"cell\" is 2, but the header has 2"));
}

TEST(SampleSource, RefusesALineWithoutEnd) {
  const Read got = read(std::string(LineReader::kMaxLineBytes * 2, 'x'));
  ASSERT_FALSE(got.result);
  EXPECT_EQ(got.result.error().code, ErrorCode::kTooLarge);
}

TEST(SampleSource, ReadsLinesAcrossItsBuffers) {
  std::string lines;
  Sample sample = full_sample();
  for (std::uint64_t i = 0; i < 3000; ++i) {
    sample.seq = i;
    sample.error = std::string(i % 200, 'e');
    lines += line(sample) + "\n";
  }
  EXPECT_EQ(read(lines).count, 3000U);
}

TEST(SampleSource, RefusesFilesThatAreNoLog) {
  const TemporaryFolder folder;
  const auto missing = open_sample_log(folder.file("none.jsonl"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  for (const char* text :
       {"", "\n", "{}", "[]\n", "{\"schema\":\"orbench.samples/2\"}\n",
        "{\"schema\":\"orbench.samples/1\"}\n",
        "{\"schema\":\"orbench.samples/1\",\"cells\":[7]}\n", "\xFF\xFE\n", "GIF89a"}) {
    const auto source = open_sample_log(folder.write("bad.jsonl", text));
    ASSERT_FALSE(source) << text;
    EXPECT_EQ(source.error().code, ErrorCode::kParse) << text;
    EXPECT_THAT(source.error().message, HasSubstr("bad.jsonl")) << text;
  }
}

TEST(SampleSource, RefusesAFolder) {
  const TemporaryFolder folder;
  const auto source = open_sample_log(folder.path().string());
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace orbench::results
