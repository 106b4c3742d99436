#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace orbench::core {

/// A stable 64-bit hash of bytes (FNV-1a), the same on every machine; not for hostile keys.
[[nodiscard]] constexpr std::uint64_t stable_hash(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return hash;
}

/// The name of a stream of random numbers, as its hash: that of a constant is made by the compiler.
class StreamName {
 public:
  constexpr StreamName() : StreamName(std::string_view{}) {}
  constexpr StreamName(std::string_view name) : hash_(stable_hash(name)) {}
  constexpr StreamName(const char* name) : StreamName(std::string_view(name)) {}
  StreamName(const std::string& name) : StreamName(std::string_view(name)) {}
  [[nodiscard]] constexpr std::uint64_t hash() const { return hash_; }

 private:
  std::uint64_t hash_;
};

/// Seeded random numbers that are the same on every machine and standard library.
/// Streams are independent: key them by what they decide (`Rng(seed, "arrivals", workload)`), so
/// that one more draw in one place never shifts the draws of another.
/// Source: xoshiro256++ (Blackman, Vigna), state filled by splitmix64.
/// Threads: one thread per object.
class Rng {
 public:
  explicit Rng(std::uint64_t seed, StreamName stream = {}, std::uint64_t index = 0);

  [[nodiscard]] std::uint64_t next();
  /// Uniform in [0, 1), 53 bits.
  [[nodiscard]] double uniform();
  /// Uniform in 0 … bound-1 without modulo bias. REQUIRES: bound > 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);
  /// Exponential with mean 1.
  [[nodiscard]] double exponential();
  /// Standard normal (polar method; draws in pairs are not cached, so each call is independent).
  [[nodiscard]] double normal();
  /// Gamma with this shape and mean 1, so its variance is 1/shape. REQUIRES: shape > 0.
  [[nodiscard]] double gamma(double shape);

  /// Fisher-Yates over any random-access container.
  template <class Container>
  void shuffle(Container& items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      using std::swap;
      swap(items[i - 1], items[below(i)]);
    }
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace orbench::core
