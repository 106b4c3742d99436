#include "harness/protocol/endpoint_headers.h"

#include <algorithm>

#include "harness/core/same_text.h"

namespace orbench::protocol {

void add_if_absent(std::vector<core::Header>& headers, std::string_view name,
                   std::string_view value) {
  const bool there = std::any_of(
      headers.begin(), headers.end(),
      [name](const core::Header& header) { return core::same_ignoring_case(header.name, name); });
  if (!there) headers.push_back({std::string(name), std::string(value)});
}

}  // namespace orbench::protocol
