#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/content/answer_parts.h"
#include "harness/protocol/content/asked_format.h"
#include "harness/protocol/content/value_text.h"
#include "harness/protocol/content_probe.h"

namespace orbench::protocol {
namespace {

/// An answer that only calls tools is in no format.
class ResponseFormatProbe final : public ContentProbe {
 public:
  [[nodiscard]] ProbeFinding look(const SeenReply& reply) const override {
    if (reply.format == nullptr) return {ProbeAnswer::kNothing};
    const std::vector<std::string> texts = texts_of(reply.endpoint, reply.body);
    for (const std::string& text : texts) {
      std::string offence = offence_of(text, *reply.format);
      if (!offence.empty()) return {ProbeAnswer::kBroken, std::move(offence)};
    }
    if (!texts.empty()) return {};
    if (!tool_calls_of(reply.endpoint, reply.body).empty()) return {ProbeAnswer::kNothing};
    return {ProbeAnswer::kBroken, "the reply holds no text"};
  }

 private:
  static std::string offence_of(const std::string& text, const AskedFormat& format) {
    const ForeignJson answer = parse_foreign_json(text);
    if (answer.is_discarded()) {
      return fmt::format("the answer is no JSON: {}", value_text(ForeignJson(text)));
    }
    if (format.schema != nullptr) return format.schema->offence(answer);
    return answer.is_object() ? "" : fmt::format("the answer is {}", value_text(answer));
  }
};

std::unique_ptr<ContentProbe> read(core::Params& params) {
  params.choice("response_format", "honoured", {"honoured"});
  return std::make_unique<ResponseFormatProbe>();
}

}  // namespace

ContentProbeKind response_format_probe() {
  return {"response_format",
          R"("honoured": the answer has the format, and fits the schema, that its request names)",
          {"chat", "responses", "messages"},
          false,
          true,
          &read};
}

}  // namespace orbench::protocol
