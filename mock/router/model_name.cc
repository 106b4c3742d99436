#include "mock/router/model_name.h"

#include <algorithm>
#include <array>
#include <utility>

namespace orbench::mock {
namespace {

constexpr std::array<std::string_view, 3> kOnlyForTheModel = {"online", "thinking", "extended"};
constexpr std::string_view kLatest = "-latest";
constexpr std::string_view kAutoRouter = "openrouter/auto";
constexpr std::string_view kFreeRouter = "openrouter/free";

constexpr std::array<std::pair<std::string_view, Sort>, 3> kSorting = {
    {{"nitro", Sort::kThroughput}, {"floor", Sort::kPrice}, {"exacto", Sort::kExacto}}};

Sort sort_of(std::string_view suffix) {
  for (const auto& [name, sort] : kSorting) {
    if (name == suffix) return sort;
  }
  return Sort::kNone;
}

const Model* newest_of(const Catalog& catalog, std::string_view family) {
  const Model* newest = nullptr;
  for (const Model& model : catalog.models()) {
    const std::string_view id = model.id;
    if (id.substr(0, family.size()) != family || id.find(':') != std::string_view::npos) continue;
    if (newest == nullptr || model.created > newest->created) newest = &model;
  }
  return newest;
}

/// What the service's own routers pick; null for any other name.
const Model* picked_by(std::string_view router, const Catalog& catalog) {
  const bool free = router == kFreeRouter;
  if (!free && router != kAutoRouter) return nullptr;
  const Model* most_used = nullptr;
  for (const Model& model : catalog.models()) {
    if (!model.facts.puts_out("text") || model.id.ends_with(":free") != free) continue;
    if (most_used == nullptr || model.facts.weekly_tokens > most_used->facts.weekly_tokens) {
      most_used = &model;
    }
  }
  return most_used;
}

/// Takes the last suffix off into `found`; false for one that means nothing.
bool take_suffix(std::string_view& id, NamedModel& found) {
  const auto colon = id.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view suffix = id.substr(colon + 1);
  id = id.substr(0, colon);
  const Sort sort = sort_of(suffix);
  if (sort == Sort::kNone) {
    return std::find(kOnlyForTheModel.begin(), kOnlyForTheModel.end(), suffix) !=
           kOnlyForTheModel.end();
  }
  found.sort = sort;
  found.admits_priority = sort == Sort::kThroughput;
  found.admits_flex = sort == Sort::kPrice;
  return true;
}

}  // namespace

std::optional<NamedModel> find_named(const Catalog& catalog, std::string_view id) {
  NamedModel found;
  for (;;) {
    found.model = catalog.find_model(id);
    if (found.model != nullptr) return found;
    found.model = picked_by(id, catalog);
    if (found.model != nullptr) {
      found.strategy = id == kFreeRouter ? "free" : "auto";
      return found;
    }
    if (id.size() > kLatest.size() && id.front() == '~' && id.ends_with(kLatest)) {
      found.strategy = "latest";
      found.model = newest_of(catalog, id.substr(1, id.size() - 1 - kLatest.size()));
      if (found.model == nullptr) return std::nullopt;
      return found;
    }
    if (!take_suffix(id, found)) return std::nullopt;
  }
}

std::string without_routing_suffixes(std::string_view id) {
  auto colon = id.find(':');
  std::string plain(id.substr(0, colon));
  while (colon != std::string_view::npos) {
    const auto next = id.find(':', colon + 1);
    const auto length = next == std::string_view::npos ? next : next - colon;
    const std::string_view suffix = id.substr(colon, length);
    if (sort_of(suffix.substr(1)) == Sort::kNone) plain += suffix;
    colon = next;
  }
  return plain;
}

}  // namespace orbench::mock
