#include "mock/router/catalog.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/core/suggestion.h"

namespace orbench::mock {
namespace {

constexpr std::array<std::string_view, 8> kOtherPrices = {
    "request",           "image",      "audio",       "internal_reasoning", "input_cache_read",
    "input_cache_write", "web_search", "image_output"};
constexpr double kLargestSigma = 3.0;
constexpr double kMostServers = 100'000;
constexpr double kLongestRetentionDays = 36500.0;
constexpr double kDearestToken = 1.0;  // USD; above it the price was surely meant per million

Delay read_delay(core::Params& params, std::string_view key) {
  Delay delay;
  const bool present = params.object(key, [&](core::Params& shape) {
    if (shape.has("fixed_ms")) {
      delay.median = shape.duration("fixed_ms", {});
      return;
    }
    if (!shape.has("median_ms")) {
      shape.error({}, R"(needs "fixed_ms", or "median_ms" with "sigma")");
    }
    delay.median = shape.duration("median_ms", {});
    delay.sigma = shape.number("sigma", 0.0, {0.0, kLargestSigma, false});
  });
  if (!present) params.error(key, "is missing; give {\"fixed_ms\": 40}");
  return delay;
}

Price read_price(core::Params& params, std::string_view key) {
  Price price{params.required_text(key), {}};
  char* end = nullptr;
  const double dollars = std::strtod(price.text.c_str(), &end);
  const bool whole = !price.text.empty() && *end == '\0';
  if (!price.text.empty() && (!whole || !(dollars >= 0.0 && dollars <= kDearestToken))) {
    params.error(key,
                 fmt::format("\"{}\" is no price; give USD per token as a decimal string, such "
                             "as \"0.0000002\"",
                             price.text));
  }
  price.per_token = whole ? core::Usd::from_dollars(dollars) : core::Usd{};
  return price;
}

std::vector<std::string> read_texts(core::Params& params, std::string_view key) {
  std::vector<std::string> texts;
  params.array(key, [&](const core::Json& element, const std::string& pointer) {
    if (element.is_string()) {
      texts.push_back(element.get_ref<const std::string&>());
    } else {
      params.diagnostics().error(core::ErrorCode::kInvalidArgument, "expected a string",
                                 params.source().locate(pointer));
    }
  });
  return texts;
}

template <class Item, class Project>
std::vector<std::string> names_of(const std::vector<Item>& items, Project project) {
  std::vector<std::string> names;
  names.reserve(items.size());
  for (const Item& item : items) names.push_back(project(item));
  return names;
}

/// A list of words from a fixed set.
std::vector<std::string> read_words(core::Params& params, std::string_view key,
                                    std::vector<std::string> fallback,
                                    const std::vector<std::string>& words) {
  if (!params.has(key)) return fallback;
  std::vector<std::string> found = read_texts(params, key);
  for (const std::string& word : found) {
    if (std::find(words.begin(), words.end(), word) != words.end()) continue;
    params.error(key, fmt::format("\"{}\" is not known{}", word, core::suggest(word, words)));
  }
  if (found.empty()) params.error(key, "must name at least one");
  return found;
}

ModelFacts read_facts(core::Params& params) {
  static const std::vector<std::string> inputs = {"text", "image", "audio", "video", "file"};
  static const std::vector<std::string> outputs = {"text",   "image", "embeddings",    "rerank",
                                                   "speech", "audio", "transcription", "video"};
  ModelFacts facts;
  facts.input_modalities =
      read_words(params, "input_modalities", std::move(facts.input_modalities), inputs);
  facts.tells_input = params.has("input_modalities");
  facts.tells_output = params.has("output_modalities");
  facts.output_modalities =
      read_words(params, "output_modalities", std::move(facts.output_modalities), outputs);
  facts.family = params.text("family", std::move(facts.family));
  facts.categories = read_texts(params, "categories");
  facts.voices = read_texts(params, "voices");
  facts.knowledge_cutoff = params.text("knowledge_cutoff", {});
  facts.distillable = params.flag("distillable", true);
  facts.weekly_tokens = params.integer("weekly_tokens", 0, core::Bounds::non_negative());
  params.object("scores", [&](core::Params& scores) {
    const core::Bounds percent{0.0, 100.0, false};
    facts.intelligence = scores.optional_number("intelligence", percent);
    facts.coding = scores.optional_number("coding", percent);
    facts.agentic = scores.optional_number("agentic", percent);
    facts.design_elo = scores.optional_number("design_elo", {0.0, 4000.0, false});
  });
  return facts;
}

/// Reports a reference to a name that is not in the list.
void require_known(core::Params& params, std::string_view key, const std::string& name,
                   const std::vector<std::string>& known) {
  if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) return;
  params.error(
      key, fmt::format("\"{}\" is not listed in this catalog{}", name, core::suggest(name, known)));
}

void require_new(core::Params& params, std::string_view key, const std::string& name,
                 const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), name) == known.end()) return;
  params.error(key, fmt::format("\"{}\" is listed twice; each must be unique", name));
}

}  // namespace

void Catalog::read_provider(core::Params& params) {
  Provider provider;
  provider.name = params.required_text("name");
  provider.slug = params.required_text("slug");
  require_new(params, "slug", provider.slug,
              names_of(providers_, [](const Provider& p) { return p.slug; }));
  if (provider.slug.find('/') != std::string::npos) {
    params.error("slug", "must not hold '/'; variants belong to an endpoint's \"tag\"");
  }
  provider.headquarters = params.text("headquarters", {});
  provider.datacenters = read_texts(params, "datacenters");
  provider.trains = params.flag("trains", false);
  provider.retention_days =
      params.optional_integer("retention_days", {0.0, kLongestRetentionDays, false});
  providers_.push_back(std::move(provider));
}

void Catalog::read_model(core::Params& params) {
  Model model;
  model.id = params.required_text("id");
  const auto slash = model.id.find('/');
  const bool named = slash != std::string::npos && slash > 0 && slash + 1 < model.id.size() &&
                     model.id.find('/', slash + 1) == std::string::npos;
  if (!model.id.empty() && !named) params.error("id", "must look like \"author/model\"");
  require_new(params, "id", model.id, names_of(models_, [](const Model& m) { return m.id; }));
  model.name = params.text("name", model.id);
  model.description = params.text("description", {});
  model.created = params.integer("created", 0, core::Bounds::non_negative());
  model.context_length = params.integer("context_length", 131072, core::Bounds::positive());
  model.reasoning_share = params.number("reasoning_share", 0.0, {0.0, 0.9, false});
  params.object("completion_tokens", [&](core::Params& length) {
    model.median_tokens = length.number("median", 64.0, {1.0, 1e6, false});
    model.tokens_sigma = length.number("sigma", 0.0, {0.0, kLargestSigma, false});
  });
  if (model.median_tokens == 0.0) model.median_tokens = 64.0;
  model.facts = read_facts(params);
  models_.push_back(std::move(model));
}

void Catalog::read_endpoint(core::Params& params) {
  Endpoint endpoint;
  endpoint.model_id = params.required_text("model");
  require_known(params, "model", endpoint.model_id,
                names_of(models_, [](const Model& m) { return m.id; }));
  const std::string slug = params.required_text("provider");
  require_known(params, "provider", slug,
                names_of(providers_, [](const Provider& p) { return p.slug; }));
  if (const Provider* const provider = find_provider(slug)) {
    endpoint.provider_name = provider->name;
    endpoint.terms.collects_data = provider->trains;
    endpoint.terms.zdr = provider->zero_retention();
  }
  endpoint.tag = params.text("tag", slug);
  if (endpoint.tag != slug && endpoint.tag.rfind(slug + "/", 0) != 0) {
    params.error("tag", fmt::format(R"(must be "{0}" or begin with "{0}/")", slug));
  }
  endpoint.quantization = params.text("quantization", "unknown");
  const Model* const model = find_model(endpoint.model_id);
  endpoint.context_length = params.integer(
      "context_length", model != nullptr ? model->context_length : 0, core::Bounds::positive());
  endpoint.max_completion_tokens =
      params.optional_integer("max_completion_tokens", core::Bounds::positive());
  const bool priced = params.object("pricing", [&](core::Params& pricing) {
    endpoint.prompt_price = read_price(pricing, "prompt");
    endpoint.completion_price = read_price(pricing, "completion");
    for (const std::string_view key : kOtherPrices) {
      if (pricing.has(key)) endpoint.other_prices.emplace_back(key, read_price(pricing, key));
    }
  });
  if (!priced) params.error("pricing", "is missing; give {\"prompt\": …, \"completion\": …}");
  endpoint.supported_parameters = read_texts(params, "supported_parameters");
  endpoint.uptime_percent = params.number("uptime_percent", 100.0, {0.0, 100.0, false});
  endpoint.region = params.text("region", {});
  endpoint.latency = {read_delay(params, "ttft"), read_delay(params, "gap")};
  endpoint.servers = params.integer("servers", 0, {0, kMostServers, false});
  if (model != nullptr) {
    endpoint.terms.distillable = model->facts.distillable;
    endpoint.terms.images = !model->facts.tells_input || model->facts.takes("image");
  }
  endpoint.terms = read_terms(params, endpoint.terms);
  endpoint.tier = tier_of(endpoint.tag);
  endpoints_.push_back(std::move(endpoint));
}

void Catalog::read(core::Params& params) {
  const auto each = [&](std::string_view key, void (Catalog::*read_one)(core::Params&)) {
    params.array(key, [&](const core::Json& element, const std::string& pointer) {
      core::Params row(element, pointer, params.source(), params.diagnostics());
      (this->*read_one)(row);
      row.finish();
    });
  };
  // Endpoints refer to the others, so they come last whatever their place in the file.
  each("providers", &Catalog::read_provider);
  each("models", &Catalog::read_model);
  each("endpoints", &Catalog::read_endpoint);
  if (models_.empty()) params.error("models", "must list at least one model");
}

core::Usd Endpoint::other_price(std::string_view key) const {
  const auto found = std::find_if(other_prices.begin(), other_prices.end(),
                                  [&](const auto& price) { return price.first == key; });
  return found == other_prices.end() ? core::Usd{} : found->second.per_token;
}

bool ModelFacts::takes(std::string_view modality) const {
  return std::find(input_modalities.begin(), input_modalities.end(), modality) !=
         input_modalities.end();
}

bool ModelFacts::puts_out(std::string_view modality) const {
  return std::find(output_modalities.begin(), output_modalities.end(), modality) !=
         output_modalities.end();
}

const Provider* Catalog::find_provider(std::string_view slug) const {
  const auto found = std::find_if(providers_.begin(), providers_.end(),
                                  [&](const Provider& p) { return p.slug == slug; });
  return found == providers_.end() ? nullptr : &*found;
}

const Model* Catalog::find_model(std::string_view id) const {
  const auto found =
      std::find_if(models_.begin(), models_.end(), [&](const Model& m) { return m.id == id; });
  return found == models_.end() ? nullptr : &*found;
}

std::vector<const Endpoint*> Catalog::endpoints_of(std::string_view model_id) const {
  std::vector<const Endpoint*> serving;
  for (const Endpoint& endpoint : endpoints_) {
    if (endpoint.model_id == model_id) serving.push_back(&endpoint);
  }
  return serving;
}

}  // namespace orbench::mock
