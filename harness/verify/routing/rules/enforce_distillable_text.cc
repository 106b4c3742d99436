#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {

RuleKind enforce_distillable_text_rule() {
  RuleKind kind;
  kind.name = "enforce_distillable_text";
  kind.what = "row 19: only models that allow distillation";
  kind.sent = [](const Asked& asked) { return asked.distillable; };
  kind.allows = [](const Case& ground, const Listing& listing) -> std::optional<bool> {
    const results::ModelRow* model = ground.market.find_model(listing.row().model);
    if (model == nullptr) return std::nullopt;
    return model->distillable;
  };
  kind.make = [](const Case& ground) {
    return filter_rule(ground, "enforce_distillable_text", "of a model that allows distillation");
  };
  return kind;
}

}  // namespace orbench::verify::routing
