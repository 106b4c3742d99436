#include "harness/core/suggestion.h"

#include <vector>

#include <gtest/gtest.h>

namespace orbench::core {
namespace {

const std::vector<std::string>& names() {
  static const std::vector<std::string> kNames = {"ttft", "duration_s", "max_cost_usd", "poisson",
                                                  "c",    "warmup_s",   "requests"};
  return kNames;
}

TEST(NearestName, FindsWhatWasMeant) {
  struct Row {
    std::string_view typed;
    std::string_view meant;
    const char* why;
  };
  const Row rows[] = {
      {"poison", "poisson", "a letter left out"},
      {"poissson", "poisson", "a letter too many"},
      {"tftt", "ttft", "two neighbours swapped count once"},
      {"TTFT", "ttft", "case does not matter"},
      {"request", "requests", "singular for plural"},
      {"duration", "duration_s", "the unit left out"},
      {"max_cost", "max_cost_usd", "a long tail left out"},
      {"warmup_ms", "warmup_s", "the wrong unit"},
      {"banana", "", "nothing is near"},
      {"d", "", "one letter is not near another one"},
      {"du", "", "two letters begin too many things"},
      {"", "", "nothing was typed"},
  };
  for (const Row& row : rows) EXPECT_EQ(nearest_name(row.typed, names()), row.meant) << row.why;
}

TEST(NearestName, IgnoresTextTooLongForAName) {
  EXPECT_EQ(nearest_name(std::string(1U << 20U, 'x'), names()), "");
}

TEST(Suggest, NamesTheNearestElseAShortListElseNothing) {
  EXPECT_EQ(suggest("poison", names()), " (did you mean \"poisson\"?)");
  const std::vector<std::string> few = {"queue", "drop"};
  EXPECT_EQ(suggest("banana", few), " (known: queue, drop)");
  const std::vector<std::string> many(40, "abcdefgh");
  EXPECT_EQ(suggest("banana", many), "");
  EXPECT_EQ(suggest("banana", {}), "");
}

}  // namespace
}  // namespace orbench::core
