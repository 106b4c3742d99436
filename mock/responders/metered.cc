#include "mock/responders/metered.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "mock/responders/dispatch.h"
#include "mock/responders/text_request.h"

namespace orbench::mock {

tl::expected<Metered, Script> route_metered(const nlohmann::json& body, const Demand& demand,
                                            const Call& call) {
  auto dispatched = dispatch(read_routing(body), demand, call);
  if (!dispatched) return tl::unexpected(std::move(dispatched.error()));
  const Endpoint& endpoint = *dispatched->endpoint;
  return Metered{&endpoint, Pace(endpoint.latency, call.config.settings.seed, call.sequence),
                 std::move(dispatched->attempts)};
}

Cost note_work(const Work& work, const Metered& by, const Call& call) {
  const Endpoint& endpoint = *by.endpoint;
  const Cost cost = work.billed ? cost_of(endpoint, work.input_units, work.output_units) : Cost{};
  Served served;
  served.id = call.generation_id;
  served.api_type = work.api_type;
  served.endpoint = &endpoint;
  served.attempts = by.attempts;
  served.attempts.back().latency = work.first;
  served.streamed = work.streamed;
  served.prompt_tokens = work.input_units;
  served.completion_tokens = work.output_units;
  served.images = work.images;
  served.cost = cost.total();
  served.ttft = work.first;
  served.took = work.took;
  if (call.config.settings.log_content) {
    served.input = logged(call.request.body);
    served.output = logged(work.text);
  }
  call.state.serve(std::move(served));
  return cost;
}

Script metered_answer(std::string_view json, core::Duration delay, const Endpoint& endpoint,
                      const Call& call) {
  Script script = whole_script(200, api::fields::kJson, json, delay);
  identify(script, endpoint, call);
  return script;
}

}  // namespace orbench::mock
