#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/params.h"
#include "harness/core/units.h"
#include "mock/behavior/latency.h"
#include "mock/router/terms.h"

namespace orbench::mock {

struct Provider {
  std::string name;  ///< as responses show it
  std::string slug;  ///< as requests name it
};

/// A price as the wire spells it (a decimal string, USD per token) and as money.
struct Price {
  std::string text;
  core::Usd per_token;
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
  LatencyProfile latency;
  Terms terms;
  Tier tier = Tier::kDefault;  ///< by its tag

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
