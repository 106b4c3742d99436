#pragma once

#include <string>
#include <utility>
#include <vector>

namespace orbench::run {

/// What the figures were measured on, as names and values for people: system, processor, load,
/// libraries. Holds no host name, user name or path.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> describe_environment();

}  // namespace orbench::run
