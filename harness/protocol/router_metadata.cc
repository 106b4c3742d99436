#include "harness/protocol/router_metadata.h"

namespace orbench::protocol {
namespace {

using simdjson::SUCCESS;

simdjson::error_code read_endpoint(ondemand::value& value, WireEvent& out) {
  std::string_view provider;
  bool selected = false;
  const auto failure = each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key == "provider") {
      provider = text_of(field);
    } else if (key == "selected") {
      bool chosen = false;
      selected = field.get_bool().get(chosen) == SUCCESS && chosen;
    }
    return SUCCESS;
  });
  if (selected) out.routed_to = provider;
  return failure;
}

}  // namespace

simdjson::error_code read_router_metadata(ondemand::value& value, WireEvent& out) {
  return each_field(value, [&](std::string_view key, ondemand::value& field) {
    if (key != "endpoints") return SUCCESS;
    return each_field(field, [&](std::string_view name, ondemand::value& list) {
      if (name != "available") return SUCCESS;
      return each_element(list,
                          [&](ondemand::value& endpoint) { return read_endpoint(endpoint, out); });
    });
  });
}

}  // namespace orbench::protocol
