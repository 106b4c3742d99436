#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/protocol/content/json_pointer.h"
#include "harness/protocol/content/json_type.h"
#include "harness/protocol/content/pattern.h"
#include "harness/protocol/content/value_text.h"
#include "harness/protocol/content_probe.h"

namespace orbench::protocol {
namespace {

/// What a value must be like; exactly one of them is set.
struct Demand {
  std::unique_ptr<const ForeignJson> equals;
  std::optional<Pattern> matches;
  std::string type;
};

class PointerProbe final : public ContentProbe {
 public:
  PointerProbe(std::string text, JsonPointer pointer, Demand demand)
      : text_(std::move(text)), pointer_(std::move(pointer)), demand_(std::move(demand)) {}

  [[nodiscard]] ProbeFinding look(const SeenReply& reply) const override {
    if (reply.body.is_discarded()) return {ProbeAnswer::kBroken, "the reply is no JSON"};
    const ForeignJson* const value = pointer_.find_in(reply.body);
    if (value == nullptr) {
      return {ProbeAnswer::kBroken, fmt::format("nothing stands at {}", text_)};
    }
    const std::string found = fmt::format("{} is {}", text_, value_text(*value));
    if (demand_.matches) return match(*value, found);
    const bool held =
        demand_.equals != nullptr ? *value == *demand_.equals : has_json_type(*value, demand_.type);
    if (held) return {};
    return {ProbeAnswer::kBroken, found};
  }

 private:
  [[nodiscard]] ProbeFinding match(const ForeignJson& value, const std::string& found) const {
    if (!value.is_string()) return {ProbeAnswer::kBroken, found};
    const auto matches = demand_.matches->occurs_in(value.get_ref<const std::string&>());
    if (matches == true) return {};
    return {ProbeAnswer::kBroken,
            matches ? found : found + ", too long to be held against the pattern"};
  }

  std::string text_;
  JsonPointer pointer_;
  Demand demand_;
};

/// Nothing when a mistake was reported.
std::optional<Demand> read_demand(core::Params& params) {
  Demand demand;
  int demands = 0;
  if (const core::Json* const value = params.raw("equals")) {
    demand.equals = std::make_unique<const ForeignJson>(*value);
    ++demands;
  }
  if (params.has("type")) {
    demand.type = params.choice("type", json_types().front(), json_types());
    ++demands;
  }
  if (params.has("matches")) {
    ++demands;
    const std::string text = params.required_text("matches");
    auto pattern = Pattern::compile(text);
    if (!pattern) {
      params.error("matches", pattern.error().message);
      return std::nullopt;
    }
    demand.matches = *std::move(pattern);
  }
  if (demands == 1) return demand;
  params.error("", R"(beside "pointer" goes one of "equals", "matches" and "type")");
  return std::nullopt;
}

std::unique_ptr<ContentProbe> read(core::Params& params) {
  const std::string text = params.required_text("pointer");
  auto pointer = JsonPointer::parse(text);
  if (!pointer) params.error("pointer", pointer.error().message);
  auto demand = read_demand(params);
  if (!pointer || !demand) return nullptr;
  return std::make_unique<PointerProbe>(text.empty() ? "the reply" : text, *std::move(pointer),
                                        *std::move(demand));
}

}  // namespace

ContentProbeKind pointer_probe() {
  return {
      "pointer",
      R"(a value by JSON pointer: "equals" a value, "matches" a pattern, has a "type")",
      {"chat", "responses", "messages", "embeddings", "rerank", "images", "transcription", "api"},
      false,
      false,
      &read};
}

}  // namespace orbench::protocol
