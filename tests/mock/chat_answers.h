#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/mock_fixture.h"

namespace orbench::mock {

/// The JSON of every data event but the terminator.
inline std::vector<nlohmann::json> chunks_of(const std::string& body) {
  std::vector<nlohmann::json> chunks;
  for (std::size_t at = 0; (at = body.find("data: {", at)) != std::string::npos;) {
    const auto end = body.find("\n\n", at);
    chunks.push_back(nlohmann::json::parse(body.substr(at + 6, end - at - 6), nullptr, false));
    EXPECT_FALSE(chunks.back().is_discarded());
    at = end;
  }
  return chunks;
}

/// The body that a fresh service gives to one chat request.
inline std::string answer_to(std::string_view body, const std::string& config = quick_config()) {
  return rendered_body(quick_service(config).answer(chat_request(body)));
}

/// A request to `model` at the first provider, with more members (each followed by a comma).
inline std::string chat_body(std::string_view model, std::string_view members) {
  return R"({"model":")" + std::string(model) + R"(","provider":{"only":["near"]},)" +
         std::string(members) + R"("messages":[{"role":"user","content":"Hi"}]})";
}

}  // namespace orbench::mock
