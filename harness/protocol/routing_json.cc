#include "harness/protocol/routing_json.h"

#include <algorithm>

#include "harness/protocol/printable.h"

namespace orbench::protocol {
namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

std::string name_of(ondemand::value& value) {
  std::string name;
  append_printable(name, text_of(value), kMaxNameBytes);
  return name;
}

bool flag_of(ondemand::value& value) {
  bool flag = false;
  return value.get_bool().get(flag) == SUCCESS && flag;
}

std::uint32_t small_count_of(ondemand::value& value) {
  constexpr std::int64_t kMost = 1'000'000;
  return static_cast<std::uint32_t>(std::min(count_of(value).value_or(0), kMost));
}

void note_model(const std::string& model, core::Routing& out) {
  const bool known = std::find(out.models.begin(), out.models.end(), model) != out.models.end();
  if (!model.empty() && !known && out.models.size() < kMostListed) out.models.push_back(model);
}

error_code read_available(ondemand::value& list, core::Routing& out) {
  return each_element(list, [&](ondemand::value& endpoint) {
    std::string provider;
    std::string model;
    bool selected = false;
    const auto failure = each_field(endpoint, [&](std::string_view key, ondemand::value& field) {
      if (key == "provider") {
        provider = name_of(field);
      } else if (key == "model") {
        model = name_of(field);
      } else if (key == "selected") {
        selected = flag_of(field);
      }
      return SUCCESS;
    });
    note_model(model, out);
    if (selected) {
      out.selected_count += 1;
      out.selected = provider;
      out.selected_model = model;
    }
    return failure;
  });
}

error_code read_endpoints(ondemand::value& value, core::Routing& out) {
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    return key == "available" ? read_available(field, out) : SUCCESS;
  });
}

error_code read_attempts(ondemand::value& list, core::Routing& out) {
  return each_element(list, [&](ondemand::value& value) {
    core::RoutingAttempt attempt;
    const auto failure = each_field(value, [&](std::string_view key, ondemand::value& field) {
      if (key == "provider") {
        attempt.provider = name_of(field);
      } else if (key == "model") {
        attempt.model = name_of(field);
      } else if (key == "status") {
        attempt.status = static_cast<int>(small_count_of(field));
      }
      return SUCCESS;
    });
    if (out.attempts.size() < kMostListed) out.attempts.push_back(std::move(attempt));
    return failure;
  });
}

}  // namespace

error_code read_router_metadata(ondemand::value& value, core::Routing& out) {
  ondemand::json_type type{};
  if (const auto failure = value.type().get(type)) return failure;
  if (type != ondemand::json_type::object) return SUCCESS;
  out = core::Routing{};
  out.told = true;
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "endpoints") return read_endpoints(field, out);
    if (key == "attempts") return read_attempts(field, out);
    if (key == "attempt") {
      out.attempt = small_count_of(field);
    } else if (key == "is_byok") {
      out.byok = flag_of(field);
    } else if (key == "strategy") {
      out.strategy = name_of(field);
    }
    return SUCCESS;
  });
}

}  // namespace orbench::protocol
