#include "mock/responders/cost.h"

#include <limits>

namespace orbench::mock {
namespace {

core::Usd times(core::Usd price, std::int64_t units) {
  std::int64_t pico = 0;
  if (__builtin_mul_overflow(price.pico(), units, &pico)) {
    pico = std::numeric_limits<std::int64_t>::max();
  }
  return core::Usd::from_pico(pico);
}

}  // namespace

Cost cost_of(const Endpoint& endpoint, std::int64_t input_units, std::int64_t output_units) {
  return {times(endpoint.prompt_price.per_token, input_units),
          times(endpoint.completion_price.per_token, output_units)};
}

}  // namespace orbench::mock
