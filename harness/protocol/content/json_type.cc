#include "harness/protocol/content/json_type.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace orbench::protocol {

const std::vector<std::string>& json_types() {
  static const std::vector<std::string> types = {"object",  "array",   "string", "number",
                                                 "integer", "boolean", "null"};
  return types;
}

bool has_json_type(const ForeignJson& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  if (value.is_number_integer()) return true;
  return value.is_number() && std::nearbyint(value.get<double>()) == value.get<double>();
}

}  // namespace orbench::protocol
