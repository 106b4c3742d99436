#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/api/error_codes.h"
#include "harness/api/fields.h"
#include "harness/core/json_text.h"
#include "mock/error_reply.h"
#include "mock/responders/messages_wire.h"

namespace orbench::mock {

std::string_view messages_error_type(int status) {
  namespace codes = api::error_codes;
  switch (status) {
    case codes::kUnauthorized:
      return "authentication_error";
    case codes::kPaymentRequired:
      return "billing_error";
    case codes::kForbidden:
      return "permission_error";
    case codes::kNotFound:
      return "not_found_error";
    case codes::kRequestTimeout:
    case codes::kEdgeTimeout:
      return "timeout_error";
    case codes::kTooManyRequests:
      return "rate_limit_error";
    case codes::kUnavailable:
    case codes::kProviderOverloaded:
      return "overloaded_error";
    default:
      return status < codes::kInternal ? "invalid_request_error" : "api_error";
  }
}

void dress_messages_error(Script& script) {
  if (script.streamed() || script.pieces.empty()) return;
  const core::Json body = core::Json::parse(rendered_body(script), nullptr, false);
  // What the edge made of it, or what a fault has spoiled, stays as it is.
  if (!body.is_object() || !body.contains("error") || !body["error"].is_object()) return;
  const core::Json& common = body["error"];
  core::Json error = {{"type", messages_error_type(script.status)},
                      {"message", common.value("message", "")}};
  if (common.contains("metadata") && common["metadata"].is_object()) {
    const core::Json& metadata = common["metadata"];
    if (metadata.contains("error_type")) error["error_type"] = metadata["error_type"];
  }
  core::Json dressed = {{"type", "error"}, {"error", std::move(error)}, {"request_id", nullptr}};
  if (!script.generation_id.empty()) dressed["request_id"] = script.generation_id;
  const std::string text = core::dumped(dressed);
  script.content_length = text.size();
  std::erase_if(script.pieces, [](const Piece& p) { return p.part == Part::kBody; });
  const auto head = script.pieces.begin() + 1;
  script.pieces.insert(head, script.make(Action::kBytes, Part::kBody, {}, text));
}

}  // namespace orbench::mock
