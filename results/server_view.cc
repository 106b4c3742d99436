#include "results/server_view.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace orbench::results {
namespace {

constexpr double kCostTolerance = 0.01;

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::optional<double> between_ms(core::Stamp from, core::Stamp to) {
  if (!from.is_set() || !to.is_set()) return std::nullopt;
  return core::to_ms(to.since_epoch() - from.since_epoch());
}

/// One figure on both sides, and what lies between.
struct BothSides {
  std::vector<double> client;
  std::vector<double> server;
  std::vector<double> share;

  void add(std::optional<double> here, std::optional<double> there) {
    if (!here || !there) return;
    client.push_back(*here);
    server.push_back(*there);
    share.push_back(*here - *there);
  }
};

/// A sum on both sides; true when both speak and disagree.
bool add_counts(std::optional<std::int64_t> here, std::optional<double> there, double& client,
                double& billed) {
  if (!here || !there) return false;
  client += static_cast<double>(*here);
  billed += *there;
  return static_cast<double>(*here) != *there;
}

class ProviderFold {
 public:
  explicit ProviderFold(std::string provider) { view_.provider = std::move(provider); }

  void add(const metrics::Sample& sample, const Generation& generation) {
    view_.requests += 1;
    ttft_.add(between_ms(sample.at.sent, sample.at.first_token()), generation.latency_ms);
    duration_.add(between_ms(sample.at.sent, sample.at.closed), generation.generation_ms);
    const bool prompt = add_counts(sample.usage.prompt_tokens, generation.prompt_tokens,
                                   view_.client_prompt_tokens, view_.billed_prompt_tokens);
    const bool output = add_counts(sample.usage.output_tokens, generation.output_tokens,
                                   view_.client_output_tokens, view_.billed_output_tokens);
    view_.tokens_differ += prompt || output ? 1 : 0;
    if (!sample.usage.cost || !generation.cost_usd) return;
    const double said = sample.usage.cost->dollars();
    view_.client_cost_usd += said;
    view_.billed_cost_usd += *generation.cost_usd;
    const bool apart = std::abs(said - *generation.cost_usd) > kCostTolerance * said;
    view_.cost_differs += apart ? 1 : 0;
  }

  [[nodiscard]] ServerView view() const {
    ServerView out = view_;
    out.client_ttft_ms = median(ttft_.client);
    out.server_latency_ms = median(ttft_.server);
    out.ttft_share_ms = median(ttft_.share);
    out.client_duration_ms = median(duration_.client);
    out.server_duration_ms = median(duration_.server);
    out.duration_share_ms = median(duration_.share);
    return out;
  }

 private:
  ServerView view_;
  BothSides ttft_;
  BothSides duration_;
};

}  // namespace

core::Result<std::vector<ServerView>> server_views(const Discovery& discovery,
                                                   const SampleSource& samples) {
  std::vector<ServerView> views;
  if (discovery.generations.empty()) return views;
  std::unordered_map<std::string, const Generation*> by_sample;
  for (const Generation& generation : discovery.generations) {
    by_sample[generation.sample] = &generation;
  }
  std::map<std::string, ProviderFold> folds;
  const auto read = samples.for_each([&](const metrics::Sample& sample) {
    const auto found = by_sample.find(sample_id(sample));
    if (found == by_sample.end()) return;
    const std::string& name = found->second->provider;
    folds.try_emplace(name, name).first->second.add(sample, *found->second);
  });
  if (!read) return tl::unexpected<core::Error>(read.error());
  for (const auto& [name, fold] : folds) views.push_back(fold.view());
  return views;
}

}  // namespace orbench::results
