#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "harness/core/result.h"
#include "mock/behavior/latency.h"
#include "mock/responders/admission.h"
#include "mock/responders/cost.h"
#include "mock/responders/responder.h"

namespace orbench::mock {

/// A request that is not answered in words, once somebody serves it.
struct Metered {
  const Endpoint* endpoint = nullptr;
  Pace pace;
  std::vector<Attempt> attempts;
};

/// Reads the model and the preferences, and routes; or the answer that refuses.
[[nodiscard]] tl::expected<Metered, Script> route_metered(const nlohmann::json& body,
                                                          const Demand& demand, const Call& call);

/// What a metered request came to, in the units its endpoint charges.
struct Work {
  std::string_view api_type;
  std::int64_t input_units = 0;
  std::int64_t output_units = 0;
  std::int64_t images = 0;
  bool streamed = false;
  std::string text{};      ///< of the answer, if it has any
  core::Duration first{};  ///< from dispatch to the first piece of the answer
  core::Duration took{};   ///< from dispatch to the last
  bool billed = true;      ///< what fails before it is delivered costs nothing
};

/// Takes the request down, and gives what it costs.
Cost note_work(const Work& work, const Metered& by, const Call& call);

/// A whole JSON answer of an endpoint, `delay` after the request.
[[nodiscard]] Script metered_answer(std::string_view json, core::Duration delay,
                                    const Endpoint& endpoint, const Call& call);

}  // namespace orbench::mock
