#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/params.h"
#include "harness/core/units.h"

namespace orbench::mock {

/// How a limit counts.
enum class Counting : std::uint8_t {
  kBucket,         ///< fills at a rate up to its size; a request takes its weight out
  kFixedWindow,    ///< an amount in each window; the next window begins with nothing used
  kSlidingWindow,  ///< an amount in any span as long as the window
};

enum class Meter : std::uint8_t { kRequests, kTokens };

/// Who refuses, and so what the refusal looks like.
enum class LimitOwner : std::uint8_t {
  kPlatform,  ///< 429 with X-RateLimit headers
  kUpstream,  ///< a provider's 429, which the router passes over while others serve
  kEdge,      ///< 429 with a page of HTML, in front of everything
};

/// What a refusal says about when to come back.
enum class Hint : std::uint8_t { kAbsent, kTrue, kSometimes, kLying };

/// Which models a limit is about.
enum class ModelScope : std::uint8_t { kAll, kFree, kPaid };

/// A limit as configured: a value.
struct LimitRule {
  std::string name;  ///< as a refusal of the platform says it
  LimitOwner owner = LimitOwner::kPlatform;
  Counting counting = Counting::kBucket;
  Meter meter = Meter::kRequests;
  double amount = 0.0;      ///< the size of the bucket, or what a window holds
  double per_second = 0.0;  ///< what flows into a bucket
  core::Duration window{};  ///< its length
  bool on_grid = true;      ///< windows begin at multiples of their length since 1970, UTC; else
                            ///< with the first request after the one before has ended
  bool counts_refused = false;  ///< a refused request is counted like any other
  bool per_key = true;          ///< each key has its own count; else the account has one
  bool per_model = false;       ///< and so has each model
  ModelScope scope = ModelScope::kAll;
  std::vector<std::string> models;  ///< if not empty, only these
  std::string provider;             ///< of an upstream limit: by slug, tag or name; empty: each
  Hint headers = Hint::kTrue;       ///< X-RateLimit-*
  Hint retry_after = Hint::kAbsent;
  std::string advice;  ///< what the message ends with

  /// Whether the limit is about this model, as a request names it.
  [[nodiscard]] bool covers(std::string_view model) const;
};

/// Whether the id is that of a free variant: `author/model:free`.
[[nodiscard]] bool is_free_model(std::string_view id);

/// Reads `limits` of the configuration; mistakes go to the reader's diagnostics.
/// Source: the format is described in mock/catalog/README.md.
[[nodiscard]] std::vector<LimitRule> read_limits(core::Params& params);

/// The two limits on free models: 20 requests a minute and `per_day` a day, for the whole account.
/// Source: the API reference, section 4.3.
[[nodiscard]] std::vector<LimitRule> free_model_limits(std::int64_t per_day);

/// The least of credits ever bought, in USD, that lifts the day's quota, and both quotas.
inline constexpr double kHighBalanceUsd = 10.0;
inline constexpr std::int64_t kFreeRequestsADay = 50;
inline constexpr std::int64_t kFreeRequestsADayHighBalance = 1000;

}  // namespace orbench::mock
