#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/content_probe.h"

namespace orbench::protocol {
namespace {

class FinishReasonProbe final : public ContentProbe {
 public:
  explicit FinishReasonProbe(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

  [[nodiscard]] ProbeFinding look(const SeenReply& reply) const override {
    const bool known =
        std::find(allowed_.begin(), allowed_.end(), reply.finish_reason) != allowed_.end();
    if (known) return {};
    if (reply.finish_reason.empty()) return {ProbeAnswer::kBroken, "no finish reason"};
    return {ProbeAnswer::kBroken, fmt::format("finish reason \"{}\"", reply.finish_reason)};
  }

 private:
  std::vector<std::string> allowed_;
};

std::unique_ptr<ContentProbe> read(core::Params& params) {
  constexpr const char* kKey = "finish_reason";
  std::vector<std::string> allowed;
  std::string wrong;  // the place of what is no reason
  const auto take = [&](const core::Json& value, const std::string& pointer) {
    if (value.is_string()) {
      allowed.push_back(value.get<std::string>());
    } else if (wrong.empty()) {
      wrong = pointer;
    }
  };
  const core::Json& value = *params.raw(kKey);
  const std::string own_place = core::child_pointer(params.pointer(), kKey);
  if (value.is_array()) {
    params.array(kKey, take);
  } else {
    take(value, own_place);
  }
  if (allowed.empty() && wrong.empty()) wrong = own_place;
  if (wrong.empty()) return std::make_unique<FinishReasonProbe>(std::move(allowed));
  params.diagnostics().error(core::ErrorCode::kInvalidArgument,
                             R"(expected a finish reason such as "stop", or a list of them)",
                             params.source().locate(wrong));
  return nullptr;
}

}  // namespace

ContentProbeKind finish_reason_probe() {
  return {"finish_reason",
          "why the answer ended: one reason, or a list of which one is given",
          {"chat", "responses", "messages"},
          false,
          false,
          &read};
}

}  // namespace orbench::protocol
