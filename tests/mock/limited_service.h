#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "mock/state/state.h"
#include "tests/mock/inference_fixture.h"
#include "tests/support/manual_clock.h"

namespace orbench::mock {

/// Two providers for `a/m` and a free variant; 1 dollar buys a million tokens of either kind.
/// It is six in the morning; answers take 100 ms.
inline std::string limited_config(std::string_view members) {
  constexpr std::string_view kRest = R"(,
    "ttft": {"fixed_ms": 100}, "gap": {"fixed_ms": 0}, "pricing": {"prompt": )";
  constexpr std::string_view kPaid = R"("0.000001", "completion": "0.000001"}})";
  const std::string rest(kRest);
  const std::string paid(kPaid);
  return R"({"settings": {"seed": 3, "start_unix": 1767247200, "generation_delay_ms": 0}, )" +
         std::string(members) + R"(,
    "providers": [{"name": "Near", "slug": "near"}, {"name": "Far", "slug": "far"}],
    "models": [{"id": "a/m", "completion_tokens": {"median": 8}}, {"id": "a/m:free"}],
    "endpoints": [{"model": "a/m", "provider": "near")" +
         rest + paid + R"(, {"model": "a/m", "provider": "far")" + rest + paid +
         R"(, {"model": "a/m:free", "provider": "far")" + rest + R"("0", "completion": "0"}}]})";
}

/// A service with limits, on a clock that stands still.
class LimitedService {
 public:
  explicit LimitedService(std::string_view members)
      : service_(config_from(limited_config(members)), clock_) {}

  Script send(std::string_view method, std::string_view path, std::string_view body = {},
              std::string_view key = "k") {
    const auto question = std::min(path.find('?'), path.size());
    Request request{
        std::string(method), "/api/v1" + std::string(path.substr(0, question)), "", {}, body};
    if (question < path.size()) request.query = path.substr(question + 1);
    request.headers.push_back({"Authorization", "Bearer " + std::string(key)});
    return service_.answer(request);
  }
  Script chat(std::string_view key = "k", std::string_view more = {},
              std::string_view model = "a/m") {
    const std::string body = R"({"model": ")" + std::string(model) + R"(", )" + std::string(more) +
                             R"("messages": [{"role": "user", "content": "12345678"}]})";
    return send("POST", "/chat/completions", body, key);
  }
  Script chat_free(std::string_view key = "k") { return chat(key, {}, "a/m:free"); }
  nlohmann::json get(std::string_view path, std::string_view key = "k") {
    return json_of(send("GET", path, {}, key))["data"];
  }
  int passed(int count, std::string_view model = "a/m") {
    int good = 0;
    for (int i = 0; i < count; ++i) good += chat("k", {}, model).status == 200 ? 1 : 0;
    return good;
  }
  State& state() { return service_.state(); }
  support::ManualClock& clock() { return clock_; }

 private:
  support::ManualClock clock_;
  Service service_;
};

}  // namespace orbench::mock
