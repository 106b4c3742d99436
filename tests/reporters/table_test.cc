#include "reporters/table.h"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "reporters/terminal_text.h"

namespace orbench::reporters {
namespace {

std::string render(const Table& table, int width, int indent = 0, bool color = false) {
  std::string out;
  table.render(out, width, indent, color);
  return out;
}

Table sample_table() {
  Table table({{"name", "", Align::kLeft},
               {"n"},
               {"p50", "TTFT ms"},
               {"95%", "TTFT ms", Align::kLeft, 1, 1},
               {"cost", "", Align::kRight, 2}});
  table.row({{"Bluefin"}, {"1,200"}, {"812"}, {"[790–840]"}, {"$0.0123"}});
  table.row({{"日本"}, {"7"}, {"9.12"}, {""}, {"–"}});
  return table;
}

TEST(Table, AlignsColumnsByWhatTheTerminalShows) {
  EXPECT_EQ(render(sample_table(), 80),
            "                ── TTFT ms ───\n"
            "name         n   p50 95%           cost\n"
            "Bluefin  1,200   812 [790–840]  $0.0123\n"
            "日本         7  9.12                  –\n");
}

TEST(Table, DropsTheColumnsOfHighestPriorityNumberFirst) {
  EXPECT_EQ(render(sample_table(), 32),
            "                ── TTFT ms ───\n"
            "name         n   p50 95%\n"
            "Bluefin  1,200   812 [790–840]\n"
            "日本         7  9.12\n");
  EXPECT_EQ(render(sample_table(), 25),
            "                TTFT ms\n"
            "name         n      p50\n"
            "Bluefin  1,200      812\n"
            "日本         7     9.12\n");
}

TEST(Table, ClipsTheFirstColumnWhenNothingElseCanGo) {
  Table table({{"", "", Align::kLeft}, {"n"}});
  table.row({{"a very long name indeed"}, {"12"}});
  EXPECT_EQ(render(table, 14), "             n\na very lo…  12\n");
}

TEST(Table, LeavesOutColumnsWithoutAnyFigure) {
  Table table({{"", "", Align::kLeft}, {"p50", "ITL ms", Align::kRight, 3}, {"n"}});
  table.row({{"plain"}, {"–"}, {"12"}});
  table.row({{"other"}, {""}, {"7"}});
  EXPECT_EQ(render(table, 80), "        n\nplain  12\nother   7\n");
}

TEST(Table, HeadingsSpanAndWrapAndBlanksSeparate) {
  Table table({{"", "", Align::kLeft}, {"n"}});
  table.heading("first cell of all", Tone::kPlain, 1);
  table.row({{"a"}, {"1"}});
  table.blank();
  table.row({{"b"}, {"2"}});
  EXPECT_EQ(render(table, 12, 2), "     n\n   first\n   cell of\n   all\n  a  1\n\n  b  2\n");
}

TEST(Table, ColourChangesNoWidth) {
  Table table({{"", "", Align::kLeft}, {"n"}});
  table.row({{"a", Tone::kBad}, {"1"}});
  EXPECT_EQ(render(table, 20, 0, true), "   \x1b[2mn\x1b[0m\n\x1b[31ma\x1b[0m  1\n");
}

TEST(Table, StaysInsideEveryWidthThatCanHoldIt) {
  for (int width = 24; width < 60; ++width) {
    std::istringstream lines(render(sample_table(), width));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line), width) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
    }
  }
}

}  // namespace
}  // namespace orbench::reporters
