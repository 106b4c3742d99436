#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "mock/config.h"
#include "mock/server/server.h"
#include "mock/service.h"
#include "tests/support/temporary_folder.h"

namespace orbench::mock {

/// A catalog of two models and three endpoints that answer at once: `settings` and `faults` are
/// spliced in as JSON members.
inline std::string quick_config(std::string_view settings = "", std::string_view faults = "",
                                std::string_view gap = R"({"fixed_ms": 0})") {
  const std::string gap_text(gap);
  return std::string(R"({"settings": {"seed": 7, "start_unix": 1700000000)") +
         (settings.empty() ? "" : ", ") + std::string(settings) + R"(}, "faults": [)" +
         std::string(faults) + R"(],
    "providers": [{"name": "Near", "slug": "near"}, {"name": "Far Cloud", "slug": "far"}],
    "models": [
      {"id": "a/plain", "completion_tokens": {"median": 6}},
      {"id": "a/thinker", "completion_tokens": {"median": 6}, "reasoning_share": 0.5}],
    "endpoints": [
      {"model": "a/plain", "provider": "near", "ttft": {"fixed_ms": 0}, "gap": )" +
         gap_text + R"(,
       "pricing": {"prompt": "0.000001", "completion": "0.000002"}},
      {"model": "a/plain", "provider": "far", "tag": "far/eu", "ttft": {"fixed_ms": 1}, "gap": )" +
         gap_text + R"(,
       "pricing": {"prompt": "0.0000005", "completion": "0.000001"}},
      {"model": "a/thinker", "provider": "near", "ttft": {"fixed_ms": 0}, "gap": )" +
         gap_text + R"(,
       "pricing": {"prompt": "0.000001", "completion": "0.000002"}}]})";
}

inline Config config_from(const std::string& text) {
  auto config = parse_config(text, "test.json");
  EXPECT_TRUE(config) << (config ? "" : config.error().message);
  return config ? std::move(*config) : Config{};
}

/// A service on quick_config(), or on the text given.
inline Service quick_service(const std::string& text = quick_config()) {
  return Service(config_from(text));
}

inline constexpr std::string_view kChatPath = "/api/v1/chat/completions";

inline Request chat_request(std::string_view body, std::string_view fault = {}) {
  Request request{"POST", std::string(kChatPath), "", {{"Authorization", "Bearer k"}}, body};
  if (!fault.empty()) request.headers.push_back({"X-Mock-Fault", std::string(fault)});
  return request;
}

inline constexpr std::string_view kPlainBody =
    R"({"model":"a/plain","provider":{"only":["near"]},"messages":[{"role":"user","content":"Hi"}]})";
inline constexpr std::string_view kStreamBody =
    R"({"model":"a/plain","provider":{"only":["near"]},"stream":true,)"
    R"("messages":[{"role":"user","content":"Hi"}]})";

/// A running server on the config text given.
inline std::unique_ptr<Server> running_server(const std::string& text = quick_config()) {
  const support::TemporaryFolder folder;
  Options options;
  options.config_path = folder.write("mock.json", text);
  auto server = Server::create(options);
  EXPECT_TRUE(server) << (server ? "" : server.error().message);
  if (!server) return nullptr;
  (*server)->start();
  return std::move(*server);
}

}  // namespace orbench::mock
