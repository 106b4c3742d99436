#include "harness/core/text_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace orbench::core {
namespace {

TEST(TextFile, GivesEveryByte) {
  const support::TemporaryFolder folder;
  const std::string bytes("a\r\n\0b\xff", 6);
  const auto read = read_text_file(folder.write("f", bytes), 6);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, bytes);
  EXPECT_EQ(read_text_file(folder.write("empty", ""), 0), std::string{});
}

TEST(TextFile, SaysWhyItCannotBeRead) {
  const support::TemporaryFolder folder;
  const auto over = read_text_file(folder.write("f", "1234567"), 6);
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, ErrorCode::kTooLarge);
  const auto missing = read_text_file(folder.file("none"), 6);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(missing.error().where, folder.file("none"));
  const auto no_file = read_text_file(folder.path().string(), 6);
  ASSERT_FALSE(no_file);
  EXPECT_EQ(no_file.error().code, ErrorCode::kIo);
  EXPECT_THAT(no_file.error().message, testing::HasSubstr("is not a file"));
}

}  // namespace
}  // namespace orbench::core
