#pragma once

#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "harness/core/json_document.h"
#include "harness/protocol/api_request.h"

namespace orbench::protocol {

/// A request of the endpoint kind `api`, compiled from its JSON.
struct CompiledCall {
  explicit CompiledCall(const std::string& text) {
    body = core::Json::parse(text, nullptr, false);
    request = compile_api_request(RequestDraft{body, "/r", source, diagnostics});
  }
  [[nodiscard]] std::string mistakes() const {
    std::string all;
    for (const core::Error& error : diagnostics.errors()) {
      all += error.where + " " + error.message + "\n";
    }
    return all;
  }
  [[nodiscard]] core::HttpRequest rendered(std::uint64_t seq = 0) const {
    core::HttpRequest out;
    out.url = "http://host/api/v1/";
    RenderContext context;
    context.seq = seq;
    request->render(context, out);
    return out;
  }
  core::Json body;
  core::SourceMap source;
  core::Diagnostics diagnostics;
  std::unique_ptr<RequestTemplate> request;
};

}  // namespace orbench::protocol
