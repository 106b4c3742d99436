#include "harness/data/material.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace orbench::data {
namespace {

using testing::HasSubstr;

TEST(Material, GivesAllowedVariablesOnly) {
  Material material;
  material.allow("JOB", "say \"hi\"");
  material.allow("UNSET", std::nullopt);
  material.allow("BYTES", "\xff");
  EXPECT_EQ(material.variable("JOB"), R"(say \"hi\")");
  const auto unknown = material.variable("JOBS");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("not allowed (did you mean \"JOB\"?)"));
  for (const char* const name : {"UNSET", "BYTES"}) {
    const auto unset = material.variable(name);
    ASSERT_FALSE(unset);
    EXPECT_THAT(unset.error().message, HasSubstr("export it"));
  }
}

TEST(Material, ReadsAFileOnce) {
  const support::TemporaryFolder folder;
  const std::string path = folder.write("f", "line\n\xC3\xA9");
  Material material;
  EXPECT_EQ(material.file(path, false), "line\\n\xC3\xA9");
  EXPECT_EQ(material.file(path, true), "bGluZQrDqQ==");
  std::filesystem::remove(path);
  EXPECT_EQ(material.file(path, true), "bGluZQrDqQ==") << "kept, so that every cell shares it";
}

TEST(Material, SaysWhatIsWrongWithAFile) {
  const support::TemporaryFolder folder;
  Material material;
  const auto bytes = material.file(folder.write("f", "\xff"), false);
  ASSERT_FALSE(bytes);
  EXPECT_THAT(bytes.error().message, HasSubstr("|base64"));
  EXPECT_TRUE(material.file(folder.file("f"), true));
  const auto missing = material.file(folder.file("none"), true);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, core::ErrorCode::kNotFound);
}

TEST(Material, KnowsAnUnreadableSetByName) {
  Material material;
  material.add_unreadable("prompts");
  EXPECT_TRUE(material.has_set("prompts"));
  EXPECT_EQ(material.set("prompts"), nullptr);
  EXPECT_FALSE(material.has_set("prompt"));
}

}  // namespace
}  // namespace orbench::data
