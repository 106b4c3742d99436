#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What the routing part of a report shows besides verdicts, as plain data.
namespace orbench::results {

/// How an own measurement stands to what the API publishes.
enum class Agreement : std::uint8_t { kAgrees, kDiffers, kCannotTell };
[[nodiscard]] std::string_view to_string(Agreement agreement);
[[nodiscard]] std::optional<Agreement> agreement_from_name(std::string_view name);

/// One quantile of one provider, measured and published. Of throughput, pQ is what Q % of requests
/// reach at least, on both sides.
struct PublishedFigure {
  std::string model;
  std::string provider;
  std::string metric;  ///< `ttft` in ms, `output_tps` in tokens a second
  double q = 50;
  std::optional<double> measured;
  std::optional<double> lo;  ///< 95 % interval
  std::optional<double> hi;
  std::optional<double> published_least;  ///< over the snapshots of the run
  std::optional<double> published_most;
  Agreement agreement = Agreement::kCannotTell;
  std::string reason;  ///< why it cannot be told; empty otherwise
};

/// The same requests of one provider as the client measured them and as `/generation` tells of
/// them. What lies between both is the router's and the network's share.
struct ServerView {
  std::string provider;
  std::int64_t requests = 0;  ///< that both sides know
  /// Medians over these requests, ms. The difference is the median of each request's own.
  std::optional<double> client_ttft_ms;
  std::optional<double> server_latency_ms;
  std::optional<double> ttft_share_ms;
  std::optional<double> client_duration_ms;
  std::optional<double> server_duration_ms;
  std::optional<double> duration_share_ms;
  /// Sums over these requests: as the replies said, and as billed.
  double client_prompt_tokens = 0;
  double billed_prompt_tokens = 0;
  double client_output_tokens = 0;
  double billed_output_tokens = 0;
  double client_cost_usd = 0;
  double billed_cost_usd = 0;
  std::int64_t tokens_differ = 0;  ///< requests whose token counts disagree
  std::int64_t cost_differs = 0;   ///< requests whose cost disagrees by more than 1 %
};

}  // namespace orbench::results
