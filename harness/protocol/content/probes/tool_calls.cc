#include <memory>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/content/answer_parts.h"
#include "harness/protocol/content/value_text.h"
#include "harness/protocol/content_probe.h"

namespace orbench::protocol {
namespace {

/// A reply without calls says nothing about their arguments.
class ToolCallsProbe final : public ContentProbe {
 public:
  [[nodiscard]] ProbeFinding look(const SeenReply& reply) const override {
    const auto calls = tool_calls_of(reply.endpoint, reply.body);
    for (const ToolCall& call : calls) {
      if (!is_object(call)) return {ProbeAnswer::kBroken, describe(call)};
    }
    return {calls.empty() ? ProbeAnswer::kNothing : ProbeAnswer::kHeld};
  }

 private:
  static bool is_object(const ToolCall& call) {
    if (call.arguments == nullptr) return false;
    if (!call.arguments->is_string()) return call.arguments->is_object();
    return parse_foreign_json(call.arguments->get_ref<const std::string&>()).is_object();
  }

  static std::string describe(const ToolCall& call) {
    return fmt::format("the arguments of \"{}\" are {}", call.name,
                       call.arguments == nullptr ? "missing" : value_text(*call.arguments));
  }
};

std::unique_ptr<ContentProbe> read(core::Params& params) {
  params.choice("tool_calls", "parse", {"parse"});
  return std::make_unique<ToolCallsProbe>();
}

}  // namespace

ContentProbeKind tool_calls_probe() {
  return {"tool_calls",
          R"("parse": the arguments of every tool call are a JSON object)",
          {"chat", "responses", "messages"},
          false,
          false,
          &read};
}

}  // namespace orbench::protocol
