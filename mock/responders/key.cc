#include <nlohmann/json.hpp>

#include "harness/api/fields.h"
#include "harness/api/paths.h"
#include "mock/error_reply.h"
#include "mock/responders/responder.h"

namespace orbench::mock {
namespace {

Script answer_key(const Call&) {
  const core::Json body = {
      {"data",
       {{"label", "mock key"},
        {"limit", nullptr},
        {"limit_remaining", nullptr},
        {"limit_reset", nullptr},
        {"usage", 0},
        {"usage_daily", 0},
        {"usage_weekly", 0},
        {"usage_monthly", 0},
        {"byok_usage", 0},
        {"include_byok_in_limit", false},
        {"is_free_tier", false},
        {"is_management_key", false},
        {"is_provisioning_key", false},
        {"expires_at", nullptr},
        {"creator_user_id", "user_mock"},
        {"rate_limit", {{"requests", -1}, {"interval", "10s"}, {"note", "legacy; ignore"}}}}}};
  return whole_script(200, api::fields::kJson, dumped(body));
}

}  // namespace

Responder key_responder() { return {"GET", api::paths::kKey, true, false, &answer_key}; }

}  // namespace orbench::mock
