#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "mock/responders/responder.h"
#include "mock/router/route_request.h"

namespace orbench::mock {

/// What a request asks a model for. In the units that the model charges, limits on tokens weigh it
/// and it is what the request holds of the balance.
struct Demand {
  std::string_view modality;  ///< what the model must put out: `text`, `image`, …
  std::int64_t input = 0;
  std::optional<std::int64_t> output{};  ///< at most; absent: as much as the model's answers have
};

/// 402 when the balance is negative or the key has spent its limit, 429 when a limit of the
/// platform is reached; else the request is counted. `model` is what its name stands for.
/// Source: the API reference, sections 4.3 and 4.4.
[[nodiscard]] std::optional<Script> refuse_admission(const Model& model, const Demand& demand,
                                                     const Call& call);

/// 402 when the account cannot pay what the request may cost at this endpoint, or, with an
/// in-flight budget, not beside the requests that are running; else that much is reserved.
[[nodiscard]] std::optional<Script> refuse_unpaid(const Endpoint& endpoint, const Demand& demand,
                                                  const Call& call);

/// The limits of providers, while one request looks for somebody to serve it.
class UpstreamLimits {
 public:
  UpstreamLimits(const Demand& demand, const Call& call) : demand_(demand), call_(call) {}

  /// Whether the endpoint takes the request, which is then counted.
  [[nodiscard]] bool take(const Endpoint& endpoint);
  /// The refusal of the last endpoint that did not; Retry-After only when all of them said it.
  [[nodiscard]] Script refusal(const Endpoint& endpoint) const;

 private:
  Demand demand_;
  const Call& call_;
  std::vector<std::optional<std::int64_t>> hints_;  // of each refusal: seconds
};

/// 429 of the edge, when a limit of its own is reached; else the request is counted.
[[nodiscard]] std::optional<Script> refuse_at_edge(const Config& config, State& state,
                                                   std::uint64_t sequence);

}  // namespace orbench::mock
