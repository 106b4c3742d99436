#include <algorithm>

#include "harness/verify/routing/graded_rule.h"

namespace orbench::verify::routing {
namespace {

constexpr std::string_view kStep = "Filter by Data Policy";

/// What is sent to a free model pays for it: the one thing that is known without asking the router,
/// whose own account of its filter a router that ignores the preference may forge.
/// Source: the API reference, section 2.7.
bool is_free(const results::EndpointRow& row) { return row.model.ends_with(":free"); }

bool removes(const results::Probe& probe, const std::string& tag) {
  return std::any_of(
      probe.removed.begin(), probe.removed.end(), [&](const results::Removal& removal) {
        return removal.step == kStep &&
               std::find(removal.tags.begin(), removal.tags.end(), tag) != removal.tags.end();
      });
}

}  // namespace

RuleKind data_collection_rule() {
  RuleKind kind;
  kind.name = "data_collection";
  kind.what =
      "row 18: with deny, no free model, and no endpoint that the free probe reports removed";
  kind.sent = [](const Asked& asked) { return asked.deny_collection; };
  kind.allows = [](const Case& ground, const Listing& listing) -> std::optional<bool> {
    if (is_free(listing.row())) return false;
    const results::Probe* probe = ground.probe_of("data_collection");
    if (probe == nullptr) return std::nullopt;
    return !removes(*probe, listing.row().tag);
  };
  kind.make = [](const Case& ground) {
    return filter_rule(ground, "data_collection", "not removed by the data policy");
  };
  return kind;
}

}  // namespace orbench::verify::routing
