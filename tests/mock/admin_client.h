#pragma once

#include <string>
#include <string_view>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "harness/core/json.h"
#include "tests/mock/mock_fixture.h"
#include "tests/support/raw_http_client.h"
#include "tests/support/raw_response.h"

namespace orbench::mock {

/// The settings that open the admin path.
inline constexpr std::string_view kAdmin = R"("admin": true)";

inline support::RawResponse chat(const Server& server, std::string_view body) {
  return support::fetch(server.port(), support::http_request("POST", kChatPath, body));
}

inline support::RawResponse ask(const Server& server, std::string_view path) {
  return support::fetch(server.port(), support::http_request("GET", path));
}

inline core::Json ask_json(const Server& server, std::string_view path) {
  const support::RawResponse answer = ask(server, path);
  EXPECT_EQ(answer.status, 200) << path << ": " << answer.body;
  return core::Json::parse(answer.body, nullptr, false);
}

/// What X-Generation-Id says.
inline std::string id_of(const support::RawResponse& answer) {
  constexpr std::string_view kName = "X-Generation-Id: ";
  const auto found = answer.head.find(kName);
  if (found == std::string::npos) return {};
  const auto at = found + kName.size();
  return answer.head.substr(at, answer.head.find('\r', at) - at);
}

/// The same of an answer that is still coming.
inline std::string id_in(const support::RawHttpClient& client) {
  return id_of(support::parse_response(client.received(), support::Ending::kEnough));
}

/// The record, once the serving thread has noted all that the client has received.
inline RequestTruth settled(const Server& server, const std::string& id) {
  for (;;) {
    const auto truth = server.truth(id);
    if (!truth) {
      ADD_FAILURE() << "no record of " << id;
      return {};
    }
    const bool open = !truth->tokens.empty() && truth->tokens.back().after == core::Duration{};
    if (truth->over && !open) return *truth;
    std::this_thread::yield();
  }
}

}  // namespace orbench::mock
