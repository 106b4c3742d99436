#include "harness/protocol/api_request.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/suggestion.h"

namespace orbench::protocol {
namespace {

using core::Json;

constexpr std::array<std::string_view, 9> kKeys = {
    "operation", "method", "path", "arguments", "query", "body", "form", "take", "pause"};
constexpr std::string_view kPrepare = "prepare";
constexpr std::size_t kOwnOfPrepare = 2;  // of the keys, the last ones

class ApiRequest final : public RequestTemplate {
 public:
  ApiRequest(ApiPlan plan, std::string model) : plan_(std::move(plan)), model_(std::move(model)) {
    asked_.api = &plan_;
    asked_.prepares = !plan_.steps.empty();
  }

  void render(const RenderContext& context, core::HttpRequest& out) const override {
    const ApiCall& first = plan_.steps.empty() ? *plan_.call : *plan_.steps.front().call;
    first.render(context, {}, out);
  }
  [[nodiscard]] const Asked& asked() const override { return asked_; }
  [[nodiscard]] const std::string& model() const override { return model_; }
  [[nodiscard]] std::string operation() const override { return plan_.call->name(); }

 private:
  const ApiPlan plan_;
  std::string model_;
  Asked asked_;
};

/// Reports keys that a call does not have.
void check_keys(const RequestDraft& draft, bool prepares) {
  std::vector<std::string> known(kKeys.begin(), kKeys.end());
  if (!prepares) known.resize(known.size() - kOwnOfPrepare);
  if (!prepares) known.emplace_back(kPrepare);
  for (const auto& [key, value] : draft.body.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    draft.error(core::child_pointer(draft.pointer, key),
                fmt::format("unknown key \"{}\"{}", key, core::suggest(key, known)));
  }
}

void read_take(const RequestDraft& draft, ApiStep& step) {
  const Json* const take = object_at(draft, "take");
  if (take == nullptr) return;
  for (const auto& [name, pointer] : take->items()) {
    if (pointer.is_string() && pointer.get_ref<const std::string&>().starts_with('/')) {
      step.take.emplace_back(name, pointer.get<std::string>());
      continue;
    }
    draft.error(core::child_pointer(core::child_pointer(draft.pointer, "take"), name),
                "a value is taken by its JSON pointer, such as \"/data/id\"");
  }
}

/// `taken`: the names that are known by now; those that this step takes are added.
void read_step(const RequestDraft& draft, ApiPlan& plan, std::vector<std::string>& taken) {
  ApiStep step;
  if (!draft.body.is_object()) {
    return draft.error(draft.pointer, "a call that prepares another is an object");
  }
  check_keys(draft, true);
  read_take(draft, step);
  const auto pause = draft.body.find("pause");
  if (pause != draft.body.end() && !pause->is_boolean()) {
    draft.error(core::child_pointer(draft.pointer, "pause"), "`pause` must be true or false");
  }
  step.pause = pause != draft.body.end() && *pause == true;
  step.call = ApiCall::compile(draft, taken);
  for (const auto& [name, pointer] : step.take) taken.push_back(name);
  plan.steps.push_back(std::move(step));
}

void read_steps(const RequestDraft& draft, ApiPlan& plan, std::vector<std::string>& taken) {
  const auto given = draft.body.find(kPrepare);
  if (given == draft.body.end()) return;
  const std::string at = core::child_pointer(draft.pointer, kPrepare);
  if (!given->is_array()) return read_step(draft.part(*given, at), plan, taken);
  for (std::size_t i = 0; i < given->size(); ++i) {
    read_step(draft.part((*given)[i], core::child_pointer(at, i)), plan, taken);
  }
}

std::string model_of(const RequestDraft& draft) {
  const auto body = draft.body.find("body");
  if (body == draft.body.end() || !body->is_object()) return {};
  const auto model = body->find("model");
  return model != body->end() && model->is_string() ? model->get<std::string>() : "";
}

}  // namespace

std::unique_ptr<RequestTemplate> compile_api_request(const RequestDraft& draft) {
  const std::size_t errors_before = draft.diagnostics.errors().size();
  check_keys(draft, false);
  ApiPlan plan;
  std::vector<std::string> taken;
  read_steps(draft, plan, taken);
  plan.call = ApiCall::compile(draft, taken);
  if (draft.diagnostics.errors().size() > errors_before) return nullptr;
  plan.success = api::parse_shape(plan.call->operation().success);
  return std::make_unique<ApiRequest>(std::move(plan), model_of(draft));
}

}  // namespace orbench::protocol
