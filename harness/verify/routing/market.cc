#include "harness/verify/routing/market.h"

#include <algorithm>
#include <cctype>

namespace orbench::verify::routing {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

Tier tier_of(std::string_view tag) {
  if (tag.ends_with("/priority")) return Tier::kPriority;
  return tag.ends_with("/flex") ? Tier::kFlex : Tier::kDefault;
}

bool same_terms(const results::EndpointRow& a, const results::EndpointRow& b) {
  return a.quantization == b.quantization && a.prices == b.prices && a.zdr == b.zdr &&
         a.status == b.status && a.max_completion_tokens == b.max_completion_tokens &&
         a.supported_parameters == b.supported_parameters;
}

/// A dated name: the id, a dash, and digits.
bool is_dated(std::string_view served, std::string_view id) {
  if (!served.starts_with(id) || served.size() <= id.size() + 1) return false;
  return served[id.size()] == '-' &&
         std::isdigit(static_cast<unsigned char>(served[id.size() + 1]));
}

bool names_model(std::string_view served, const std::string& id, const results::ModelRow* row) {
  if (equal_ignoring_case(served, id) || is_dated(served, id)) return true;
  return row != nullptr && !row->canonical_slug.empty() &&
         equal_ignoring_case(served, row->canonical_slug);
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool slug_names(std::string_view slug, const Listing& listing) {
  const std::string_view tag = listing.row().tag;
  if (equal_ignoring_case(slug, tag)) return true;
  return listing.tier == Tier::kDefault && equal_ignoring_case(slug, tag.substr(0, tag.find('/')));
}

bool any_slug_names(const std::vector<std::string>& slugs, const Listing& listing) {
  return std::any_of(slugs.begin(), slugs.end(),
                     [&](const std::string& slug) { return slug_names(slug, listing); });
}

double Listing::price() const {
  double sum = 0;
  for (const char* unit : {"prompt", "completion"}) {
    const auto found = row().prices.find(unit);
    if (found != row().prices.end()) sum += found->second;
  }
  return sum;
}

Market::Market(const results::Discovery& discovery) {
  if (discovery.snapshots.empty()) return;
  models_ = discovery.snapshots.front().models;
  const auto same_endpoint = [](const Listing& listing, const results::EndpointRow& row) {
    return listing.row().model == row.model && listing.row().tag == row.tag;
  };
  for (const results::Snapshot& snapshot : discovery.snapshots) {
    for (const results::EndpointRow& row : snapshot.endpoints) {
      const auto known = std::find_if(listings_.begin(), listings_.end(),
                                      [&](const Listing& one) { return same_endpoint(one, row); });
      if (known == listings_.end()) {
        // One that came later was not there all the time.
        const bool from_the_start = &snapshot == &discovery.snapshots.front();
        listings_.push_back({&row, &row, tier_of(row.tag), from_the_start});
      } else {
        known->after = &row;
        known->steady = known->steady && same_terms(known->row(), row);
      }
    }
    for (Listing& listing : listings_) {
      const bool gone = std::none_of(
          snapshot.endpoints.begin(), snapshot.endpoints.end(),
          [&](const results::EndpointRow& row) { return same_endpoint(listing, row); });
      if (gone) listing.steady = false;
    }
  }
}

Listings Market::of_model(std::string_view model) const {
  Listings out;
  for (const Listing& listing : listings_) {
    if (equal_ignoring_case(listing.row().model, model)) out.push_back(&listing);
  }
  return out;
}

const results::ModelRow* Market::find_model(std::string_view id) const {
  const auto found = std::find_if(
      models_.begin(), models_.end(),
      [&](const results::ModelRow& model) { return equal_ignoring_case(model.id, id); });
  return found == models_.end() ? nullptr : &*found;
}

std::optional<std::string> Market::resolve(std::string_view served,
                                           const std::vector<std::string>& asked) const {
  const auto found = std::find_if(asked.begin(), asked.end(), [&](const std::string& id) {
    return names_model(served, id, find_model(id));
  });
  if (found == asked.end()) return std::nullopt;
  return *found;
}

}  // namespace orbench::verify::routing
