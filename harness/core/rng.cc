#include "harness/core/rng.h"

#include <bit>
#include <cmath>

namespace orbench::core {
namespace {

std::uint64_t splitmix64(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

}  // namespace

Rng::Rng(std::uint64_t seed, StreamName stream, std::uint64_t index) {
  // Each key goes through a full mixing round of its own, so (1, 2) and (2, 1) share nothing.
  std::uint64_t state = seed;
  state = splitmix64(state) ^ stream.hash();
  state = splitmix64(state) ^ index;
  for (auto& word : state_) word = splitmix64(state);
}

std::uint64_t Rng::next() {
  const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
  const std::uint64_t t = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Rng::uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

std::uint64_t Rng::below(std::uint64_t bound) {
  // Values under 2^64 mod bound would be drawn once too often: refuse them.
  const std::uint64_t refused = (0 - bound) % bound;
  for (;;) {
    const std::uint64_t value = next();
    if (value >= refused) return value % bound;
  }
}

double Rng::exponential() { return -std::log1p(-uniform()); }

double Rng::normal() {
  for (;;) {
    const double x = 2.0 * uniform() - 1.0;
    const double y = 2.0 * uniform() - 1.0;
    const double s = x * x + y * y;
    if (s > 0.0 && s < 1.0) return x * std::sqrt(-2.0 * std::log(s) / s);
  }
}

double Rng::gamma(double shape) {
  // Marsaglia and Tsang's rejection wants a shape of at least 1; a smaller one is drawn one higher
  // and scaled back by a power of a uniform.
  const bool small = shape < 1.0;
  const double d = (small ? shape + 1.0 : shape) - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  const double boost = small ? std::pow(1.0 - uniform(), 1.0 / shape) : 1.0;
  for (;;) {
    const double x = normal();
    const double root = 1.0 + c * x;
    if (root <= 0.0) continue;
    const double v = root * root * root;
    const double u = 1.0 - uniform();
    // The first test is a cheap one that nearly always decides.
    if (u < 1.0 - 0.0331 * x * x * x * x ||
        std::log(u) < 0.5 * x * x + d * (1.0 - v + std::log(v))) {
      return d * v * boost / shape;
    }
  }
}

}  // namespace orbench::core
