#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "harness/core/units.h"
#include "harness/run/request_shape.h"

namespace orbench::run {

/// The price list of an endpoint may hold overrides, for long prompts or for times of the day.
struct PriceSpan {
  core::Usd least;
  core::Usd most;
};

/// What one endpoint row of `GET /models/{author}/{slug}/endpoints` says about money.
struct PriceRow {
  std::string tag;  ///< `groq`, `parasail/bf16`
  std::int64_t context_length = 0;
  std::optional<std::int64_t> max_completion_tokens;
  bool obeys_max_tokens = false;  ///< it lists a cap on the output; one that does not drops it
  core::Usd input;                ///< the dearest per prompt token: plain, or written to a cache
  core::Usd output;               ///< the dearest per output token
  core::Usd request;              ///< per request
  PriceSpan prompt;               ///< plain, per token: what provider.max_price is held against
  PriceSpan completion;
};

/// False for a row that the request's own preferences surely keep away.
[[nodiscard]] bool is_reachable(const PriceRow& row, const RequestShape& shape);

/// Reads the reply's body. Prices are rounded up.
/// Errors: kParse for what is no such reply; kUnsupported for a row whose price is not known or
///         depends on where it leads (-1).
[[nodiscard]] core::Result<std::vector<PriceRow>> read_price_rows(std::string_view body);

/// The most that one request of a cell can cost, and what it is likely to: over every row that may
/// serve it, by the bytes of its body, since a token holds at least one.
/// Units:   USD, rounded up.
/// Threads: const, any thread.
class CostBound {
 public:
  /// Nothing can be charged.
  CostBound() = default;
  /// A bound that somebody else gives for any request.
  explicit CostBound(core::Usd fixed) { terms_.push_back({0, {}, {}, fixed, fixed}); }
  /// Of rows that a request of this shape may reach; those it rules out are left aside.
  /// Errors: kNotFound when it reaches none.
  static core::Result<CostBound> of(const std::vector<PriceRow>& rows, const RequestShape& shape);

  [[nodiscard]] core::Usd worst(std::size_t body_bytes) const;
  /// A quarter of the bytes in tokens, the whole answer, at the middle of the rows' prices.
  [[nodiscard]] core::Usd likely(std::size_t body_bytes) const;

 private:
  /// min(context, bytes + overhead) x input + fixed.
  struct Term {
    std::int64_t context = 0;
    std::int64_t overhead_tokens = 0;
    core::Usd input;
    core::Usd fixed;   ///< output, request fee, in the worst case
    core::Usd likely;  ///< the same as it will be
  };
  std::vector<Term> terms_;
};

}  // namespace orbench::run
