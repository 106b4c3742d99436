#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/mock/mock_fixture.h"
#include "tests/support/manual_clock.h"

namespace orbench::mock {

/// The built-in configuration, read once.
inline const Config& built_in_config() {
  static const Config config = [] {
    auto loaded = load_config(std::nullopt);
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
    return loaded ? std::move(*loaded) : Config{};
  }();
  return config;
}

/// A service on a clock that stands still, and its JSON answers.
class ApiClient {
 public:
  explicit ApiClient(Config config = built_in_config()) : service_(std::move(config), clock_) {}

  /// `path` is relative to the mount and may hold a query.
  Script send(std::string_view method, std::string_view path, std::string_view body = {},
              bool with_key = true, std::string_view content_type = "application/json") {
    const auto question = path.find('?');
    Request request{
        std::string(method),
        "/api/v1" + std::string(path.substr(0, question)),
        question == std::string_view::npos ? "" : std::string(path.substr(question + 1)),
        {},
        body};
    if (with_key) request.headers.push_back({"Authorization", "Bearer k"});
    request.headers.push_back({"Content-Type", std::string(content_type)});
    return service_.answer(request);
  }

  /// The body of the answer, whose status must be the one expected.
  nlohmann::json json(std::string_view method, std::string_view path, std::string_view body = {},
                      int status = 200) {
    const Script script = send(method, path, body);
    EXPECT_EQ(script.status, status) << method << " " << path << " " << rendered_body(script);
    auto parsed = nlohmann::json::parse(rendered_body(script), nullptr, false);
    EXPECT_FALSE(parsed.is_discarded()) << method << " " << path;
    return parsed;
  }

  nlohmann::json get(std::string_view path) { return json("GET", path); }
  Service& service() { return service_; }
  support::ManualClock& clock() { return clock_; }

 private:
  support::ManualClock clock_;
  Service service_;
};

}  // namespace orbench::mock
