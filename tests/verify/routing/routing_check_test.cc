#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/verify/court.h"

namespace orbench::verify {
namespace {

using results::CheckVerdict;
using testing::HasSubstr;
using testing::IsEmpty;

/// A run of one cell that asks for `only` Near, with its control, and a table of two endpoints.
class RoutingCourt : public Court {
 public:
  RoutingCourt() {
    const auto identity = [](const char* asked, std::int64_t control, bool is_control) {
      return results::RoutingIdentity{core::JsonValue(core::Json::parse(asked)), control,
                                      is_control, is_control ? 1 : 2};
    };
    cells.resize(2);
    cells[0].routing = identity(R"({"model":"a/m","provider":{"only":["near"]}})", 1, false);
    cells[1].routing = identity(R"({"model":"a/m"})", -1, true);
    cells[1].workload = cells[0].workload;
  }

  void serve(std::uint32_t cell, const std::string& provider, int count) {
    for (int i = 0; i < count; ++i) {
      metrics::Sample sample = ok(100);
      sample.cell = cell;
      sample.provider = provider;
      sample.model = "a/m";
      sample.routing.told = true;
      sample.routing.attempt = 1;
      sample.routing.selected = provider;
      add(sample);
    }
  }

  results::Verdict judged(const std::string& checks, bool with_tables = true) {
    auto compiled = compile(checks);
    for (const core::Error& error : diagnostics.errors()) ADD_FAILURE() << error.message;
    results::RunResult run = result();
    if (with_tables) run.discovery = tables();
    auto verdict = evaluate(run, compiled, samples, end, strict);
    EXPECT_TRUE(verdict.has_value());
    return verdict ? *verdict : results::Verdict{};
  }

 private:
  static results::Discovery tables() {
    results::Snapshot snapshot;
    for (const char* name : {"Near", "Far"}) {
      results::EndpointRow row;
      row.model = "a/m";
      row.provider = name;
      row.tag = std::string(name) == "Near" ? "near" : "far";
      snapshot.endpoints.push_back(row);
    }
    results::Discovery discovery;
    discovery.snapshots = {snapshot, snapshot};
    return discovery;
  }
};

TEST(RoutingCheck, PassesWhenThePreferenceIsKept) {
  RoutingCourt court;
  court.serve(0, "Near", 60);
  court.serve(1, "Far", 20);
  court.serve(1, "Near", 10);
  const auto verdict = court.judged(R"([{"routing":"auto"}])");
  ASSERT_EQ(verdict.checks.size(), 2U);
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kPassed) << verdict.checks[1].note;
  EXPECT_EQ(verdict.checks[1].check, "routing only");
  EXPECT_EQ(verdict.checks[1].n, 60);
  EXPECT_EQ(verdict.exit_code, 0);
}

TEST(RoutingCheck, FailsWithEvidenceWhenItIsBroken) {
  RoutingCourt court;
  court.serve(0, "Near", 59);
  court.serve(0, "Far", 1);
  court.serve(1, "Far", 30);
  auto verdict = court.judged(R"([{"routing":"only"}])");
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kFailed);
  EXPECT_EQ(verdict.checks[1].evidence, std::vector<std::string>{"w0-59"});
  EXPECT_EQ(verdict.exit_code, 1);
  verdict = court.judged(R"([{"routing":"only","severity":"warn"}])");
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kWarned);
}

TEST(RoutingCheck, NamesTheRequestThatWouldTell) {
  RoutingCourt court;
  court.serve(0, "Near", 60);
  court.serve(1, "Near", 30);
  const auto verdict = court.judged(R"([{"routing":"auto"}])");
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kUndecided);
  EXPECT_THAT(verdict.checks[1].note, HasSubstr("`ignore` Near"));
}

TEST(RoutingCheck, CannotTellWithoutEndpointTables) {
  RoutingCourt court;
  court.serve(0, "Near", 60);
  const auto verdict = court.judged(R"([{"routing":"auto"}])", false);
  EXPECT_EQ(verdict.checks[1].verdict, CheckVerdict::kUndecided);
  EXPECT_THAT(verdict.checks[1].note, HasSubstr("discovery.json"));
}

TEST(RoutingCheck, ReportsWhatItCannotBeAbout) {
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":"onyl"}])"),
              HasSubstr("did you mean \"only\""));
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":"sort"}])"), HasSubstr("no request"));
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":7}])"), HasSubstr("list of names"));
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":"auto","where":{"provider":"Near"}}])"),
              HasSubstr("whole cells"));
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":"auto","profile":"lax"}])"), HasSubstr("lax"));
  EXPECT_THAT(RoutingCourt().mistakes(R"([{"routing":["only"],"audit":true}])"), IsEmpty());
}

}  // namespace
}  // namespace orbench::verify
