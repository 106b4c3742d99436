#include "tests/e2e/orbench_fixture.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace orbench::e2e {

void Orbench::SetUp() {
  // Children inherit it: what the developer's own machine remembers stays out of the tests.
  setenv("XDG_STATE_HOME", path("state").c_str(), 1);
  const std::string fast = fast_catalog();
  write("fast.json", fast);
  const std::string no_gap = R"("gap": { "fixed_ms": 0 })";
  std::string paced = fast;
  write("paced.json",
        paced.replace(paced.find(no_gap), no_gap.size(), R"("gap": { "fixed_ms": 2 })"));
}

std::string Orbench::read(const std::string& name) const {
  std::ostringstream text;
  text << std::ifstream(path(name)).rdbuf();
  return text.str();
}

support::ProcessResult Orbench::orbench(std::vector<std::string> arguments,
                                        support::ProcessOptions options) const {
  arguments.insert(arguments.begin(), ORBENCH_BINARY);
  if (options.working_directory.empty()) options.working_directory = folder_.path().string();
  return support::run_process(arguments, options);
}

std::vector<std::string> Orbench::run_arguments(const std::string& name,
                                                std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {"run"});
  arguments.insert(arguments.end(), {"--out", path(name), "--progress", "none"});
  return arguments;
}

support::ProcessResult Orbench::run(const std::string& name, std::vector<std::string> arguments,
                                    support::ProcessOptions options) const {
  return orbench(run_arguments(name, std::move(arguments)), std::move(options));
}

json Orbench::summary(const std::string& name) const {
  return json::parse(read(name + "/summary.json"), nullptr, false);
}

std::vector<json> Orbench::samples(const std::string& name) const {
  std::istringstream lines(read(name + "/samples.jsonl"));
  std::vector<json> all;
  std::string line;
  std::getline(lines, line);  // the header
  while (std::getline(lines, line)) all.push_back(json::parse(line, nullptr, false));
  return all;
}

std::string Orbench::fast_catalog() {
  return R"({
    "settings": { "seed": 7, "keep_alive": { "count": 0, "interval_ms": 0 } },
    "providers": [{ "name": "Near", "slug": "near" }],
    "models": [{ "id": "a/fast", "completion_tokens": { "median": 4, "sigma": 0 } }],
    "endpoints": [{ "model": "a/fast", "provider": "near",
      "ttft": { "fixed_ms": 0 }, "gap": { "fixed_ms": 0 },
      "pricing": { "prompt": "0.000001", "completion": "0.000002" } }]
  })";
}

std::string Orbench::scenario(const std::string& load, const std::string& request_extra,
                              const std::string& top) {
  return R"({ "name": "t", "seed": 3, )" + top + R"(
    "target": { "base_url": "mock", "mock": { "config": "fast.json" } },
    "workloads": [{ "name": "w", "endpoint": "chat",
      "request": { "model": "a/fast", )" +
         request_extra + R"( "messages": [{ "role": "user", "content": "${nonce} hi" }] },
      "load": )" +
         load + "}] }";
}

namespace {

std::int64_t sum_of(const json& outcomes) {
  std::int64_t sum = 0;
  for (const auto& [name, count] : outcomes.items()) sum += count.get<std::int64_t>();
  return sum;
}

void expect_sums(const json& counts, const std::string& where) {
  const auto offered = counts["offered"].get<std::int64_t>();
  const auto sent = counts["sent"].get<std::int64_t>();
  EXPECT_EQ(sum_of(counts["outcomes"]), offered) << where;
  EXPECT_EQ(sent, offered - counts["outcomes"].value("not_sent", 0)) << where;
  EXPECT_EQ(counts["ok"].get<std::int64_t>(), counts["outcomes"].value("ok", 0)) << where;
}

}  // namespace

void expect_counters_add_up(const json& summary, const std::vector<json>& samples) {
  ASSERT_TRUE(summary.is_object());
  expect_sums(summary["totals"], "totals");
  std::int64_t offered = 0;
  std::int64_t warmup = 0;
  for (const json& cell : summary["cells"]) {
    const std::string name = cell["workload"].get<std::string>() + cell["labels"].dump();
    expect_sums(cell["requests"], name);
    offered += cell["requests"]["offered"].get<std::int64_t>();
    warmup += cell["warmup"]["offered"].get<std::int64_t>();
    std::int64_t block_ok = 0;
    for (const json& block : cell["blocks"]) block_ok += block["ok"].get<std::int64_t>();
    EXPECT_EQ(block_ok, cell["requests"]["ok"].get<std::int64_t>()) << name;
    std::int64_t failures = 0;
    for (const json& error : cell["errors"]) failures += error["count"].get<std::int64_t>();
    const json& outcomes = cell["requests"]["outcomes"];
    EXPECT_EQ(failures, cell["requests"]["sent"].get<std::int64_t>() - outcomes.value("ok", 0) -
                            outcomes.value("cancelled", 0))
        << name;
  }
  EXPECT_EQ(offered, summary["totals"]["offered"].get<std::int64_t>());
  EXPECT_EQ(static_cast<std::int64_t>(samples.size()), offered + warmup);
}

}  // namespace orbench::e2e
