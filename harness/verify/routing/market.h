#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/verify/routing/asked.h"
#include "results/discovery.h"

namespace orbench::verify::routing {

enum class Tier : std::uint8_t { kDefault, kPriority, kFlex };

/// One endpoint as it stood before and after the run.
/// Lifetime: borrows the snapshots.
struct Listing {
  const results::EndpointRow* before = nullptr;
  const results::EndpointRow* after = nullptr;  ///< the same row when only one snapshot has it
  Tier tier = Tier::kDefault;
  bool steady = true;  ///< what preferences ask about did not change

  [[nodiscard]] const results::EndpointRow& row() const { return *before; }
  /// USD for a token of prompt and one of completion, which is how rankings weigh it.
  [[nodiscard]] double price() const;
};

using Listings = std::vector<const Listing*>;

/// Everything that could have served the run's requests.
/// Lifetime: borrows the Discovery.
class Market {
 public:
  Market() = default;
  explicit Market(const results::Discovery& discovery);
  // Listings are pointed at.
  Market(const Market&) = delete;
  Market& operator=(const Market&) = delete;
  Market(Market&&) = default;
  Market& operator=(Market&&) = default;

  [[nodiscard]] bool empty() const { return listings_.empty(); }
  [[nodiscard]] Listings of_model(std::string_view model) const;
  [[nodiscard]] const results::ModelRow* find_model(std::string_view id) const;
  /// The model asked for that a reply's `model` names: itself, its dated name, or none.
  [[nodiscard]] std::optional<std::string> resolve(std::string_view served,
                                                   const std::vector<std::string>& asked) const;

 private:
  std::vector<Listing> listings_;
  std::vector<results::ModelRow> models_;
};

[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b);
/// True when a slug of `order`, `only` or `ignore` names this endpoint: its whole tag, or the
/// provider's slug, which stands for every region and variant but for no tier.
/// Source: the API reference, section 2.2.
[[nodiscard]] bool slug_names(std::string_view slug, const Listing& listing);
[[nodiscard]] bool any_slug_names(const std::vector<std::string>& slugs, const Listing& listing);

}  // namespace orbench::verify::routing
