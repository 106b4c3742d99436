#include "mock/error_reply.h"

#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/core/json_text.h"

namespace orbench::mock {

std::string error_body(int status, std::string_view message, const core::Json& metadata) {
  core::Json error = {{"code", status}, {"message", message}};
  if (!metadata.is_null()) error["metadata"] = metadata;
  return core::dumped({{"error", std::move(error)}});
}

std::string error_body(int status, std::string_view message) {
  return error_body(status, message, nullptr);
}

Script error_reply(int status, std::string_view message, const core::Json& metadata) {
  Script script = whole_script(status, api::fields::kJson, error_body(status, message, metadata));
  script.failed = true;
  return script;
}

Script error_reply(int status, std::string_view message) {
  return error_reply(status, message, nullptr);
}

}  // namespace orbench::mock
