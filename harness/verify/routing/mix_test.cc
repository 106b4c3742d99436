#include "harness/verify/routing/mix_test.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/core/rng.h"

namespace orbench::verify::routing {
namespace {

constexpr double kRounding = 1e-9;

/// The Monte Carlo p of `as_far()`, drawn until ten draws were as far out (Besag and Clifford):
/// a p that is not small needs few draws.
template <class AsFar>
double monte_carlo_p(int draws, AsFar as_far) {
  constexpr int kEnough = 10;
  int hits = 0;
  for (int i = 1; i <= draws; ++i) {
    hits += as_far() ? 1 : 0;
    if (hits == kEnough) return static_cast<double>(hits) / i;
  }
  return (1.0 + hits) / (1.0 + draws);
}

using Counts = std::vector<double>;

/// x ln(x / expected), which is 0 where nothing was seen.
double g_term(double seen, double expected) {
  return seen > 0 && expected > 0 ? seen * std::log(seen / expected) : 0;
}

double sum(const Counts& counts) { return std::accumulate(counts.begin(), counts.end(), 0.0); }

double g_of(const Counts& a, const Counts& b) {
  const double n_a = sum(a);
  const double n_b = sum(b);
  double g = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double both = a[i] + b[i];
    g += g_term(a[i], both * n_a / (n_a + n_b)) + g_term(b[i], both * n_b / (n_a + n_b));
  }
  return 2 * g;
}

double distance(const Counts& a, const Counts& b) {
  double total = 0;
  for (std::size_t i = 0; i < a.size(); ++i) total += std::abs(a[i] / sum(a) - b[i] / sum(b));
  return total / 2;
}

/// One round with providers as numbers: the first `with` of them had the preference.
struct Round {
  std::vector<std::size_t> servers;
  std::size_t with = 0;
};

class Mixes {
 public:
  explicit Mixes(const std::vector<MixRound>& rounds) {
    for (const MixRound& round : rounds) {
      Round numbered;
      for (const std::string& name : round.with) numbered.servers.push_back(number(name));
      numbered.with = numbered.servers.size();
      for (const std::string& name : round.without) numbered.servers.push_back(number(name));
      rounds_.push_back(std::move(numbered));
    }
  }

  void count(Counts& with, Counts& without) const {
    with.assign(numbers_.size(), 0);
    without.assign(numbers_.size(), 0);
    for (const Round& round : rounds_) {
      for (std::size_t i = 0; i < round.servers.size(); ++i) {
        (i < round.with ? with : without)[round.servers[i]] += 1;
      }
    }
  }

  void shuffle(core::Rng& rng) {
    for (Round& round : rounds_) rng.shuffle(round.servers);
  }

 private:
  std::size_t number(const std::string& name) {
    return numbers_.try_emplace(name, numbers_.size()).first->second;
  }

  std::map<std::string, std::size_t> numbers_;
  std::vector<Round> rounds_;
};

}  // namespace

MixResult compare_mixes(const std::vector<MixRound>& rounds, const MixManner& manner) {
  Mixes mixes(rounds);
  Counts with;
  Counts without;
  mixes.count(with, without);
  MixResult result;
  result.with = static_cast<std::int64_t>(sum(with));
  result.without = static_cast<std::int64_t>(sum(without));
  if (result.with == 0 || result.without == 0) return result;

  const double slack =
      std::sqrt(std::log(1 / manner.bound_alpha) / 2 * (1 / sum(with) + 1 / sum(without)));
  result.distance_upper = std::min(1.0, distance(with, without) + slack);
  const double seen = g_of(with, without) - kRounding;
  core::Rng rng(manner.seed, "mix");
  result.p = monte_carlo_p(manner.permutations, [&] {
    mixes.shuffle(rng);
    mixes.count(with, without);
    return g_of(with, without) >= seen;
  });
  return result;
}

double fit_p(const std::vector<std::int64_t>& counts, const std::vector<double>& shares,
             std::uint64_t seed, int draws) {
  const std::int64_t n = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  const auto g_against = [&](const std::vector<std::int64_t>& seen) {
    double g = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      g += g_term(static_cast<double>(seen[i]), shares[i] * static_cast<double>(n));
    }
    return g;
  };
  const double seen = g_against(counts) - kRounding;
  core::Rng rng(seed, "fit");
  std::vector<std::int64_t> drawn(counts.size());
  return monte_carlo_p(draws, [&] {
    std::fill(drawn.begin(), drawn.end(), 0);
    for (std::int64_t k = 0; k < n; ++k) {
      double point = rng.uniform();
      std::size_t at = 0;
      while (at + 1 < shares.size() && point >= shares[at]) point -= shares[at++];
      drawn[at] += 1;
    }
    return g_against(drawn) >= seen;
  });
}

}  // namespace orbench::verify::routing
