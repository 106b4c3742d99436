#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "tests/mock/mock_fixture.h"

namespace orbench::mock {

/// A catalog with a model for each kind of work, all of them at once and at round prices.
inline std::string inference_config(std::string_view settings = "", std::string_view faults = "") {
  std::string models;
  std::string endpoints;
  for (const std::string_view id : {"a/text", "a/thinker", "a/vectors", "a/ranker", "a/painter",
                                    "a/sketcher", "a/voice", "a/ear", "a/film"}) {
    const std::string comma = models.empty() ? "" : ",";
    models += comma + R"({"id": ")" + std::string(id) +
              R"(", "completion_tokens": {"median": 4}, "reasoning_share": )" +
              (id == "a/thinker" ? "0.5}" : "0}");
    endpoints += comma + R"({"model": ")" + std::string(id) +
                 R"(", "provider": "near", "supported_parameters": [)" +
                 (id == "a/painter" ? R"("stream")" : "") +
                 R"(], "ttft": {"fixed_ms": 10}, "gap": {"fixed_ms": 2},
                 "pricing": {"prompt": "0.000001", "completion": "0.000002"}})";
  }
  return R"({"settings": {"seed": 7, "start_unix": 1700000000)" +
         std::string(settings.empty() ? "" : ", ") + std::string(settings) + R"(}, "faults": [)" +
         std::string(faults) +
         R"(], "providers": [{"name": "Near", "slug": "near"}], "models": [)" + models +
         R"(], "endpoints": [)" + endpoints + "]}";
}

/// A request with a key; `path` is what follows the mount.
inline Request inference_request(std::string_view path, std::string_view body,
                                 std::string_view fault = {}) {
  Request request{"POST", "/api/v1" + std::string(path), "", {{"Authorization", "Bearer k"}}, body};
  if (!fault.empty()) request.headers.push_back({"X-Mock-Fault", std::string(fault)});
  return request;
}

/// What a fresh service answers.
inline Script inference_answer(std::string_view path, std::string_view body,
                               std::string_view fault = {},
                               const std::string& config = inference_config()) {
  return quick_service(config).answer(inference_request(path, body, fault));
}

inline nlohmann::json json_of(const Script& script) {
  return nlohmann::json::parse(rendered_body(script), nullptr, false);
}

inline std::string script_header(const Script& script, std::string_view name) {
  for (const core::Header& header : script.headers) {
    if (equal_ignoring_case(header.name, name)) return header.value;
  }
  return {};
}

}  // namespace orbench::mock
