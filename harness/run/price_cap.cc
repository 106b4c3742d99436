#include "harness/run/price_cap.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orbench::run {
namespace {

using core::Json;
using core::Usd;

/// Exact: `pico` of 10^-digits, without zeros at the end.
std::string decimal(std::int64_t pico, std::int64_t one, int digits) {
  std::string text = fmt::format("{}.{:0{}}", pico / one, pico % one, digits);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string per_million(Usd price) { return decimal(price.pico(), 1'000'000, 6); }
std::string per_unit(Usd price) { return decimal(price.pico(), 1'000'000'000'000, 12); }

}  // namespace

Json price_cap(const std::vector<PriceRow>& rows, const RequestShape& shape) {
  Usd prompt;
  Usd completion;
  Usd request;
  for (const PriceRow& row : rows) {
    if (!is_reachable(row, shape)) continue;
    prompt = std::max(prompt, row.prompt.most);
    completion = std::max(completion, row.completion.most);
    request = std::max(request, row.request);
  }
  Json cap = Json::object();
  cap["prompt"] = per_million(prompt);
  if (shape.has_output) cap["completion"] = per_million(completion);
  cap["request"] = per_unit(request);
  return cap;
}

Json with_price_cap(Json request, const Json& cap) {
  Json& provider = request["provider"];
  if (!provider.is_object()) provider = Json::object();
  Json& most = provider["max_price"];
  if (!most.is_object()) most = Json::object();
  most.update(cap);
  return request;
}

}  // namespace orbench::run
