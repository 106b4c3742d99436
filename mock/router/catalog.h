#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/core/params.h"
#include "harness/core/units.h"
#include "mock/behavior/latency.h"
#include "mock/router/terms.h"

namespace orbench::mock {

struct Provider {
  std::string name;          ///< as responses show it
  std::string slug;          ///< as requests name it
  std::string headquarters;  ///< a country's two letters; empty: not known
  std::vector<std::string> datacenters;
  bool trains = false;                         ///< on what it is sent
  std::optional<std::int64_t> retention_days;  ///< it keeps what it is sent; empty: it does not say

  [[nodiscard]] bool zero_retention() const { return !trains && retention_days == 0; }
};

/// A price as the wire spells it (a decimal string, USD per token) and as money.
struct Price {
  std::string text;
  core::Usd per_token;
};

/// What discovery tells of a model beside its size and price; the mock acts on none of it.
struct ModelFacts {
  std::vector<std::string> input_modalities{"text"};
  std::vector<std::string> output_modalities{"text"};
  bool tells_input = false;             ///< they were told; else the model takes anything
  bool tells_output = false;            ///< likewise; else it does any kind of work
  std::string family = "Other";         ///< of tokenizers: what `arch` filters by
  std::vector<std::string> categories;  ///< what it is used for
  std::vector<std::string> voices;
  std::string knowledge_cutoff;        ///< a date; empty: none told
  bool distillable = true;             ///< its author allows training on its answers
  std::int64_t weekly_tokens = 0;      ///< what it served last week: its popularity
  std::optional<double> intelligence;  ///< scores on benchmarks
  std::optional<double> coding;
  std::optional<double> agentic;
  std::optional<double> design_elo;

  [[nodiscard]] bool takes(std::string_view modality) const;
  [[nodiscard]] bool puts_out(std::string_view modality) const;
};

struct Model {
  std::string id;  ///< `author/slug`
  std::string name;
  std::string description;
  std::int64_t created = 0;  ///< seconds since 1970
  std::int64_t context_length = 0;
  double reasoning_share = 0.0;  ///< of the completion tokens; 0: the model does not reason
  double median_tokens = 0.0;    ///< completion length without max_tokens
  double tokens_sigma = 0.0;     ///< lognormal, as Delay::sigma
  ModelFacts facts;

  [[nodiscard]] std::string_view author() const {
    return std::string_view(id).substr(0, id.find('/'));
  }
};

/// One row of `GET /models/{author}/{slug}/endpoints`: a model at a provider.
struct Endpoint {
  std::string model_id;
  std::string provider_name;
  std::string tag;  ///< `slug` or `slug/variant`
  std::string quantization;
  std::int64_t context_length = 0;
  std::optional<std::int64_t> max_completion_tokens;
  Price prompt_price;
  Price completion_price;
  std::vector<std::string> supported_parameters;
  double uptime_percent = 100.0;
  std::string region;                                       ///< `eu`, `us`; empty: anywhere
  std::vector<std::pair<std::string, Price>> other_prices;  ///< such as `input_cache_read`
  LatencyProfile latency;
  std::int64_t servers = 0;  ///< requests it serves at a time, others queue; 0: without limit
  Terms terms;
  Tier tier = Tier::kDefault;  ///< by its tag

  /// One of other_prices; zero when it is not told.
  [[nodiscard]] core::Usd other_price(std::string_view key) const;
  /// What the default ranking weighs: prompt and completion together.
  [[nodiscard]] core::Usd price() const {
    return prompt_price.per_token + completion_price.per_token;
  }
};

/// The models that exist, who serves them, and how well.
/// Lifetime: routes and scripts borrow from it, so it stays put while a server runs.
class Catalog {
 public:
  /// Reads `providers`, `models` and `endpoints`; mistakes go to the reader's diagnostics.
  /// The format is described in mock/catalog/README.md.
  void read(core::Params& params);

  [[nodiscard]] const std::vector<Provider>& providers() const { return providers_; }
  [[nodiscard]] const std::vector<Model>& models() const { return models_; }
  [[nodiscard]] const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  /// Null when unknown.
  [[nodiscard]] const Model* find_model(std::string_view id) const;
  [[nodiscard]] const Provider* find_provider(std::string_view slug) const;
  /// In catalog order.
  [[nodiscard]] std::vector<const Endpoint*> endpoints_of(std::string_view model_id) const;

 private:
  void read_provider(core::Params& params);
  void read_model(core::Params& params);
  void read_endpoint(core::Params& params);

  std::vector<Provider> providers_;
  std::vector<Model> models_;
  std::vector<Endpoint> endpoints_;
};

}  // namespace orbench::mock
