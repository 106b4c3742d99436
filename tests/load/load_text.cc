#include "tests/load/load_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"

namespace orbench::load {
namespace {

template <class Read>
std::vector<std::string> read_object(const std::string& text, Read read) {
  core::SourceMap source;
  core::Diagnostics diagnostics;
  const auto document = core::parse_json_document(text, "load.json", source, diagnostics);
  if (document) {
    core::Params params(*document, "", source, diagnostics);
    read(params);
    params.finish();
  }
  std::vector<std::string> errors;
  for (const core::Error& e : diagnostics.errors()) errors.push_back(e.where + ": " + e.message);
  return errors;
}

std::string first(const std::vector<std::string>& errors) {
  return errors.empty() ? std::string() : errors.front();
}

}  // namespace

ReadLoad read_load(const std::string& text) {
  ReadLoad out;
  out.errors = read_object(text, [&](core::Params& params) {
    for (const char* key : {"duration_s", "requests", "warmup_s"}) params.allow(key);
    out.plan = read_arrivals(params.text("arrivals", "closed"), params);
  });
  return out;
}

std::unique_ptr<ArrivalPlan> plan_of(const std::string& text) {
  ReadLoad out = read_load(text);
  EXPECT_TRUE(out.errors.empty()) << first(out.errors);
  return std::move(out.plan);
}

std::unique_ptr<RateCurve> curve_of(const std::string& rate_rps) {
  std::unique_ptr<RateCurve> curve;
  const auto errors = read_object("{\"rate_rps\": " + rate_rps + "}",
                                  [&](core::Params& params) { curve = read_rate_curve(params); });
  EXPECT_TRUE(errors.empty()) << first(errors);
  return curve;
}

ThinkTime think_time_of(const std::string& think_time_ms) {
  ThinkTime think;
  const auto errors = read_object("{\"think_time_ms\": " + think_time_ms + "}",
                                  [&](core::Params& params) { think = read_think_time(params); });
  EXPECT_TRUE(errors.empty()) << first(errors);
  return think;
}

SessionPlan session_of(const std::string& session) {
  SessionPlan plan;
  const auto errors =
      read_object(session, [&](core::Params& params) { plan = read_session(params); });
  EXPECT_TRUE(errors.empty()) << first(errors);
  return plan;
}

std::vector<std::string> session_errors(const std::string& session) {
  return read_object(session, [](core::Params& params) { (void)read_session(params); });
}

std::vector<Arrival> arrivals_of(ArrivalProcess& process, std::size_t most) {
  std::vector<Arrival> arrivals;
  for (;;) {
    const Step step = process.next();
    if (std::holds_alternative<Ended>(step)) return arrivals;
    if (!std::holds_alternative<Arrival>(step) || arrivals.size() == most) {
      ADD_FAILURE() << "an open loop waits for nothing and ends";
      return arrivals;
    }
    arrivals.push_back(std::get<Arrival>(step));
  }
}

ArrivalContext alone(StopRule stop, std::uint64_t seed) {
  return {stop, seed, "chat", Share{0, 1}};
}

}  // namespace orbench::load
