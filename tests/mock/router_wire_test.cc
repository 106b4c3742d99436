// What the router does as a client sees it: preferences in the body, refusals, failover, sessions.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mock/router_fixture.h"

namespace orbench::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string body_asking(std::string_view members) {
  return "{" + std::string(members) +
         R"(,"max_tokens":2,"messages":[{"role":"user","content":"x"}]})";
}

Script answer(Service& service, std::string_view members) {
  const std::string body = body_asking(members);
  return service.answer(chat_request(body));
}

/// The tag of the endpoint that served, or the status.
std::string server_of(std::string_view members, const Config& config = router_config()) {
  Service service(config);
  const Script script = answer(service, members);
  return script.status == 200 ? script.provider_tag : std::to_string(script.status);
}

TEST(RouterWire, ReadsEveryPreferenceOfABody) {
  struct Row {
    const char* sentence;
    const char* members;
    const char* expected;
  };
  const std::vector<Row> rows = {
      {"sort as a string", R"("model":"a/m","provider":{"sort":"latency"})", "quick"},
      {"sort as an object", R"("model":"a/m","provider":{"sort":{"by":"throughput"}})", "mid/eu"},
      {"exacto", R"("model":"a/m","provider":{"sort":"exacto"})", "quick"},
      {"partition none pools the models",
       R"("models":["a/m","a/n"],"provider":{"ignore":["cheap"],"sort":{"by":"price",
        "partition":"none"}})",
       "other"},
      {"the old route says the same",
       R"("models":["a/m","a/n"],"route":"sort","provider":{"ignore":["cheap"],"sort":"price"})",
       "other"},
      {"a suffix", R"("model":"a/m:floor")", "cheap/flex"},
      {"a service tier", R"("model":"a/m","service_tier":"priority")", "quick/priority"},
      {"a price as a string", R"("model":"a/m","provider":{"max_price":{"prompt":"1.0"}})",
       "cheap"},
      {"a price as a number",
       R"("model":"a/m","provider":{"sort":"latency","max_price":{"completion":2}})", "mid/eu"},
      {"a cutoff as a number",
       R"("model":"a/m","provider":{"sort":"price","preferred_max_latency":0.06})", "mid/eu"},
      {"a cutoff by percentile",
       R"("model":"a/m","provider":{"sort":"price","preferred_min_throughput":{"p99":300}})",
       "quick"},
      {"zero retention", R"("model":"a/m","provider":{"zdr":true})", "quick"},
      {"distillable text", R"("model":"a/m","provider":{"enforce_distillable_text":true})",
       "mid/eu"},
      {"quantizations", R"("model":"a/m","provider":{"quantizations":["fp8"]})", "cheap"},
      {"data collection with a free model",
       R"("model":"a/m:free","provider":{"data_collection":"deny"})", "404"},
      {"required parameters count max_tokens too",
       R"("model":"a/m","provider":{"require_parameters":true})", "404"},
      {"a schema restricts where it is supported",
       R"("model":"a/m","response_format":{"type":"json_schema"})", "quick"},
      {"a value of another type is not given",
       R"("model":"a/m","provider":{"sort":5,"order":"quick","max_price":"x","zdr":"yes",
        "only":["cheap"],"preferred_max_latency":[1]})",
       "cheap"},
      {"a model of the list will do for an unknown one", R"("models":["x/none","a/n"])", "other"},
      {"an unknown suffix is an unknown model", R"("model":"a/m:swift")", "400"},
  };
  for (const Row& row : rows) EXPECT_EQ(server_of(row.members), row.expected) << row.sentence;
}

TEST(RouterWire, NamesTheModelThatServedWithoutSuffix) {
  Service service(router_config());
  const std::string body = rendered_body(answer(service, R"("model":"a/m:nitro")"));
  EXPECT_THAT(body, AllOf(HasSubstr(R"("model":"a/m")"), Not(HasSubstr("nitro"))));
}

TEST(RouterWire, TellsWhatEachFilterRemoved) {
  Service service(router_config());
  const std::string none = rendered_body(answer(
      service, R"("model":"a/m","provider":{"zdr":true,"order":["no"],"allow_fallbacks":false})"));
  EXPECT_THAT(none, HasSubstr("Filter by Data Policy removed cheap, mid/eu; Filter by Fallback "
                              "removed quick"));
  EXPECT_THAT(none, HasSubstr(R"("failed_routing_step":"Filter by Fallback")"));
  EXPECT_THAT(none, HasSubstr(R"({"step":"Filter by Data Policy","endpoint_count":1})"));
  const std::string dear =
      rendered_body(answer(service, R"("model":"a/m","provider":{"max_price":{"prompt":0.1}})"));
  EXPECT_THAT(dear, HasSubstr("satisfy the max price"));
}

TEST(RouterWire, PassesOverAProviderThatRefuses) {
  Config config = router_config();
  config.faults = {*parse_fault_rule("status_503@provider=cheap")};
  const char* const sorted = R"("model":"a/m","provider":{"sort":"price"})";
  EXPECT_EQ(server_of(sorted, config), "mid/eu");
  EXPECT_EQ(
      server_of(R"("model":"a/m","provider":{"sort":"price","allow_fallbacks":false})", config),
      "503")
      << "without fallbacks the error is the answer";
  EXPECT_EQ(server_of(R"("models":["a/m","a/n"],"provider":{"only":["cheap","other"]})", config),
            "other")
      << "the next model follows";
  config.faults = {*parse_fault_rule("status_429_platform@provider=cheap")};
  EXPECT_EQ(server_of(sorted, config), "429") << "the platform's refusal is final";

  config.faults = {*parse_fault_rule("status_503@provider=cheap")};
  Service service(config);
  const Script script = answer(service, sorted);
  const Served* const served = service.state().generations.find(script.generation_id);
  ASSERT_NE(served, nullptr);
  ASSERT_EQ(served->attempts.size(), 2U);
  EXPECT_EQ(served->attempts[0].status, 503);
  EXPECT_EQ(served->attempts[1].endpoint->tag, "mid/eu");
}

TEST(RouterWire, ShowsHowItRoutedWhenAsked) {
  Config config = router_config();
  config.faults = {*parse_fault_rule("status_503@provider=cheap")};
  const auto shown = [&](std::string_view path, std::string_view members, bool asks = true) {
    Service service(config);
    const std::string body = body_asking(members);
    Request request = chat_request(body);
    request.path = path;
    if (asks) request.headers.push_back({"X-OpenRouter-Metadata", "Enabled"});
    const Script script = service.answer(request);
    EXPECT_EQ(script.content_length.value_or(0),
              script.streamed() ? 0 : rendered_body(script).size());
    return rendered_body(script);
  };
  const char* const plain = R"("model":"a/m","input":"x","provider":{"sort":"price"})";
  const char* const stream =
      R"("model":"a/m","input":"x","stream":true,"provider":{"sort":"price"})";
  const auto tells = AllOf(HasSubstr(R"("openrouter_metadata":{"requested":"a/m")"),
                           HasSubstr(R"("summary":"available=5, selected=Mid","attempt":2)"),
                           HasSubstr(R"({"provider":"Cheap","model":"a/m","status":503})"));
  for (const char* path : {"/api/v1/chat/completions", "/api/v1/responses", "/api/v1/messages"}) {
    EXPECT_THAT(shown(path, plain), tells) << path;
    EXPECT_THAT(shown(path, stream), tells) << path;
    EXPECT_THAT(shown(path, plain, false), Not(HasSubstr("openrouter_metadata"))) << path;
  }
  EXPECT_THAT(shown("/api/v1/responses", stream),
              HasSubstr(R"("response":{"openrouter_metadata":{)"));
  EXPECT_THAT(shown(kChatPath, R"("model":"a/m","provider":{"only":["other"]})"),
              AllOf(HasSubstr(R"("attempt":0)"), HasSubstr(R"("available":[{"provider":"Quick")")));
}

TEST(RouterWire, ShowsHowItRoutedInTheErrorOfAProvider) {
  Service service(router_config());
  const auto told = [&](const char* fault) {
    const std::string body = body_asking(R"("model":"a/m","provider":{"only":["mid"]})");
    Request request = chat_request(body, fault);
    request.headers.push_back({"X-OpenRouter-Metadata", "enabled"});
    return rendered_body(service.answer(request));
  };
  EXPECT_THAT(told("status_503"), AllOf(HasSubstr(R"("error":{)"),
                                        HasSubstr(R"(,"openrouter_metadata":{"requested":"a/m")"),
                                        HasSubstr(R"("attempts":[)")));
  EXPECT_THAT(told("status_500"), Not(HasSubstr("openrouter_metadata"))) << "not even asked for";
}

TEST(RouterWire, KeepsASessionWhereItBegan) {
  Service service(router_config());
  std::map<std::string, int> servers;
  std::map<std::string, int> others;
  for (int turn = 0; turn < 40; ++turn) {
    ++servers[answer(service, R"("model":"a/m","session_id":"s")").provider_tag];
    ++others[answer(service, R"("model":"a/m")").provider_tag];
  }
  EXPECT_EQ(servers.size(), 1U);
  EXPECT_GT(others.size(), 1U) << "without a session each request is drawn";
}

TEST(RouterWire, BreaksRulesByConfiguration) {
  Config config = router_config();
  config.settings.break_rules = {*parse_broken_rule("zdr")};
  EXPECT_EQ(server_of(R"("model":"a/m","provider":{"zdr":true,"sort":"price"})", config), "cheap");
  const Config read = config_from(quick_config(R"("break_rules": ["order", "only:0.25"])"));
  ASSERT_EQ(read.settings.break_rules.size(), 2U);
  EXPECT_EQ(read.settings.break_rules[1].share, 0.25);
  const auto wrong = parse_config(quick_config(R"("break_rules": ["ordre", 5])"), "test.json");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message, AllOf(HasSubstr("ordre"), HasSubstr("2 mistakes")));
}

}  // namespace
}  // namespace orbench::mock
