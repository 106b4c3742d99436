#include "mock/responders/model_select.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "mock/responders/model_json.h"
#include "mock/responders/published.h"
#include "mock/server/message.h"

namespace orbench::mock {
namespace {

constexpr double kTokensPerPriceUnit = 1e6;

/// A model with its endpoints, as the rules below look at it.
struct Candidate {
  const Model* model;
  std::vector<const Endpoint*> endpoints;
  const Endpoint* cheapest;
};

bool has_word(const std::vector<std::string>& words, std::string_view wanted) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return equal_ignoring_case(word, wanted); });
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    return equal_ignoring_case(std::string_view(&a, 1), std::string_view(&b, 1));
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

template <class Test>
bool any_part(std::string_view list, Test test) {
  const auto parts = split_list(list);
  return std::any_of(parts.begin(), parts.end(), test);
}

template <class Test>
bool every_part(std::string_view list, Test test) {
  const auto parts = split_list(list);
  return std::all_of(parts.begin(), parts.end(), test);
}

template <class Test>
bool any_endpoint(const Candidate& candidate, Test test) {
  return std::any_of(candidate.endpoints.begin(), candidate.endpoints.end(), test);
}

double prompt_price(const Candidate& candidate) {
  return candidate.cheapest->prompt_price.per_token.dollars() * kTokensPerPriceUnit;
}

struct ModelFilter {
  std::string_view parameter;
  bool (*keeps)(const Candidate& candidate, std::string_view value);
};

// `output_modalities` is not here: it also works when it is absent.
constexpr std::array<ModelFilter, 13> kFilters = {{
    {"category", [](const Candidate& c,
                    std::string_view value) { return has_word(c.model->facts.categories, value); }},
    {"supported_parameters",
     [](const Candidate& c, std::string_view value) {
       return every_part(value, [&](std::string_view wanted) {
         return any_endpoint(
             c, [&](const Endpoint* e) { return has_word(e->supported_parameters, wanted); });
       });
     }},
    {"input_modalities",
     [](const Candidate& c, std::string_view value) {
       return every_part(value, [&](std::string_view wanted) {
         return has_word(c.model->facts.input_modalities, wanted);
       });
     }},
    {"q",
     [](const Candidate& c, std::string_view value) {
       return contains_ignoring_case(c.model->name, value) ||
              contains_ignoring_case(c.model->id, value);
     }},
    {"context",
     [](const Candidate& c, std::string_view value) {
       return static_cast<double>(c.model->context_length) >= number_from(value).value_or(0.0);
     }},
    {"min_price",
     [](const Candidate& c, std::string_view value) {
       return c.cheapest != nullptr && prompt_price(c) >= number_from(value).value_or(0.0);
     }},
    {"max_price",
     [](const Candidate& c, std::string_view value) {
       return c.cheapest != nullptr && prompt_price(c) <= number_from(value).value_or(0.0);
     }},
    {"arch",
     [](const Candidate& c, std::string_view value) {
       return contains_ignoring_case(c.model->facts.family, value);
     }},
    {"model_authors",
     [](const Candidate& c, std::string_view value) {
       return any_part(value, [&](std::string_view wanted) {
         return equal_ignoring_case(c.model->author(), wanted);
       });
     }},
    {"providers",
     [](const Candidate& c, std::string_view value) {
       return any_part(value, [&](std::string_view wanted) {
         return any_endpoint(c, [&](const Endpoint* e) {
           const std::string_view slug = std::string_view(e->tag).substr(0, e->tag.find('/'));
           return equal_ignoring_case(e->provider_name, wanted) ||
                  equal_ignoring_case(slug, wanted);
         });
       });
     }},
    {"distillable",
     [](const Candidate& c, std::string_view value) {
       return c.model->facts.distillable == (value == "true");
     }},
    {"zdr",
     [](const Candidate& c, std::string_view value) {
       return value != "true" || any_endpoint(c, [](const Endpoint* e) { return e->terms.zdr; });
     }},
    {"region",
     [](const Candidate& c, std::string_view value) {
       return any_endpoint(c, [&](const Endpoint* e) {
         return !e->region.empty() && equal_ignoring_case(e->region, value);
       });
     }},
}};

bool puts_out(const Candidate& candidate, std::string_view wanted) {
  return any_part(wanted, [&](std::string_view modality) {
    return modality == "all" || candidate.model->facts.puts_out(modality);
  });
}

constexpr double kNoFigure = std::numeric_limits<double>::infinity();

double highest_first(const std::optional<double>& figure) { return figure ? -*figure : kNoFigure; }

double latency_of(const Published& figures) {
  if (!figures.latency_ms) return kNoFigure;
  return figures.latency_ms->front();
}
double throughput_of(const Published& figures) {
  if (!figures.throughput) return kNoFigure;
  return -figures.throughput->front();
}

/// The least that a figure is of any endpoint.
double best(const Candidate& c, const Call& call, double (*figure)(const Published&)) {
  double least = kNoFigure;
  for (const Endpoint* endpoint : c.endpoints) {
    least = std::min(least, figure(published(*endpoint, call.config.settings, call.state)));
  }
  return least;
}

/// The figure that a sort goes by, ascending; kNoFigure comes last.
double sort_key(std::string_view sort, const Candidate& c, const Call& call) {
  const ModelFacts& facts = c.model->facts;
  if (sort == "newest") return -static_cast<double>(c.model->created);
  if (sort == "most-popular" || sort == "top-weekly") {
    return -static_cast<double>(facts.weekly_tokens);
  }
  if (sort == "context-high-to-low") return -static_cast<double>(c.model->context_length);
  if (sort == "intelligence-high-to-low") return highest_first(facts.intelligence);
  if (sort == "design-arena-elo-high-to-low") return highest_first(facts.design_elo);
  if (sort == "latency-low-to-high") return best(c, call, latency_of);
  if (sort == "throughput-high-to-low") return best(c, call, throughput_of);
  if (c.cheapest == nullptr) return kNoFigure;
  const double price = c.cheapest->price().dollars();
  return sort == "pricing-high-to-low" ? -price : price;
}

void put_in_order(std::string_view sort, std::vector<Candidate>& candidates, const Call& call) {
  std::vector<std::pair<double, Candidate>> keyed;
  keyed.reserve(candidates.size());
  for (Candidate& c : candidates) keyed.emplace_back(sort_key(sort, c, call), std::move(c));
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < keyed.size(); ++i) candidates[i] = std::move(keyed[i].second);
}

/// The first modality of the list that no model could have; empty when there is none.
std::string_view unknown_modality(std::string_view list) {
  constexpr std::array<std::string_view, 10> kKnown = {
      "all",    "text",   "image", "audio",         "video",
      "speech", "rerank", "file",  "transcription", "embeddings"};
  for (const std::string_view part : split_list(list)) {
    if (std::find(kKnown.begin(), kKnown.end(), part) == kKnown.end()) return part;
  }
  return {};
}

}  // namespace

ModelSelection select_models(const Query& query, const Call& call) {
  ModelSelection selection;
  for (const std::string_view parameter : {"output_modalities", "input_modalities"}) {
    const std::string_view unknown = unknown_modality(query.text(parameter));
    if (unknown.empty()) continue;
    selection.bad_parameter = parameter;
    selection.message = fmt::format("Invalid modality: {}", unknown);
    return selection;
  }
  const Catalog& catalog = call.config.catalog;
  std::vector<Candidate> kept;
  for (const Model& model : catalog.models()) {
    Candidate candidate{&model, catalog.endpoints_of(model.id), cheapest_endpoint(model, catalog)};
    const bool passes =
        puts_out(candidate, query.text("output_modalities", "text")) &&
        std::all_of(kFilters.begin(), kFilters.end(), [&](const ModelFilter& filter) {
          const std::string_view value = query.text(filter.parameter);
          return value.empty() || filter.keeps(candidate, value);
        });
    if (passes) kept.push_back(std::move(candidate));
  }
  if (const auto sort = query.text("sort"); !sort.empty()) put_in_order(sort, kept, call);
  for (const Candidate& candidate : kept) selection.models.push_back(candidate.model);
  return selection;
}

}  // namespace orbench::mock
