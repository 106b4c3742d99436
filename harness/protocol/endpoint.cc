#include "harness/protocol/endpoint.h"

namespace orbench::protocol {

#define ORBENCH_ENTRY(stem) const Endpoint& stem##_endpoint();
#include "harness/protocol/endpoints.def"
#undef ORBENCH_ENTRY

const std::vector<const Endpoint*>& all_endpoints() {
  static const std::vector<const Endpoint*> endpoints = {
#define ORBENCH_ENTRY(stem) &stem##_endpoint(),
#include "harness/protocol/endpoints.def"
#undef ORBENCH_ENTRY
  };
  return endpoints;
}

const Endpoint* find_endpoint(std::string_view name) {
  for (const Endpoint* endpoint : all_endpoints()) {
    if (endpoint->name() == name) return endpoint;
  }
  return nullptr;
}

std::vector<std::string> endpoint_names() {
  std::vector<std::string> names;
  for (const Endpoint* endpoint : all_endpoints()) names.emplace_back(endpoint->name());
  return names;
}

}  // namespace orbench::protocol
