#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace orbench::support {

/// Holds a document against a draft-07 schema. Empty when it is valid, else a line for each
/// offence.
std::string schema_offences(const nlohmann::json& schema, const nlohmann::json& document);

}  // namespace orbench::support
