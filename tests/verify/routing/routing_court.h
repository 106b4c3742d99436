#pragma once

#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/verify/court.h"

namespace orbench::verify {

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
      sample.routing.made().told = true;
      sample.routing.made().attempt = 1;
      sample.routing.made().selected = provider;
      add(sample);
    }
  }

  /// The run with what is known of its endpoints.
  [[nodiscard]] results::RunResult known() const {
    results::RunResult run = result();
    run.discovery = tables();
    return run;
  }

  results::Verdict judged(const std::string& checks, bool with_tables = true) {
    auto compiled = compile(checks);
    for (const core::Error& error : diagnostics.errors()) ADD_FAILURE() << error.message;
    const results::RunResult run = with_tables ? known() : result();
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

}  // namespace orbench::verify
