#include "mock/responders/text_request.h"

#include <nlohmann/json.hpp>

#include "mock/responders/request_body.h"

namespace orbench::mock {
namespace {

Sort sort_of(const nlohmann::json& provider) {
  const nlohmann::json& asked = body::at(provider, "sort");
  const std::string by = asked.is_string() ? asked.get<std::string>() : body::text_at(asked, "by");
  if (by == "price") return Sort::kPrice;
  if (by == "latency") return Sort::kLatency;
  if (by == "throughput") return Sort::kThroughput;
  return Sort::kNone;
}

}  // namespace

RouteRequest read_routing(const nlohmann::json& body) {
  RouteRequest routing;
  routing.model = body::text_at(body, "model");
  if (routing.model.empty()) {
    const auto models = body::texts_at(body, "models");
    if (!models.empty()) routing.model = models.front();
  }
  const nlohmann::json& provider = body::at(body, "provider");
  routing.order = body::texts_at(provider, "order");
  routing.only = body::texts_at(provider, "only");
  routing.ignore = body::texts_at(provider, "ignore");
  routing.allow_fallbacks = body::flag_at(provider, "allow_fallbacks", true);
  routing.sort = sort_of(provider);
  return routing;
}

}  // namespace orbench::mock
