// The decision table of the API reference, section 2.8. Against the mock its "should" entries are
// hard: statistics are constant and draws are seeded.
#include <gtest/gtest.h>

#include "tests/mock/router_fixture.h"

namespace orbench::mock {
namespace {

using R = RouteRequest;

TEST(RouterTable, KeepsTheListsOfProviders) {
  expect_rows({
      {"1: only keeps its providers on every attempt",
       [](R& r) {
         r.only = {"quick", "mid"};
       },
       {"mid/eu", "quick"},
       {}},
      {"2: only without a serving entry fails",
       [](R& r) { r.only = {"other"}; },
       {},
       "Filter by Allowed Providers"},
      {"1: only is cut with the account's list",
       [](R& r) {
         r.only = {"quick", "mid"}, r.account.only = {"mid", "cheap"};
       },
       {"mid/eu"},
       {}},
      {"3: ignore keeps its providers away",
       [](R& r) { r.ignore = {"cheap"}; },
       {"mid/eu", "quick"},
       {}},
      {"3: ignore is joined with the account's list",
       [](R& r) { r.ignore = {"cheap"}, r.account.ignore = {"mid"}; },
       {"quick"},
       {}},
      {"4: only and ignore that cover all fail",
       [](R& r) { r.only = {"quick"}, r.ignore = {"quick"}; },
       {},
       "Filter by Ignored Providers"},
      {"5: order without fallbacks never leaves the list",
       [](R& r) {
         r.order = {"quick", "nowhere", "cheap"}, r.allow_fallbacks = false;
       },
       {"quick", "cheap"},
       {}},
      {"5: order without fallbacks and without a serving entry fails",
       [](R& r) { r.order = {"other"}, r.allow_fallbacks = false; },
       {},
       "Filter by Fallback"},
      {"6: the first entry that serves the model comes first",
       [](R& r) {
         r.order = {"other", "mid", "quick"};
       },
       {"mid/eu", "quick", "cheap"},
       {}},
      {"6: an entry that a hard filter removes is passed over",
       [](R& r) {
         r.order = {"mid", "quick"}, r.zdr = true;
       },
       {"quick"},
       {}},
      {"7: without fallbacks there is one attempt",
       [](R& r) { r.allow_fallbacks = false; },
       {"cheap"},
       {}},
      {"10: order wins over sort",
       [](R& r) {
         r.order = {"mid", "quick"}, r.sort = Sort::kLatency;
       },
       {"mid/eu", "quick", "cheap"},
       {}},
  });
}

TEST(RouterTable, SortsWithoutChance) {
  expect_rows({
      {"8: sort price takes the cheapest that is no tier",
       [](R&) {},
       {"cheap", "mid/eu", "quick"},
       {}},
      {"9: sort throughput takes the one with most tokens a second",
       [](R& r) { r.sort = Sort::kThroughput; },
       {"mid/eu", "quick", "cheap"},
       {}},
      {"9: sort latency takes the one that begins first",
       [](R& r) { r.sort = Sort::kLatency; },
       {"quick", "mid/eu", "cheap"},
       {}},
      {"9: exacto takes the best tool caller",
       [](R& r) { r.sort = Sort::kExacto; },
       {"quick", "mid/eu", "cheap"},
       {}},
      {"11: partition none ranks all models together",
       [](R& r) { r.models = {"a/n"}, r.partition = Partition::kNone; },
       {"cheap", "other", "mid/eu", "quick"},
       {}},
      {"12: partition model finishes the first model before the next",
       [](R& r) { r.models = {"a/n"}; },
       {"cheap", "mid/eu", "quick", "other"},
       {}},
      {"12: a model whose endpoints are all removed gives way",
       [](R& r) { r.models = {"a/n"}, r.only = {"other"}; },
       {"other"},
       {}},
      {"23: unknown and repeated models of the list are passed over",
       [](R& r) {
         r.models = {"a/m", "x/none", "a/n", "a/n"}, r.only = {"quick", "other"};
       },
       {"quick", "other"},
       {}},
  });
}

TEST(RouterTable, KeepsTheHardLimits) {
  expect_rows({
      {"13: max_price compares dollars a million tokens",
       [](R& r) { r.max_price.prompt = 2.0; },
       {"cheap", "mid/eu"},
       {}},
      {"13: every given price must hold",
       [](R& r) { r.max_price.completion = 2.5, r.max_price.request = 0.001; },
       {"mid/eu"},
       {}},
      {"14: max_price below all fails",
       [](R& r) { r.max_price.prompt = 0.5; },
       {},
       "Filter by Max Price"},
      {"15: quantizations keep their endpoints",
       [](R& r) {
         r.quantizations = {"int8", "bf16"};
       },
       {"mid/eu", "quick"},
       {}},
      {"15: fp8 covers mxfp8", [](R& r) { r.quantizations = {"fp8"}; }, {"cheap"}, {}},
      {"15: mxfp8 does not cover fp8 of another kind",
       [](R& r) { r.quantizations = {"nvfp4"}; },
       {},
       "Filter by Quantization"},
      {"16: require_parameters needs every parameter sent",
       [](R& r) {
         r.parameters = {"temperature", "tools"}, r.require_parameters = true;
       },
       {"mid/eu", "quick"},
       {}},
      {"16: a parameter that nobody supports fails",
       [](R& r) { r.parameters = {"top_k"}, r.require_parameters = true; },
       {},
       "Filter by Parameters"},
      {"16: without it unsupported parameters are dropped",
       [](R& r) { r.parameters = {"top_k"}; },
       {"cheap", "mid/eu", "quick"},
       {}},
      {"17: zdr keeps endpoints that keep nothing", [](R& r) { r.zdr = true; }, {"quick"}, {}},
      {"17: the account's zdr cannot be switched off",
       [](R& r) { r.account.zdr = true; },
       {"quick"},
       {}},
      {"17: zdr without such an endpoint fails",
       [](R& r) { r.zdr = true, r.ignore = {"quick"}; },
       {},
       "Filter by Data Policy"},
      {"18: deny removes endpoints that collect",
       [](R& r) { r.deny_data_collection = true; },
       {"mid/eu", "quick"},
       {}},
      {"18: deny removes every free model",
       [](R& r) { r.model = "a/m:free", r.deny_data_collection = true; },
       {},
       "Filter by Data Policy"},
      {"19: distillable text only from models that allow it",
       [](R& r) { r.enforce_distillable_text = true; },
       {"mid/eu"},
       {}},
      {"2.3: max_tokens removes endpoints with a smaller limit",
       [](R& r) { r.max_tokens = 101; },
       {"mid/eu", "quick"},
       {}},
      {"2.3: prompt and answer must fit the context",
       [](R& r) { r.prompt_tokens = 950, r.max_tokens = 51; },
       {"cheap", "mid/eu"},
       {}},
      {"2.3: tools go where they are supported",
       [](R& r) { r.parameters = {"tools"}; },
       {"mid/eu", "quick"},
       {}},
      {"2.3: a schema goes where it is supported",
       [](R& r) {
         r.parameters = {"response_format", "structured_outputs"};
       },
       {"quick"},
       {}},
      {"2.3: verbosity stands back where nobody supports it",
       [](R& r) { r.parameters = {"verbosity"}, r.only = {"cheap"}; },
       {"cheap"},
       {}},
  });
}

}  // namespace
}  // namespace orbench::mock
