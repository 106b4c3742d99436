#include "results/routing_text.h"

#include <cstdint>

#include <nlohmann/json.hpp>

#include "harness/core/json.h"
#include "harness/core/json_text.h"

namespace orbench::results {
namespace {

using core::Json;

bool read(const Json& object, const char* key, std::string& out) {
  const auto found = object.find(key);
  if (found == object.end()) return true;
  if (!found->is_string()) return false;
  out = found->get_ref<const std::string&>();
  return true;
}

bool read(const Json& object, const char* key, bool& out) {
  const auto found = object.find(key);
  if (found == object.end()) return true;
  if (!found->is_boolean()) return false;
  out = found->get<bool>();
  return true;
}

template <class Integer>
bool read_count(const Json& object, const char* key, Integer& out) {
  constexpr std::uint64_t kMost = 1'000'000;
  const auto found = object.find(key);
  if (found == object.end()) return true;
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > kMost) return false;
  out = static_cast<Integer>(found->get<std::uint64_t>());
  return true;
}

bool read_attempts(const Json& object, core::Routing& routing) {
  const auto found = object.find("attempts");
  if (found == object.end()) return true;
  if (!found->is_array()) return false;
  for (const Json& one : *found) {
    core::RoutingAttempt attempt;
    const bool good = one.is_object() && read(one, "provider", attempt.provider) &&
                      read(one, "model", attempt.model) &&
                      read_count(one, "status", attempt.status);
    if (!good) return false;
    routing.attempts.push_back(std::move(attempt));
  }
  return true;
}

bool read_models(const Json& object, core::Routing& routing) {
  const auto found = object.find("models");
  if (found == object.end()) return true;
  if (!found->is_array()) return false;
  for (const Json& one : *found) {
    if (!one.is_string()) return false;
    routing.models.push_back(one.get<std::string>());
  }
  return true;
}

void put(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

}  // namespace

std::string routing_text(const core::Routing& routing) {
  if (!routing.told && routing.failed_step.empty()) return "";
  Json object = Json::object();
  object["told"] = routing.told;
  if (routing.byok) object["byok"] = true;
  if (routing.told) {
    object["attempt"] = routing.attempt;
    object["selected_count"] = routing.selected_count;
  }
  put(object, "strategy", routing.strategy);
  put(object, "selected", routing.selected);
  put(object, "selected_model", routing.selected_model);
  for (const core::RoutingAttempt& one : routing.attempts) {
    object["attempts"].push_back(
        {{"provider", one.provider}, {"model", one.model}, {"status", one.status}});
  }
  if (!routing.models.empty()) object["models"] = routing.models;
  put(object, "failed_step", routing.failed_step);
  return core::dumped(object);
}

bool read_routing_text(std::string_view text, core::Routing& routing) {
  const Json object = Json::parse(text, nullptr, false);
  return object.is_object() && read(object, "told", routing.told) &&
         read(object, "byok", routing.byok) && read_count(object, "attempt", routing.attempt) &&
         read_count(object, "selected_count", routing.selected_count) &&
         read(object, "strategy", routing.strategy) && read(object, "selected", routing.selected) &&
         read(object, "selected_model", routing.selected_model) && read_attempts(object, routing) &&
         read_models(object, routing) && read(object, "failed_step", routing.failed_step);
}

}  // namespace orbench::results
