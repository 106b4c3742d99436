#include "mock/router/terms.h"

namespace orbench::mock {
Terms read_terms(core::Params& endpoint, Terms terms) {
  endpoint.object("terms", [&](core::Params& params) {
    terms.zdr = params.flag("zdr", terms.zdr);
    terms.collects_data = params.flag("collects_data", terms.collects_data);
    terms.distillable = params.flag("distillable", terms.distillable);
    terms.byok = params.flag("byok", terms.byok);
    terms.tool_quality = params.number("tool_quality", terms.tool_quality, {0.0, 1.0, false});
    terms.images = params.flag("images", terms.images);
    if (terms.zdr && terms.collects_data) {
      params.error("zdr", "contradicts \"collects_data\"; an endpoint that keeps nothing has none");
    }
  });
  return terms;
}

std::string_view tier_name(Tier tier) {
  if (tier == Tier::kPriority) return "priority";
  return tier == Tier::kFlex ? "flex" : "default";
}

Tier tier_of(std::string_view tag) {
  const std::string_view last = tag.substr(tag.rfind('/') + 1);
  if (last == tag) return Tier::kDefault;
  if (last == "priority") return Tier::kPriority;
  return last == "flex" ? Tier::kFlex : Tier::kDefault;
}

}  // namespace orbench::mock
