#pragma once

#include <string_view>
#include <vector>

#include "harness/core/http.h"

namespace orbench::protocol {

/// Appends a header of the endpoint's own unless one of that name (in any case) is there: what the
/// user sets wins.
void add_if_absent(std::vector<core::Header>& headers, std::string_view name,
                   std::string_view value);

}  // namespace orbench::protocol
