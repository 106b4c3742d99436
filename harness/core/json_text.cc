#include "harness/core/json_text.h"

#include <nlohmann/json.hpp>

namespace orbench::core {

std::string dumped(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace orbench::core
