#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/api/paths.h"
#include "harness/core/json_text.h"
#include "harness/core/rng.h"
#include "mock/error_reply.h"
#include "mock/responders/dispatch.h"
#include "mock/responders/metered.h"
#include "mock/responders/request_body.h"
#include "mock/responders/responder.h"

namespace orbench::mock {
namespace {

using core::Json;
using nlohmann::json;

constexpr std::int64_t kDocumentsPerSearchUnit = 100;

struct Ranked {
  std::size_t index = 0;
  double score = 0.0;
};

/// The words of a document: the string itself, or the `text` of a structured one.
std::string text_of(const json& document) {
  return document.is_string() ? document.get<std::string>() : body::text_at(document, "text");
}

/// The document as the answer shows it, always structured.
Json document_json(const json& document) {
  Json shown = Json::object();
  if (document.is_string() || body::has(document, "text")) shown["text"] = text_of(document);
  const std::string image = body::text_at(document, "image");
  if (!image.empty()) shown["image"] = image;
  return shown;
}

/// Between 0 and 1 with six decimals; decided by the query and the document alone.
double relevance(const std::string& query, const json& document) {
  constexpr double kSteps = 1e6;
  const std::string key = document.dump(-1, ' ', false, json::error_handler_t::replace);
  core::Rng rng(core::stable_hash(query), "relevance", core::stable_hash(key));
  return std::round(rng.uniform() * kSteps) / kSteps;
}

std::vector<Ranked> ranked(const std::string& query, const json& documents) {
  std::vector<Ranked> all;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    all.push_back({i, relevance(query, documents[i])});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
  return all;
}

/// Why the body is refused; empty when it is not.
std::string_view refusal(const json& body) {
  const json& documents = body["documents"];
  if (!documents.is_array() || documents.empty())
    return "\"documents\" must be a list with entries";
  const bool known = std::all_of(documents.begin(), documents.end(), [](const json& document) {
    return document.is_string() || body::has(document, "text") || body::has(document, "image");
  });
  if (!known) return R"(each of "documents" must be a string or hold "text" or "image")";
  if (!body["query"].is_string()) return "\"query\" must be a string";
  return {};
}

Script answer_rerank(const Call& call) {
  const json body = body::parse(call.request.body);
  const auto missing = body::first_missing(body, {"documents", "model", "query"});
  if (!missing.empty()) return missing_parameter(missing);
  if (const auto why = refusal(body); !why.empty()) return bad_request(why);
  const json& documents = body["documents"];
  const auto query = body["query"].get<std::string>();
  const auto count = static_cast<std::int64_t>(documents.size());
  std::int64_t tokens = count * body::tokens_of(query.size());
  for (const json& document : documents) tokens += body::tokens_of(text_of(document).size());
  auto served = route_metered(body, {"rerank", tokens, 0}, call);
  if (!served) return served.error();
  std::vector<Ranked> order = ranked(query, documents);
  const auto asked = static_cast<std::size_t>(
      body::count_at(body, "top_n").value_or(static_cast<std::int64_t>(order.size())));
  order.resize(std::min(order.size(), asked));
  Json results = Json::array();
  for (const Ranked& one : order) {
    results.push_back({{"index", one.index},
                       {"relevance_score", one.score},
                       {"document", document_json(documents[one.index])}});
  }
  Work work{"rerank", tokens};
  work.first = work.took = served->pace.next(count);
  const Cost cost = note_work(work, *served, call);
  const Json answer = {
      {"id", call.generation_id},
      {"model", served->endpoint->model_id},
      {"provider", served->endpoint->provider_name},
      {"results", std::move(results)},
      {"usage",
       {{"search_units", (count + kDocumentsPerSearchUnit - 1) / kDocumentsPerSearchUnit},
        {"total_tokens", tokens},
        {"cost", cost.total().dollars()}}}};
  return metered_answer(core::dumped(answer), work.took, *served->endpoint, call);
}

}  // namespace

Responder rerank_responder() {
  Responder responder{"POST", api::paths::kRerank, true, true, &answer_rerank};
  responder.id_prefix = "gen-rerank-";
  return responder;
}

}  // namespace orbench::mock
