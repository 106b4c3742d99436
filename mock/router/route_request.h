#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mock/router/catalog.h"

namespace orbench::mock {

/// How `provider.sort` asks for the endpoints to be ordered.
enum class Sort : std::uint8_t { kNone, kPrice, kLatency, kThroughput, kExacto };

/// Whether all endpoints of the first model come before those of the next.
enum class Partition : std::uint8_t { kModel, kNone };

/// Bounds on p50, p75, p90 and p99; all that are given must hold.
using Cutoffs = std::array<std::optional<double>, 4>;

/// The most that may be paid: USD per million tokens, and per unit of the rest.
struct MaxPrice {
  std::optional<double> prompt;
  std::optional<double> completion;
  std::optional<double> request;
  std::optional<double> image;
  std::optional<double> audio;

  friend bool operator==(const MaxPrice&, const MaxPrice&) = default;
};

/// What the account demands of every request, whatever the request itself says.
struct AccountTerms {
  std::vector<std::string> only;  ///< empty: every provider
  std::vector<std::string> ignore;
  bool zdr = false;
  bool deny_data_collection = false;

  friend bool operator==(const AccountTerms&, const AccountTerms&) = default;
};

/// What the router does unasked. Only a rule broken on purpose switches one off.
struct Habits {
  bool weighs_price = true;        ///< draws by 1/price²; else evenly
  bool demotes_outages = true;     ///< unstable endpoints behind the stable ones
  bool reserves_tiers = true;      ///< tier endpoints serve only those who ask for the tier
  bool heeds_features = true;      ///< endpoints that support tools and formats, if any do
  bool heeds_tool_quality = true;  ///< requests with tools go to good tool callers first

  friend bool operator==(const Habits&, const Habits&) = default;
};

/// What a request says about where it may go. An empty list counts as not given.
/// Source: the API reference, sections 2.1 to 2.5.
struct RouteRequest {
  std::string model;                ///< with its suffixes, as the request spells it
  std::vector<std::string> models;  ///< tried after `model`, in order
  Partition partition = Partition::kModel;
  std::vector<std::string> order;
  std::vector<std::string> only;
  std::vector<std::string> ignore;
  bool allow_fallbacks = true;
  Sort sort = Sort::kNone;
  bool require_parameters = false;
  std::vector<std::string> parameters;  ///< those sent, as `supported_parameters` calls them
  bool deny_data_collection = false;
  bool zdr = false;
  bool enforce_distillable_text = false;
  std::vector<std::string> quantizations;
  MaxPrice max_price;
  Cutoffs preferred_min_throughput;  ///< tokens a second
  Cutoffs preferred_max_latency;     ///< seconds
  std::string service_tier;          ///< `priority` and `flex` matter, and `default` forbids both
  bool admits_priority = false;      ///< by `:nitro`
  bool admits_flex = false;          ///< by `:floor`
  bool cuts_overflow = false;        ///< too long for every context, the answer ends by length
  bool has_images = false;           ///< pictures in the prompt
  std::int64_t prompt_tokens = 0;
  std::optional<std::int64_t> max_tokens;
  std::string session_id;
  const Endpoint* sticks_to = nullptr;  ///< what served this conversation last
  AccountTerms account;
  Habits habits;

  friend bool operator==(const RouteRequest&, const RouteRequest&) = default;
};

}  // namespace orbench::mock
